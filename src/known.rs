//! KNOWN: one row for each public server that we know something about.

use crate::{
    scheme::oauth::Preset,
    target::{Key, key::covers},
};

/// What is known of a server.
#[derive(Debug, PartialEq, Eq)]
pub struct Server {
    /// The domain that people know it by.
    pub domain: &'static str,
    /// The keys that a login is stored under, the first most of all: together they are the server's hosts.
    pub keys: &'static [&'static str],
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
        keys: &["*.prefix.dev"],
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
        keys: &["*.anaconda.org"],
        hosts: &["conda.anaconda.org"],
        scheme: "conda-token",
        tokens: "https://anaconda.org/settings/access",
        oauth: None,
    },
    // Not all of the domain: forum, documentation and status pages are other people's machines.
    Server {
        domain: "anaconda.com",
        keys: &["anaconda.com", "repo.anaconda.cloud"],
        hosts: &["repo.anaconda.cloud", "anaconda.com"],
        scheme: "bearer",
        tokens: "https://anaconda.com/app/profile/api-keys",
        oauth: None,
    },
];

impl Server {
    /// The row for `host`, label by label: `notprefix.dev` and `prefix.dev.example` have none.
    pub fn of(host: &str) -> Option<&'static Self> {
        let answers = |key: &&str| match key.strip_prefix("*.") {
            Some(domain) => covers(domain, host),
            None => **key == *host,
        };
        KNOWN.iter().find(|row| row.keys.iter().any(&answers))
    }

    /// The keys that a login is stored under.
    pub fn login_keys(&self) -> impl Iterator<Item = Key> {
        self.keys.iter().map(|key| Key::stored(*key))
    }

    /// Whether all hosts below its domain are its own.
    pub fn is_all_below(&self) -> bool {
        self.keys[0].starts_with("*.")
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
            let below = Some(row).filter(|row| row.keys[0].starts_with("*."));
            assert_eq!(Server::of(&format!("conda.{domain}")), below);
            for host in [format!("not{domain}"), format!("{domain}.evil.example")] {
                assert_eq!(Server::of(&host), None, "{host}");
            }
            let is_own = |host: &&str| Server::of(host) == Some(row);
            assert!(row.hosts.iter().all(is_own) && !row.hosts.is_empty());
            assert!(crate::scheme::NAMES.contains(&row.scheme));
            assert!(url::Url::parse(row.tokens).unwrap().scheme() == "https");
            assert_eq!(row.oauth.is_some(), row.scheme == "oauth");
            let issuer = row.oauth.as_ref().map(|client| client.issuer);
            assert!(issuer.is_none_or(|url| url.parse::<crate::scheme::oauth::Issuer>().is_ok()));
        }
    }
}
