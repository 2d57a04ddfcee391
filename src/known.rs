//! KNOWN: one row for each public server that we know something about.

use crate::{scheme::oauth::Preset, target::key::covers};

/// What is known of a server.
#[derive(Debug, PartialEq, Eq)]
pub struct Server {
    /// The registrable domain; the server is this host and all below it.
    pub domain: &'static str,
    /// The hosts that channels are on, for tools that know no wildcards.
    pub hosts: &'static [&'static str],
    /// The scheme a login uses when no flag names one (see [`crate::scheme::Scheme::name`]).
    pub scheme: &'static str,
    /// Where a person makes a token.
    pub tokens: &'static str,
    /// How one logs in with OAuth, if one can.
    pub oauth: Option<Client>,
}

/// A client that is registered at a server's login provider.
#[derive(Debug, PartialEq, Eq)]
pub struct Client {
    /// The provider's issuer URL.
    pub issuer: &'static str,
    /// The client's id.
    pub id: &'static str,
    /// What it asks for.
    pub scopes: &'static [&'static str],
}

/// The servers, in no order: no two rows cover the same host.
pub const KNOWN: &[Server] = &[
    Server {
        domain: "prefix.dev",
        hosts: &["repo.prefix.dev", "prefix.dev"],
        scheme: "oauth",
        tokens: "https://prefix.dev/settings/api_keys",
        // As in rattler (`src/cli/auth.rs`, `default_oauth_config_for_host`).
        oauth: Some(Client {
            issuer: "https://prefix.dev",
            id: "rattler",
            scopes: &[
                "openid",
                "profile",
                "offline_access",
                "channel:read",
                "channel:upload",
            ],
        }),
    },
    Server {
        domain: "anaconda.org",
        hosts: &["conda.anaconda.org"],
        scheme: "conda-token",
        tokens: "https://anaconda.org/settings/access",
        oauth: None,
    },
];

impl Server {
    /// The row for `host`, label by label: `notprefix.dev` and `prefix.dev.example` have none.
    pub fn of(host: &str) -> Option<&'static Self> {
        KNOWN.iter().find(|row| covers(row.domain, host))
    }

    /// What an OAuth login starts from.
    pub fn preset(&self) -> Option<Preset> {
        let client = self.oauth.as_ref()?;
        Some(Preset {
            issuer: client.issuer.to_owned(),
            client_id: client.id.to_owned(),
            scopes: client.scopes.iter().map(ToString::to_string).collect(),
            ..Preset::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_finds_itself_and_nothing_that_only_looks_like_it() {
        for row in KNOWN {
            let domain = row.domain;
            assert_eq!(Server::of(domain), Some(row));
            assert_eq!(Server::of(&format!("conda.{domain}")), Some(row));
            for host in [format!("not{domain}"), format!("{domain}.evil.example")] {
                assert_eq!(Server::of(&host), None, "{host}");
            }
            assert!(row.hosts.iter().all(|host| covers(domain, host)) && !row.hosts.is_empty());
            assert!(crate::scheme::NAMES.contains(&row.scheme));
            assert!(url::Url::parse(row.tokens).unwrap().scheme() == "https");
            assert_eq!(row.oauth.is_some(), row.scheme == "oauth");
            let issuer = row.oauth.as_ref().map(|client| client.issuer);
            assert!(issuer.is_none_or(|url| url.parse::<crate::scheme::oauth::Issuer>().is_ok()));
        }
    }
}
