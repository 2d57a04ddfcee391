//! Target: what the user typed, in one canonical form, and the keys that belong to it.

pub mod key;
mod parse;

use std::{convert::Infallible, fmt, str::FromStr};

pub use self::key::{Candidate, Key, Kind};
use self::key::{is_loopback, is_public_suffix};
pub(crate) use self::parse::is_platform;
use url::{Host, Url};

use crate::{
    error::{Error, Result},
    known::Server,
};

/// A target as it was typed, before it is understood. It may hold a secret by mistake, so it is not shown.
#[derive(Clone)]
pub struct Typed(String);

impl FromStr for Typed {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(***)")
    }
}

impl Typed {
    /// Understands the text. `alias` gives the channel alias, asked for only when a channel's bare name was typed.
    ///
    /// # Errors
    /// A usage error for what is no host, URL or channel; the input is shown escaped, without user info or tokens.
    pub fn resolve(&self, alias: impl FnOnce() -> Url) -> Result<Target> {
        parse::parse(&self.0, alias)
    }

    /// What comes after the `?`, which is no part of a target.
    pub fn query(&self) -> Option<&str> {
        let whole = self.0.split('#').next().unwrap_or_default();
        whole.split_once('?').map(|(_, query)| query)
    }
}

/// How far a login reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole host, or what is known of its server.
    Host,
    /// The host and all hosts below it.
    Subdomains,
    /// The channel that was typed and what is below it.
    Channel,
}

/// A host, channel, wildcard or bucket, in its canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    place: Place,
    /// The channel's URL, when more than a host was typed.
    pub channel: Option<Url>,
    /// Whether the URL had a `/t/TOKEN/` in it (which was taken off).
    pub held_token: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// The URL as it is requested; the canonical host may lack its trailing dot.
    Web {
        url: Url,
        host: String,
    },
    Wildcard(String),
    Bucket(Url),
}

impl Target {
    /// The URL that a lookup is for; none for a wildcard, which stands for no request.
    pub fn url(&self) -> Option<&Url> {
        match &self.place {
            Place::Web { url, .. } | Place::Bucket(url) => Some(url),
            Place::Wildcard(_) => None,
        }
    }

    /// Whether the URL is plain http to another machine.
    pub fn is_insecure(&self) -> bool {
        self.url()
            .is_some_and(|url| url.scheme() == "http" && !is_loopback(url))
    }

    /// Whether the typed URL names a port of its own.
    pub fn port(&self) -> Option<u16> {
        self.url().and_then(Url::port)
    }

    /// Whether this is a bucket.
    pub fn is_bucket(&self) -> bool {
        matches!(self.place, Place::Bucket(_))
    }

    /// The canonical host, or the domain of a wildcard; a bucket has none.
    pub fn host(&self) -> Option<&str> {
        match &self.place {
            Place::Web { host, .. } | Place::Wildcard(host) => Some(host),
            Place::Bucket(_) => None,
        }
    }

    /// What is known of the server.
    pub fn server(&self) -> Option<&'static Server> {
        match &self.place {
            Place::Web { host, .. } | Place::Wildcard(host) => Server::of(host),
            Place::Bucket(_) => None,
        }
    }

    /// The key that a login of this reach is stored under.
    ///
    /// # Errors
    /// A usage error where the reach makes no sense for the target, or would span a public suffix.
    pub fn login_key(&self, scope: Scope) -> Result<Key> {
        match (&self.place, scope) {
            (Place::Web { url, host }, Scope::Subdomains) => wildcard_of(url, host),
            (Place::Web { .. }, Scope::Channel) => self.channel_key(),
            (Place::Web { host, .. }, Scope::Host) => Ok(match Server::of(host) {
                Some(server) => Key::stored(server.keys[0]),
                None => Key::stored(host),
            }),
            (Place::Wildcard(domain), Scope::Host | Scope::Subdomains) => wildcard(domain),
            (Place::Bucket(url), Scope::Host) => Ok(bucket_key(url)),
            (Place::Wildcard(_), Scope::Channel) => Err(Error::usage(
                format!("`{self}` names no channel, and `--channel-only` needs one"),
                "xauth login https://HOST/CHANNEL --channel-only",
            )),
            (Place::Bucket(_), _) => Err(Error::Usage {
                problem: format!("`{self}` is a bucket, which has neither subdomains nor channels"),
                hint: Some("leave out `--subdomains` and `--channel-only`".into()),
            }),
        }
    }

    /// The other keys that a login under `key` is stored under, so that it answers for all of the server.
    pub fn other_keys(&self, key: &Key) -> Vec<Key> {
        let keys: Vec<Key> = self
            .server()
            .map_or_else(Vec::new, |row| row.login_keys().collect());
        match keys.contains(key) {
            true => keys.into_iter().filter(|other| other != key).collect(),
            false => Vec::new(),
        }
    }

    fn channel_key(&self) -> Result<Key> {
        let channel = self.channel.as_ref().ok_or_else(|| {
            Error::usage(
                format!("`{self}` names no channel, and `--channel-only` needs one"),
                format!("xauth login {self}/CHANNEL --channel-only"),
            )
        })?;
        Ok(Key::stored(channel.as_str().trim_end_matches('/')))
    }

    /// Every key that a login for this target may have been stored under, by us or by rattler, the most specific first.
    ///
    /// A channel's own key comes alone when `is_stored` says that there is one.
    pub fn forms(&self, is_stored: impl Fn(&Key) -> bool) -> Vec<Key> {
        let mut forms = match &self.place {
            Place::Wildcard(domain) => vec![Key::wildcard(domain)],
            Place::Bucket(url) => {
                let key = bucket_key(url);
                let slash = Key::stored(format!("{}/", key.as_str()));
                vec![key, slash]
            }
            Place::Web { host, .. } => {
                if let Ok(key) = self.channel_key()
                    && is_stored(&key)
                {
                    return vec![key];
                }
                vec![Key::stored(host), Key::wildcard(host)]
            }
        };
        if let Some(server) = self.server() {
            forms.extend(server.login_keys());
            forms.extend([Key::wildcard(server.domain), Key::stored(server.domain)]);
        }
        let mut seen = std::collections::HashSet::new();
        forms.retain(|key| seen.insert(key.clone()));
        forms
    }

    /// The bare name that rattler's own command line stores a bucket's login under.
    pub fn bare_bucket(&self) -> Option<Key> {
        match &self.place {
            Place::Bucket(url) if url.path().trim_end_matches('/').is_empty() => {
                Some(Key::stored(url.host_str()?))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.place, &self.channel) {
            (Place::Web { .. }, Some(channel)) => f.write_str(channel.as_str()),
            (Place::Web { host, .. }, None) => f.write_str(host),
            (Place::Wildcard(domain), _) => write!(f, "*.{domain}"),
            (Place::Bucket(url), _) => f.write_str(bucket_key(url).as_str()),
        }
    }
}

fn bucket_key(url: &Url) -> Key {
    Key::stored(url.as_str().trim_end_matches('/'))
}

fn wildcard_of(url: &Url, host: &str) -> Result<Key> {
    match url.host() {
        Some(Host::Domain(_)) => wildcard(host),
        _ => Err(Error::Usage {
            problem: format!("`{host}` is an address, and has no subdomains"),
            hint: Some("leave out `--subdomains`".into()),
        }),
    }
}

fn wildcard(domain: &str) -> Result<Key> {
    // Below some domains every name is a public suffix, as `*.kobe.jp` is in the list.
    if is_public_suffix(domain) || is_public_suffix(&format!("any.{domain}")) {
        return Err(Error::Usage {
            problem: format!(
                "`*.{domain}` would send the credential to every site below `{domain}`, \
                 which belong to unrelated people"
            ),
            hint: Some(format!(
                "name one of the sites: `xauth login SITE.{domain}`"
            )),
        });
    }
    Ok(Key::wildcard(domain))
}
