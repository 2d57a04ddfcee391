//! KNOWN: one row for each public server that we know something about.

use crate::target::key::covers;

/// What is known of a server.
#[derive(Debug, PartialEq, Eq)]
pub struct Server {
    /// The registrable domain; the server is this host and all below it.
    pub domain: &'static str,
    /// The scheme a login uses when no flag names one (see [`crate::scheme::Scheme::name`]).
    pub scheme: &'static str,
    /// Where a person makes a token.
    pub tokens: &'static str,
}

/// The servers, in no order: no two rows cover the same host.
pub const KNOWN: &[Server] = &[
    Server {
        domain: "prefix.dev",
        scheme: "bearer",
        tokens: "https://prefix.dev/settings/api_keys",
    },
    Server {
        domain: "anaconda.org",
        scheme: "conda-token",
        tokens: "https://anaconda.org/settings/access",
    },
];

impl Server {
    /// The row for `host`, label by label: `notprefix.dev` and `prefix.dev.example` have none.
    pub fn of(host: &str) -> Option<&'static Self> {
        KNOWN.iter().find(|row| covers(row.domain, host))
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
            assert!(crate::scheme::NAMES.contains(&row.scheme));
            assert!(url::Url::parse(row.tokens).unwrap().scheme() == "https");
        }
    }
}
