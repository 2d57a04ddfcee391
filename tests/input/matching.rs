//! Which login answers for a URL: the most specific, never one of another host, and never one that rattler would not find.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use xauth::{
    scheme::Credential,
    store::{Memory, Store},
    target::{Key, key::lookup},
    vault::{Choice, Vault},
};

use super::support::{Home, Oracle};
use super::{keys, login, token, xauth};

#[test]
fn p17_a_wildcard_is_matched_label_by_label() {
    let home = Home::new();
    login(&home, "*.example.com", &home.canary());
    for strange in [
        "evilexample.com",
        "example.com.evil.test",
        "example.co",
        "xample.com",
        "com",
        "a.example.com.evil.test",
    ] {
        let url = format!("https://{strange}/");
        xauth(&home, &["token", &url], "").fails_with(4).prints("");
        xauth(&home, &["which", &url], "").fails_with(4);
        xauth(&home, &["status", &url], "").fails_with(4);
    }
    for covered in [
        "example.com",
        "a.example.com",
        "b.a.example.com",
        "A.Example.COM",
    ] {
        xauth(&home, &["which", covered], "").ok();
    }
}

#[test]
fn p19_the_most_specific_login_answers() {
    let home = Home::new();
    for key in [
        "example.com",
        "*.example.com",
        "*.a.example.com",
        "https://a.example.com/x",
    ] {
        let channel = if key.contains("://") {
            &["--channel-only"][..]
        } else {
            &[]
        };
        // A wildcard login puts an end to the host's own, so the host comes after it.
        let line = [&["login", key, "--token", "-"], channel].concat();
        xauth(&home, &line, &format!("for-{}", key.replace("*.", "any."))).ok();
    }
    login(&home, "example.com", "for-example.com");
    for (url, wanted) in [
        ("https://example.com/x", "for-example.com"),
        ("https://a.example.com/", "for-any.a.example.com"),
        ("https://b.a.example.com/", "for-any.a.example.com"),
        ("https://c.example.com/", "for-any.example.com"),
        (
            "https://a.example.com/x/noarch/repodata.json",
            "for-https://a.example.com/x",
        ),
        ("https://a.example.com/xy", "for-any.a.example.com"),
    ] {
        assert_eq!(token(&home, url), wanted, "{url}");
    }
}

/// Stores whose every key has a credential that names it, and URLs to ask each for.
const KEYS: [&str; 14] = [
    "example.com",
    "*.example.com",
    "*.a.example.com",
    "a.example.com",
    "b.a.example.com",
    "evilexample.com",
    "*.com",
    "[::1]",
    "127.0.0.1",
    "localhost",
    "bucket",
    "s3://bucket",
    "s3://bucket/p",
    "s3://my.dotted.bucket",
];
const URLS: [&str; 20] = [
    "https://example.com",
    "https://example.com/x/y",
    "https://EXAMPLE.com:8443/",
    "https://a.example.com/",
    "https://b.a.example.com/x",
    "https://c.b.a.example.com/",
    "https://evilexample.com/",
    "https://example.com.evil.test/",
    "https://notexample.com/",
    "http://[::1]:8080/x",
    "http://127.0.0.1:80/x",
    "http://localhost:1/",
    "http://x.localhost:1/",
    "https://bucket/x",
    "s3://bucket",
    "s3://bucket/p/x",
    "s3://bucket/q",
    "s3://bucket2/p",
    "s3://my.dotted.bucket/p/x",
    "https://any.com/",
];

fn credential(key: &str) -> Value {
    match key.contains("bucket") {
        true => json!({ "S3Credentials": {
            "access_key_id": key, "secret_access_key": "s", "session_token": null } }),
        false => json!({ "BearerToken": key }),
    }
}

/// Every set of up to three of the keys.
fn stores() -> Vec<BTreeMap<&'static str, Value>> {
    let of = |keys: &[usize]| {
        keys.iter()
            .map(|at| (KEYS[*at], credential(KEYS[*at])))
            .collect()
    };
    let mut stores = Vec::new();
    for a in 0..KEYS.len() {
        for b in a..KEYS.len() {
            for c in b..KEYS.len() {
                stores.push(of(&[a, b, c]));
            }
        }
    }
    stores
}

fn ours(store: &BTreeMap<&str, Value>, url: &str) -> Value {
    let memory = Memory::default();
    for (key, value) in store {
        let credential = Credential::from_json(key, &value.to_string()).unwrap();
        memory.set(&Key::stored(*key), &credential).unwrap();
    }
    let vault = Vault::of(vec![Box::new(memory)], Choice::File);
    let found = vault.find(&lookup(&url::Url::parse(url).unwrap())).unwrap();
    let json = found.map(|found| found.credential.to_json());
    json.map_or(Value::Null, |json| {
        serde_json::from_str(json.expose()).unwrap()
    })
}

#[test]
fn p19_p27_rattler_finds_the_same() {
    let stores = stores();
    let pairs = stores.iter().flat_map(|store| URLS.map(|url| (store, url)));
    let pairs: Vec<_> = pairs.collect();
    let lines = pairs
        .iter()
        .map(|(store, url)| json!({ "store": store, "url": url }).to_string() + "\n");
    let lines: String = lines.collect();
    let home = Home::new();
    for oracle in Oracle::all() {
        let ran = oracle
            .at(&home)
            .args(["match"])
            .stdin(lines.as_str())
            .run()
            .ok();
        let theirs: Vec<Value> = ran
            .out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(theirs.len(), pairs.len());
        for ((store, url), theirs) in pairs.iter().zip(theirs) {
            let ours = ours(store, url);
            let all: Vec<_> = store.keys().collect();
            // We never send what is stored for all of `.com`.
            let refused = theirs == credential("*.com") && ours.is_null();
            let same = ours == theirs || refused;
            assert!(
                same,
                "{}: {url} in {all:?}: {ours} and {theirs}",
                oracle.name
            );
        }
    }
}

#[test]
fn p27_rattler_finds_what_we_stored_for_buckets() {
    for (typed, url) in [
        ("s3://my-bucket/p", "s3://my-bucket/p/x"),
        ("s3://my-bucket/p/", "s3://my-bucket/p/x"),
        ("s3://my-bucket", "s3://my-bucket/p/x"),
        ("s3://my.dotted.bucket", "s3://my.dotted.bucket/p/x"),
    ] {
        let home = Home::new();
        let canary = home.canary();
        let flags = ["--s3-access-key-id", "ID", "--s3-secret-access-key", "-"];
        xauth(&home, &[&["login", typed], &flags[..]].concat(), &canary).ok();
        for oracle in Oracle::all() {
            let ran = oracle.at(&home).args(["get", url]).run().ok();
            let found = ran.json()["credential"]["S3Credentials"]["secret_access_key"].clone();
            assert_eq!(found, canary, "{} {typed}", oracle.name);
        }
        let ran = home
            .xauth()
            .args(["token", url, "--field", "secret-access-key"]);
        ran.reveals().run().ok().prints(&format!("{canary}\n"));
    }
}

#[test]
fn p26_logout_takes_the_host_and_its_wildcard_and_no_neighbour() {
    let home = Home::new();
    let all = ["h.example", "*.h.example", "x.h.example", "evilh.example"];
    let store: BTreeMap<_, _> = all
        .iter()
        .map(|key| (key, json!({ "BearerToken": home.canary() })))
        .collect();
    home.write(".rattler/credentials.json", json!(store).to_string());
    let ran = xauth(&home, &["logout", "h.example"], "").ok();
    let ran = ran
        .notes("removed `h.example` from")
        .notes("removed `*.h.example` from");
    let ran = ran.notes("still stored below `h.example`: `x.h.example`");
    assert!(
        !ran.err.contains("removed `x.h") && !ran.err.contains("evilh"),
        "{ran}"
    );
    assert_eq!(keys(&home), ["evilh.example", "x.h.example"]);
}
