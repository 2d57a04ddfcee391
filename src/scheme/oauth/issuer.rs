//! Issuer: the URL that a login provider goes by (OpenID Connect Discovery 1.0 §2, RFC 8414 §2).

use std::{fmt, str::FromStr};

use url::{ParseError, Url};

use crate::{
    error::{Error, Result},
    target::key::{is_loopback, is_secure},
    text::redact_url,
};

/// The longest issuer URL, in bytes.
const LONGEST: usize = 2048;

/// A provider's issuer URL: https, or http to this machine; exactly as it was typed, because it is compared as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    text: String,
    url: Url,
}

impl Issuer {
    /// Whether the provider runs on this machine.
    pub(super) fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    pub(super) fn url(&self) -> Url {
        self.url.clone()
    }

    /// Whether `said` is this issuer. One slash at the end makes no difference: both have one place of discovery.
    pub(super) fn is(&self, said: &str) -> bool {
        let trimmed = |text: &str| text.strip_suffix('/').unwrap_or(text).to_owned();
        trimmed(said) == trimmed(&self.text)
    }

    /// The issuer, unless only a browser would take its URL: it is asked as it was typed.
    fn askable(self) -> Option<Self> {
        let mut places = self.documents().into_iter();
        let is_askable = places.all(|place| place.parse::<hyper::Uri>().is_ok());
        is_askable.then_some(self)
    }

    /// Where the provider describes itself, the usual place first.
    pub(super) fn documents(&self) -> [String; 2] {
        let base = self.text.strip_suffix('/').unwrap_or(&self.text);
        let path = self.url.path().trim_end_matches('/');
        let origin = base.strip_suffix(path).unwrap_or(base);
        [
            // OpenID Connect Discovery 1.0 §4.
            format!("{base}/.well-known/openid-configuration"),
            // RFC 8414 §3.1.
            format!("{origin}/.well-known/oauth-authorization-server{path}"),
        ]
    }
}

impl FromStr for Issuer {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let refuse = |why: &str| Error::Usage {
            problem: format!("`{}` cannot be an issuer URL: {why}", redact_url(text)),
            hint: Some(
                "name the provider by its URL: `--oauth-issuer-url https://idp.example.com`".into(),
            ),
        };
        let url = Url::parse(text).map_err(|error| match error {
            ParseError::RelativeUrlWithoutBase => refuse("it does not start with `https://`"),
            other => refuse(&other.to_string()),
        })?;
        match () {
            () if !is_secure(&url) => Err(refuse("it must be https")),
            () if !url.username().is_empty() || url.password().is_some() => {
                Err(refuse("it has a user name or password in it"))
            }
            () if url.query().is_some() || url.fragment().is_some() => {
                Err(refuse("it has a query or a fragment"))
            }
            () if text.chars().any(|c| c.is_whitespace() || c.is_control()) => {
                Err(refuse("it has white space or control characters"))
            }
            () if text.len() > LONGEST => Err(refuse("it is too long")),
            () => Self {
                text: text.to_owned(),
                url,
            }
            .askable()
            .ok_or_else(|| refuse("it has to be ASCII, with `//` before the host")),
        }
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::text::escape(&self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_looked_for_in_two_places() {
        let issuer: Issuer = "https://idp.example/realms/one".parse().unwrap();
        assert_eq!(
            issuer.documents(),
            [
                "https://idp.example/realms/one/.well-known/openid-configuration",
                "https://idp.example/.well-known/oauth-authorization-server/realms/one",
            ]
        );
        let plain = ["https://idp.example", "https://idp.example/"];
        for text in plain {
            let issuer: Issuer = text.parse().unwrap();
            let first = "https://idp.example/.well-known/openid-configuration";
            assert_eq!(issuer.documents()[0], first);
            assert!(plain.iter().all(|said| issuer.is(said)));
            assert!(!issuer.is("https://idp.example//") && !issuer.is("https://IDP.example"));
        }
    }

    #[test]
    fn an_issuer_is_https_or_on_this_machine() {
        for good in [
            "https://a",
            "http://127.0.0.1:1/x",
            "http://localhost",
            "http://[::1]",
        ] {
            assert!(good.parse::<Issuer>().is_ok(), "{good}");
        }
        for bad in [
            "http://a",
            "a",
            "",
            "https://u:p@a",
            "https://a?x",
            "https://a#x",
            "https://a /",
            "file:///x",
            "javascript:alert(1)",
        ] {
            assert!(bad.parse::<Issuer>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_issuer_can_be_asked_as_it_is_written() {
        let long = format!("https://a/{}", "x".repeat(70_000));
        for bad in [
            "https://münchen.example",
            "https://a\\b",
            "https:a.example",
            "https:///a.example",
            "https://a/<x>",
            &long,
        ] {
            assert!(bad.parse::<Issuer>().is_err(), "{bad}");
        }
        for good in ["https://xn--mnchen-3ya.example", "https://a/x~y/%C3%A4"] {
            let issuer: Issuer = good.parse().unwrap();
            for place in issuer.documents() {
                assert!(place.parse::<hyper::Uri>().is_ok(), "{place}");
            }
        }
    }
}
