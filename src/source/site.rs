//! Site: what a login that was found is for, and the key that it gets.

use url::Url;

use crate::{
    target::{Key, Scope, Target, Typed, key::is_loopback},
    text::redact_url,
};

/// What a login is for, in the source's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Site {
    /// A host, or all that belongs to its server: as if it was typed for a login.
    Host(String),
    /// A host or URL, or a channel's name; a path is a channel that the login is for alone.
    Channel(String),
    /// A key as rattler writes it, which stays as far-reaching as it is.
    Key(String),
}

/// Where a login is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    /// The target, as if it had been typed.
    pub target: Target,
    /// The key.
    pub key: Key,
    /// How far it reaches.
    pub scope: Scope,
}

impl Site {
    /// The site for people, without secrets.
    pub fn shown(&self) -> String {
        let (Self::Host(text) | Self::Channel(text) | Self::Key(text)) = self;
        redact_url(text)
    }

    /// Where a login for it goes. `alias` is asked for when it is a channel's bare name.
    ///
    /// # Errors
    /// Why no key of ours means the same.
    pub fn aim(&self, alias: impl FnOnce() -> Url) -> Result<Aim, String> {
        match self {
            Self::Host(text) => aim(text, alias, |_| Scope::Host),
            Self::Channel(text) => aim(text, alias, |target| match target.channel {
                Some(_) => Scope::Channel,
                None => Scope::Host,
            }),
            Self::Key(text) => stored(text),
        }
    }

    /// The same for the channel alone, where one is named.
    pub fn narrowed(&self) -> Option<Self> {
        match self {
            Self::Host(text) if text.contains("://") => Some(Self::Channel(text.clone())),
            _ => None,
        }
    }
}

fn aim(
    text: &str,
    alias: impl FnOnce() -> Url,
    scope: impl Fn(&Target) -> Scope,
) -> Result<Aim, String> {
    let target = resolve(text, alias)?;
    let scope = scope(&target);
    let key = target.login_key(scope).map_err(|error| error.message())?;
    Ok(Aim { target, key, scope })
}

/// A key that rattler or we ourselves have stored.
fn stored(text: &str) -> Result<Aim, String> {
    let is_url = text.contains("://");
    let typed = match is_url || text.starts_with("*.") {
        true => text.to_owned(),
        // A host may have no dot in its name.
        false => format!("https://{text}"),
    };
    let target = resolve(&typed, || unreachable!("it is no bare name"))?;
    let message = |error: crate::Error| error.message();
    match (target.host(), &target.channel) {
        (Some(_), Some(_)) if !is_url => Err("no tool finds a key with a path".into()),
        (Some(_), Some(_)) => aim(&typed, || unreachable!("it is a URL"), |_| Scope::Channel),
        // Not the server's wildcard, which reaches further.
        (Some(host), None) if target.url().is_some() => Ok(Aim {
            key: Key::stored(host),
            scope: Scope::Host,
            target,
        }),
        _ => Ok(Aim {
            key: target.login_key(Scope::Host).map_err(message)?,
            scope: Scope::Host,
            target,
        }),
    }
}

fn resolve(text: &str, alias: impl FnOnce() -> Url) -> Result<Target, String> {
    let typed: Typed = text.parse().expect("any text can be typed");
    let target = typed.resolve(alias).map_err(|error| error.message())?;
    match target.held_token {
        true => Err("its URL has a token in it".into()),
        false => Ok(target),
    }
}

/// `host[:port][/path]` as a URL; only this machine is asked without TLS.
pub(super) fn with_scheme(text: &str) -> String {
    let http = format!("http://{text}");
    match Url::parse(&http).is_ok_and(|url| is_loopback(&url)) {
        true => http,
        false => format!("https://{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(site: &Site) -> Result<String, String> {
        let alias = || Url::parse("https://conda.anaconda.org").unwrap();
        Ok(site.aim(alias)?.key.as_str().to_owned())
    }

    #[test]
    fn a_site_gets_the_key_that_reaches_as_far() {
        for (site, wanted) in [
            (
                Site::Host("https://api.anaconda.org".into()),
                "*.anaconda.org",
            ),
            (Site::Host("https://h.example/get/chan".into()), "h.example"),
            (Site::Channel("https://h.example/".into()), "h.example"),
            (
                Site::Channel("https://H.example/get/chan/".into()),
                "https://h.example/get/chan",
            ),
            (
                Site::Channel("my-channel".into()),
                "https://conda.anaconda.org/my-channel",
            ),
            (Site::Key("*.h.example".into()), "*.h.example"),
            (Site::Key("repo.prefix.dev".into()), "repo.prefix.dev"),
            (Site::Key("H.example:8443".into()), "h.example"),
            (Site::Key("quetz".into()), "quetz"),
            (Site::Key("s3://bucket/a/".into()), "s3://bucket/a"),
            (
                Site::Key("https://h.example/get/chan".into()),
                "https://h.example/get/chan",
            ),
        ] {
            assert_eq!(key(&site).as_deref(), Ok(wanted), "{site:?}");
        }
    }

    #[test]
    fn what_would_reach_further_is_none() {
        for site in [
            Site::Key("*.com".into()),
            Site::Key("*.github.io".into()),
            Site::Key("h.example/chan".into()),
            Site::Key(String::new()),
            Site::Channel("https://u:p@h.example".into()),
            Site::Channel("ftp://h.example".into()),
        ] {
            assert!(key(&site).is_err(), "{site:?}");
        }
    }
}
