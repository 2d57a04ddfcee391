//! Keys that no look-up asks for, and entries that cannot be read.

use url::Url;

use super::{Facts, Finding};
use crate::{
    store::{Detail, Entry},
    target::{
        Key, Kind,
        key::{is_public_suffix, lookup},
    },
    text::{escape, word},
};

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let mut seen = std::collections::HashSet::new();
    let mut findings = Vec::new();
    for (_, entry) in facts.own() {
        if seen.insert(&entry.key) {
            findings.extend(finding(entry));
        }
    }
    findings
}

fn finding(entry: &Entry) -> Option<Finding> {
    let key = &entry.key;
    let logout = format!("xauth logout {}", word(key.as_str()));
    if let Detail::Unsupported(kind) = &entry.detail {
        let problem = format!(
            "`{key}` is of the kind `{}`, which cannot be read here",
            escape(kind)
        );
        let remedy = format!("a newer version may know it; if nothing does: `{logout}`");
        return Some(Finding::advice(problem).remedy(remedy));
    }
    match key.kind() {
        Kind::Wildcard(domain) if is_public_suffix(domain) => Some(
            Finding::problem(format!(
                "`{key}` spans sites of unrelated people: xauth does not use it, and pixi does"
            ))
            .run(logout),
        ),
        _ if is_ever_asked_for(key, may_be_bucket(&entry.detail)) => None,
        _ => Some(
            Finding::problem(format!("`{key}` is a form that no look-up asks for"))
                .run(logout)
                .remedy("then log in again"),
        ),
    }
}

/// Whether the entry may be that of a bucket, which rattler's own command line stores under its bare name.
fn may_be_bucket(detail: &Detail) -> bool {
    match detail {
        Detail::Known(summary) => summary.scheme == "s3",
        Detail::Unread | Detail::Unsupported(_) => true,
    }
}

/// Whether there is a URL that the key answers for.
fn is_ever_asked_for(key: &Key, may_be_bucket: bool) -> bool {
    let urls = match key.kind() {
        Kind::Host(host) if may_be_bucket => {
            vec![format!("https://{host}/"), format!("s3://{host}/x")]
        }
        Kind::Host(domain) | Kind::Wildcard(domain) => vec![format!("https://{domain}/")],
        Kind::Path(url) | Kind::S3(url) => vec![url.to_owned()],
    };
    let urls = urls.iter().filter_map(|url| Url::parse(url).ok());
    let mut asked = urls.flat_map(|url| lookup(&url));
    asked.any(|candidate| candidate.key == *key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_told_from_what_is_not() {
        for key in [
            "h.example",
            "*.h.example",
            "https://h.example/c",
            "s3://b/p",
            "[::1]",
            "localhost",
            "https://h.example:8443/c",
            "xn--bcher-kva.example",
        ] {
            assert!(is_ever_asked_for(&Key::stored(key), false), "{key}");
        }
        for key in [
            "H.example.",
            "h.example:8080",
            "*.H.example",
            "https://h.example/c/",
            "",
            "ftp://h/c",
            "a b",
        ] {
            assert!(!is_ever_asked_for(&Key::stored(key), false), "{key}");
        }
    }
    #[test]
    fn a_bucket_may_have_its_bare_name() {
        assert!(is_ever_asked_for(&Key::stored("my_Bucket"), true));
        assert!(!is_ever_asked_for(&Key::stored("my_Bucket"), false));
    }
}
