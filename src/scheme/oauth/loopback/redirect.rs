//! RedirectUri: where the provider sends the browser back to, which is always this machine.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use url::{Host, ParseError, Url};

use crate::{
    error::{Error, Result},
    text,
};

/// An address on this machine; without a port, whichever is free (RFC 8252 §7.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUri {
    host: Name,
    port: Option<u16>,
    path: String,
}

/// The names of this machine that a browser knows without asking anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    V4,
    V6,
    Localhost,
}

const NOT_HTTP: &str = "it does not start with `http://`";

impl RedirectUri {
    /// Reads what was typed.
    ///
    /// # Errors
    /// When it is not plain http on `127.0.0.1`, `[::1]` or `localhost`, or has more than a port and a path.
    pub fn parse(typed: &str) -> Result<Self> {
        let url = Url::parse(typed).map_err(|error| match error {
            ParseError::RelativeUrlWithoutBase => refuse(typed, NOT_HTTP),
            other => refuse(typed, &other.to_string()),
        })?;
        if url.scheme() != "http" {
            return Err(refuse(typed, NOT_HTTP));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse(typed, "it has a user name or password in it"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refuse(typed, "it has a query or a fragment"));
        }
        let host = url.host().as_ref().and_then(Name::of);
        Ok(Self {
            host: host.ok_or_else(|| {
                refuse(typed, "its host is not `127.0.0.1`, `[::1]` or `localhost`")
            })?,
            port: port(&url, typed),
            path: path(&url, typed),
        })
    }

    /// The URI that the provider is told.
    pub(super) fn with_port(&self, port: u16) -> String {
        format!("http://{}:{port}{}", self.host.as_str(), self.path)
    }

    /// The port that was asked for.
    pub(super) fn port(&self) -> Option<u16> {
        self.port
    }

    /// The host, as a browser writes it.
    pub(super) fn host(&self) -> &'static str {
        self.host.as_str()
    }

    /// The path that a browser asks for.
    pub(super) fn path(&self) -> &str {
        if self.path.is_empty() {
            "/"
        } else {
            &self.path
        }
    }

    /// Every address that a browser may try.
    pub(super) fn addresses(&self) -> Vec<IpAddr> {
        match self.host {
            Name::V4 => vec![Ipv4Addr::LOCALHOST.into()],
            Name::V6 => vec![Ipv6Addr::LOCALHOST.into()],
            Name::Localhost => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        }
    }
}

/// The form that rattler's clients are registered with: no path, not even `/`.
impl Default for RedirectUri {
    fn default() -> Self {
        Self {
            host: Name::V4,
            port: None,
            path: String::new(),
        }
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            Some(port) => f.write_str(&self.with_port(port)),
            None => write!(f, "http://{}{}", self.host.as_str(), self.path),
        }
    }
}

impl Name {
    fn of(host: &Host<&str>) -> Option<Self> {
        match host {
            Host::Ipv4(Ipv4Addr::LOCALHOST) => Some(Self::V4),
            Host::Ipv6(Ipv6Addr::LOCALHOST) => Some(Self::V6),
            Host::Domain("localhost") => Some(Self::Localhost),
            _ => None,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::V4 => "127.0.0.1",
            Self::V6 => "[::1]",
            Self::Localhost => "localhost",
        }
    }
}

fn port(url: &Url, typed: &str) -> Option<u16> {
    // `Url` forgets a port that is the scheme's own; port 0 is how one asks for a free one.
    let is_80 = authority(typed).ends_with(":80");
    let port = url.port().or(is_80.then_some(80));
    port.filter(|port| *port != 0)
}

fn path(url: &Url, typed: &str) -> String {
    let is_bare = url.path() == "/" && !typed.trim_end().ends_with(['/', '\\']);
    if is_bare { "" } else { url.path() }.to_owned()
}

fn authority(typed: &str) -> &str {
    let rest = typed.split_once("://").map_or(typed, |(_, rest)| rest);
    rest.split(['/', '\\'])
        .next()
        .unwrap_or_default()
        .trim_end()
}

fn refuse(typed: &str, why: &str) -> Error {
    Error::Usage {
        problem: format!(
            "`{}` cannot be the redirect URI: {why}",
            text::redact_url(typed)
        ),
        hint: Some("use an address of this machine: `http://127.0.0.1:8000/callback`".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_provider_is_told() {
        for (typed, told) in [
            ("http://127.0.0.1", "http://127.0.0.1:4711"),
            ("http://127.0.0.1/", "http://127.0.0.1:4711/"),
            ("http://127.0.0.1:0/x", "http://127.0.0.1:4711/x"),
            (
                "http://localhost/auth/oidc",
                "http://localhost:4711/auth/oidc",
            ),
            ("http://[::1]", "http://[::1]:4711"),
            (
                "http://127.0.0.1:8000/callback",
                "http://127.0.0.1:8000/callback",
            ),
            ("http://localhost:80", "http://localhost:80"),
            ("HTTP://LOCALHOST:80/", "http://localhost:80/"),
        ] {
            let uri = RedirectUri::parse(typed).unwrap();
            assert_eq!(uri.with_port(uri.port().unwrap_or(4711)), told, "{typed}");
        }
        let default = RedirectUri::default();
        assert_eq!(RedirectUri::parse("http://127.0.0.1").unwrap(), default);
        assert_eq!((default.path(), default.host()), ("/", "127.0.0.1"));
    }

    #[test]
    fn p53_only_this_machine() {
        for typed in [
            "",
            "8000",
            "127.0.0.1:8000",
            "https://127.0.0.1:8000",
            "urn:ietf:wg:oauth:2.0:oob",
            "http://0.0.0.0:8000",
            "http://127.0.0.2",
            "http://[::]:8000",
            "http://[::ffff:127.0.0.1]",
            "http://192.168.1.2/",
            "http://localhost.evil.example/",
            "http://notlocalhost/",
            "http://evil.example/#http://127.0.0.1",
            "http://127.0.0.1@evil.example/",
            "http://user@127.0.0.1/",
            "http://user:canary@127.0.0.1/",
            "http://127.0.0.1/?x=canary",
            "http://127.0.0.1/#canary",
            "http://127.0.0.1:99999/",
        ] {
            let error = RedirectUri::parse(typed).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{typed}");
            assert!(!error.message().contains("canary"), "{}", error.message());
            let hint = error.hint().unwrap();
            let works = hint.split('`').nth(1).unwrap();
            assert!(RedirectUri::parse(works).is_ok(), "{hint}");
        }
    }
}
