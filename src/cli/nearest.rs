//! Nearest: the logins that almost answer, and why they do not.

use url::Url;

use crate::{
    error::Error,
    target::{Key, Kind, Target, key::covers},
    text,
    vault::Vault,
};

/// A stored key that does not answer.
pub(super) struct Near {
    pub(super) key: Key,
    pub(super) store: &'static str,
    pub(super) why: String,
}

/// At most this many are shown.
const MOST: usize = 5;

/// The stored keys that come nearest to the target, and why each does not apply.
pub(super) fn near(target: &Target, vault: &Vault) -> Vec<Near> {
    let Some(url) = target.url() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (store, listing) in vault.list() {
        for entry in listing.unwrap_or_default() {
            if let Some(why) = why_not(url, &entry.key) {
                found.push(Near {
                    key: entry.key,
                    store: store.name(),
                    why,
                });
            }
        }
    }
    found.truncate(MOST);
    found
}

fn why_not(url: &Url, key: &Key) -> Option<String> {
    let host = url.host_str()?;
    match key.kind() {
        Kind::Host(stored) if covers(stored, host) => Some(format!(
            "it is for that host alone; `xauth login {} --subdomains` covers `{host}`",
            text::word(key.as_str())
        )),
        Kind::Path(stored) => {
            let stored = Url::parse(stored).ok()?;
            (stored.host() == url.host()).then(|| match stored.origin() == url.origin() {
                true => "it is for that channel alone".into(),
                false => "it is for another port or scheme".to_owned(),
            })
        }
        Kind::S3(stored) => {
            let stored = Url::parse(stored).ok()?;
            (stored.host_str() == Some(host))
                .then(|| "it is for another prefix of the bucket".into())
        }
        Kind::Host(stored) | Kind::Wildcard(stored) => why_not_domain(url, host, key, stored),
    }
}

fn why_not_domain(url: &Url, host: &str, key: &Key, stored: &str) -> Option<String> {
    if url.scheme() == "s3" {
        return None;
    }
    let bare = stored.split([':', '/']).next().unwrap_or_default();
    if !bare.is_empty() && bare.trim_end_matches('.').eq_ignore_ascii_case(host) {
        return Some("no tool finds it: a key is a host in lower case without port or path".into());
    }
    let same_site = psl::domain_str(host).is_some_and(|site| covers(site, bare));
    let alike = strsim::jaro_winkler(host, stored) > 0.93;
    match (same_site, alike) {
        (true, _) => Some("it is for another host of the same site".into()),
        (false, true) => Some(format!("`{key}` is only spelled alike")),
        _ => None,
    }
}

/// The error that nothing is stored for a target.
pub(super) fn none_for(target: &Target, vault: &Vault) -> Error {
    let listings = vault.list().into_iter();
    let listed = listings.filter_map(|(_, listing)| listing.ok()).flatten();
    let keys: Vec<Key> = listed.map(|entry| entry.key).collect();
    let target = target.to_string();
    Error::NotFound {
        alike: alike(&target, &keys),
        target,
    }
}

/// The key that is spelled most like `target`, if any is.
pub(super) fn alike(target: &str, keys: &[Key]) -> Option<String> {
    let score = |key: &Key| strsim::jaro_winkler(target, key.as_str().trim_start_matches("*."));
    let best = keys
        .iter()
        .max_by(|one, other| score(one).total_cmp(&score(other)))?;
    (score(best) > 0.85).then(|| best.to_string())
}
