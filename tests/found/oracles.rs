//! What xauth and both rattlers release for the same stores and URLs: xauth is never the looser one.

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use serde_json::{Value, json};
use xauth::{
    scheme::Credential,
    store::{Memory, Store},
    target::{
        Key, Kind,
        key::{is_loopback, lookup},
    },
    vault::{Choice, Vault},
};

use super::{
    pairs::Pair,
    seeds::{runner, seeds},
    site::Site,
    support::Oracle,
};

const PAIRS: usize = 20_000;

/// What this rattler releases for each pair.
fn released(oracle: &Oracle, pairs: &[Pair]) -> Vec<Option<Value>> {
    let line = |pair: &Pair| format!("{}\n", json!({ "store": pair.store, "url": pair.url }));
    let lines: String = pairs.iter().map(line).collect();
    let ran = oracle.run(&["match"], &[], lines.as_bytes()).ok();
    let answers: Vec<Option<Value>> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), pairs.len(), "{}: {}", oracle.name, ran.err);
    answers
}

/// The URL, unless it is none or is of no kind that is ever asked for.
fn parsed(pair: &Pair) -> Option<url::Url> {
    url::Url::parse(&pair.url).ok()
}

/// What xauth finds, before it looks at how the request would travel.
fn found(pair: &Pair) -> Option<(Key, Value)> {
    let memory = Memory::default();
    for (key, value) in &pair.store {
        let credential = Credential::from_json(key, &value.to_string()).unwrap();
        memory.set(&Key::stored(key), &credential).unwrap();
    }
    let vault = Vault::of(vec![Box::new(memory)], Choice::Auto);
    let found = vault.find(&lookup(&parsed(pair)?)).unwrap()?;
    let json = serde_json::from_str(found.credential.to_json().expose()).unwrap();
    Some((found.key, json))
}

/// Why xauth releases nothing where rattler releases `theirs`.
fn stricter(pair: &Pair, theirs: &Value) -> Option<&'static str> {
    let url = parsed(pair)?;
    let (key, _) = pair.store.iter().find(|(_, value)| *value == theirs)?;
    match url.scheme() {
        "http" if !is_loopback(&url) && is_same(found(pair), theirs) => Some("plain http"),
        "http" | "https" if spans_suffix(key, &url) => {
            Some("a wildcard at or above a public suffix")
        }
        "http" | "https" => None,
        "s3" if is_bare(pair) => Some("a bare bucket's key without an S3 credential"),
        "s3" => (key == "s3:/" || key == "s3:").then_some("an S3 key without a bucket"),
        _ => Some("a scheme other than http, https and s3"),
    }
}

/// Whether xauth found the same, or a key that rattler does not know.
fn is_same(found: Option<(Key, Value)>, theirs: &Value) -> bool {
    found.is_some_and(|(key, ours)| ours == *theirs || matches!(key.kind(), Kind::Path(_)))
}

/// Whether a wildcard key is for the public suffix of the URL's host, or for something above that.
fn spans_suffix(key: &str, url: &url::Url) -> bool {
    let rootless = |name: &str| name.trim_end_matches('.').to_owned();
    let host = rootless(url.domain().unwrap_or_default());
    let suffix = psl::suffix_str(&host).unwrap_or_default();
    key.strip_prefix("*.")
        .is_some_and(|domain| rootless(domain).len() <= suffix.len())
}

/// Whether the URL is in a bucket whose bare name is the key of something else, as of a host with that name.
fn is_bare(pair: &Pair) -> bool {
    let url = parsed(pair).filter(|url| url.scheme() == "s3");
    let held = url.and_then(|url| pair.store.get(url.host_str()?));
    held.is_some_and(|value| value.get("S3Credentials").is_none())
}

/// What xauth sends: what it found, unless that would go over plain http to another machine.
fn sends(pair: &Pair) -> Option<(Key, Value)> {
    let url = parsed(pair)?;
    let is_safe = url.scheme() != "http" || is_loopback(&url);
    found(pair).filter(|_| is_safe)
}

#[test]
fn p17_p19_xauth_never_releases_what_rattler_would_not() {
    for seed in seeds() {
        let mut runner = runner(seed, 1);
        let pairs: Vec<Pair> = (0..PAIRS)
            .map(|_| Pair::any().new_tree(&mut runner).unwrap().current())
            .collect();
        let ours: Vec<_> = pairs.iter().map(sends).collect();
        for oracle in Oracle::all() {
            println!("FOUND_SEED={seed}, {PAIRS} pairs with {}:", oracle.name);
            let counts = compare(&pairs, &ours, &released(&oracle, &pairs));
            for (what, count) in &counts {
                println!("  {count:6} {what}");
            }
            assert!(counts["the same"] > 2000, "the pairs are of one kind");
            assert!(counts.len() >= 7, "{counts:?}");
        }
    }
}

/// Counts the pairs by how xauth and rattler differ; panics where xauth is looser or gives another answer.
#[track_caller]
fn compare(
    pairs: &[Pair],
    ours: &[Option<(Key, Value)>],
    rattlers: &[Option<Value>],
) -> BTreeMap<&'static str, u32> {
    let mut counts = BTreeMap::new();
    for ((pair, ours), rattler) in pairs.iter().zip(ours).zip(rattlers) {
        let is_path = ours
            .as_ref()
            .is_some_and(|(key, _)| matches!(key.kind(), Kind::Path(_)));
        assert!(
            ours.is_none() || is_path == own_path(pair).is_some(),
            "{ours:?} for {pair:?}"
        );
        let what = match (ours, rattler) {
            (None, None) => "nothing",
            (Some((key, _)), _) if is_path => {
                assert_eq!(own_path(pair).as_deref(), Some(key.as_str()), "{pair:?}");
                "a path key, which rattler does not know"
            }
            (Some((_, ours)), Some(theirs)) if ours == theirs => "the same",
            (Some((key, ours)), Some(_)) => {
                let is_below = matches!(key.kind(), Kind::S3(_));
                assert!(
                    is_below && is_bare(pair),
                    "another answer: {ours} for {pair:?}"
                );
                "a bare bucket's key without an S3 credential passed over"
            }
            (Some((key, _)), None) => panic!("looser than rattler: {key} for {pair:?}"),
            (None, Some(theirs)) => {
                let why = stricter(pair, theirs);
                why.unwrap_or_else(|| panic!("nothing, where rattler has {theirs}: {pair:?}"))
            }
        };
        *counts.entry(what).or_default() += 1;
    }
    counts
}

/// The longest of the path keys that are of the URL's own origin, and of its path or above.
fn own_path(pair: &Pair) -> Option<String> {
    let url = parsed(pair).filter(|url| url.scheme().starts_with("http"))?;
    let length = |key: &String| {
        let stored = url::Url::parse(key).ok()?;
        let path: String = segments(&stored)
            .iter()
            .map(|segment| format!("/{segment}"))
            .collect();
        // Others store keys with a slash at the end or a query, which are for no URL.
        let is_key = !path.is_empty() && *key == stored.origin().ascii_serialization() + &path;
        let is_above =
            stored.origin() == url.origin() && segments(&url).starts_with(&segments(&stored));
        (is_key && is_above).then_some(path.len())
    };
    let keys = pair.store.keys().filter(|key| length(key).is_some());
    keys.max_by_key(|key| length(key)).cloned()
}

fn segments(url: &url::Url) -> Vec<&str> {
    url.path()
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect()
}

#[test]
fn the_command_line_sends_what_is_found_and_no_more() {
    let mut sent = 0;
    for seed in seeds() {
        let mut runner = runner(seed, 1);
        for _ in 0..400 {
            let pair = Pair::any().new_tree(&mut runner).unwrap().current();
            let site = Site::new();
            site.hold(&json!(pair.store));
            let done = site.run(&["token", "--json", &pair.url]);
            let answer = (done.code == 0).then(|| done.json()["key"].as_str().unwrap().to_owned());
            let key = sends(&pair).map(|(key, _)| key.to_string());
            // What is no target for the command line at all is refused as such.
            let key = key.filter(|_| done.code != 2);
            assert_eq!(answer, key, "{pair:?}: {done:?}");
            sent += u32::from(answer.is_some());
        }
    }
    assert!(sent > 100, "only {sent} were sent");
}
