//! Key: the name a credential is stored under, and which keys answer for a URL.

use std::fmt;

use url::{Host, Url};

use crate::scheme::Credential;

/// A name in a store: `example.com`, `*.example.com`, `https://example.com/channel` or `s3://bucket/prefix`.
///
/// Keys come from [`Target`](super::Target) when we make them, and from the
/// stores when other programs did; the latter can be any text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

/// What a key's text says it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind<'a> {
    /// One host, every port and path.
    Host(&'a str),
    /// A domain and every host below it.
    Wildcard(&'a str),
    /// One origin, one path and all below it. Only xauth knows these.
    Path(&'a str),
    /// A bucket, or a prefix in one.
    S3(&'a str),
}

impl Key {
    /// The key with this text, as found in a store.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(super) fn wildcard(domain: &str) -> Self {
        Self(format!("*.{domain}"))
    }

    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the key is for.
    pub fn kind(&self) -> Kind<'_> {
        if let Some(domain) = self.0.strip_prefix("*.") {
            Kind::Wildcard(domain)
        } else if self.0.starts_with("s3://") {
            Kind::S3(&self.0)
        } else if self.0.contains("://") {
            Kind::Path(&self.0)
        } else {
            Kind::Host(&self.0)
        }
    }

    /// The domain of a host or wildcard key.
    pub fn domain(&self) -> Option<&str> {
        match self.kind() {
            Kind::Host(domain) | Kind::Wildcard(domain) => Some(domain),
            Kind::Path(_) | Kind::S3(_) => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::text::escape(&self.0))
    }
}

/// A key that would answer for a URL, and on what condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The key to look for.
    pub key: Key,
    /// A bare bucket name counts only when what is stored there is an S3 credential:
    /// a host may have the same name.
    pub only_s3: bool,
}

impl Candidate {
    /// Whether what is stored under the key may answer.
    pub fn accepts(&self, credential: &Credential) -> bool {
        !self.only_s3 || matches!(credential, Credential::S3(_))
    }
}

impl From<Key> for Candidate {
    fn from(key: Key) -> Self {
        let only_s3 = false;
        Self { key, only_s3 }
    }
}

/// The keys that answer for `url`, most specific first.
///
/// The order is rattler's (`rattler_networking`, `authentication_storage/storage.rs`,
/// `get_by_url_with_host`), with the path keys before it and without wildcards
/// at or above a public suffix, which rattler would follow up to `*.com`.
pub fn lookup(url: &Url) -> Vec<Candidate> {
    match url.scheme() {
        "s3" => lookup_bucket(url),
        "http" | "https" => lookup_host(url),
        _ => Vec::new(),
    }
}

fn lookup_host(url: &Url) -> Vec<Candidate> {
    let Some(host) = url.host_str() else {
        return Vec::new();
    };
    let mut keys = prefixes(url);
    keys.push(Key::stored(host));
    if matches!(url.host(), Some(Host::Domain(_))) {
        let domains = std::iter::successors(Some(host), |domain| Some(domain.split_once('.')?.1));
        // Above a public suffix, too, are other people's sites: `*.amazonaws.com` is not for `me.s3.amazonaws.com`.
        keys.extend(
            domains
                .take_while(|domain| !is_public_suffix(domain))
                .map(Key::wildcard),
        );
    }
    keys.into_iter().map(Candidate::from).collect()
}

/// `https://host/a/b` and `https://host/a` for `https://host//a/b/`.
fn prefixes(url: &Url) -> Vec<Key> {
    let origin = url.origin().ascii_serialization();
    let segments = url.path().split('/').filter(|segment| !segment.is_empty());
    let longer = |path: &mut String, segment: &str| {
        path.push('/');
        path.push_str(segment);
        Some(Key::stored(path.clone()))
    };
    let mut keys: Vec<Key> = segments.scan(origin, longer).collect();
    keys.reverse();
    keys
}

fn lookup_bucket(url: &Url) -> Vec<Candidate> {
    let bucket = url.host_str().unwrap_or_default();
    let bare = Candidate {
        key: Key::stored(bucket),
        only_s3: true,
    };
    let smallest = format!("s3://{bucket}");
    let shorter = |text: &str| text.rsplit_once('/').map(|(rest, _)| rest.to_owned());
    let below = std::iter::successors(Some(url.as_str().to_owned()), |text| shorter(text))
        .take_while(|text| text.len() >= smallest.len())
        .map(|text| Key::stored(text).into());
    std::iter::once(bare).chain(below).collect()
}

/// Whether `host` is `domain` or below it, label by label.
pub fn covers(domain: &str, host: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether unrelated people have names right below `domain`, as below `com`, `co.uk` and `github.io`.
pub fn is_public_suffix(domain: &str) -> bool {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    !domain.contains('.') || psl::suffix_str(domain) == Some(domain)
}

/// Whether a URL's host is this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        // RFC 6761 §6.3; a dot at the end makes it no other name.
        Some(Host::Domain(name)) => covers("localhost", name.strip_suffix('.').unwrap_or(name)),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether nobody on the way can read what is sent to a URL: it is https, or http to this machine.
pub fn is_secure(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(url: &str) -> Vec<String> {
        let candidates = lookup(&Url::parse(url).unwrap());
        candidates.into_iter().map(|c| c.key.0).collect()
    }

    #[test]
    fn a_url_is_answered_by_paths_then_host_then_wildcards() {
        let wanted = [
            "https://b.a.example.com:8443/x/y",
            "https://b.a.example.com:8443/x",
            "b.a.example.com",
            "*.b.a.example.com",
            "*.a.example.com",
            "*.example.com",
        ];
        assert_eq!(keys("https://b.a.example.com:8443//x/y/"), wanted);
    }

    #[test]
    fn addresses_have_no_wildcards() {
        assert_eq!(keys("http://127.0.0.1:80/"), ["127.0.0.1"]);
        assert_eq!(keys("http://[::1]:8080/"), ["[::1]"]);
    }

    #[test]
    fn a_bucket_is_answered_by_its_bare_name_then_the_longest_prefix() {
        let wanted = ["bucket", "s3://bucket/a/b", "s3://bucket/a", "s3://bucket"];
        assert_eq!(keys("s3://bucket/a/b"), wanted);
    }

    #[test]
    fn public_suffixes_are_never_wildcards() {
        assert_eq!(
            keys("https://me.github.io/"),
            ["me.github.io", "*.me.github.io"]
        );
        for suffix in ["com", "co.uk", "github.io", "localhost"] {
            assert!(is_public_suffix(suffix), "{suffix}");
        }
        assert!(!is_public_suffix("example.co.uk"));
    }
}
