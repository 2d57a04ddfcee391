//! Pairs: random stores, and URLs that have something to do with them.

use std::collections::BTreeMap;

use proptest::{
    prelude::*,
    sample::{Index, select},
};
use serde_json::{Value, json};

/// A store and a URL.
#[derive(Clone, Debug)]
pub struct Pair {
    pub store: BTreeMap<String, Value>,
    pub url: String,
}

/// Names that are near each other, with their parents, suffixes and impostors.
const HOSTS: [&str; 26] = [
    "example.com",
    "a.example.com",
    "b.a.example.com",
    "c.b.a.example.com",
    "notexample.com",
    "example.com.evil.test",
    "com",
    "co.uk",
    "me.co.uk",
    "a.me.co.uk",
    "github.io",
    "me.github.io",
    "s3.amazonaws.com",
    "me.s3.amazonaws.com",
    "amazonaws.com",
    "prefix.dev",
    "repo.prefix.dev",
    "notprefix.dev",
    "conda.anaconda.org",
    "localhost",
    "sub.localhost",
    "127.0.0.1",
    "[::1]",
    "192.168.0.1",
    "xn--bcher-kva.example",
    "bucket",
];

const PATHS: [&str; 10] = [
    "",
    "/",
    "/chan",
    "/chan/",
    "/chanx",
    "/chan/chan",
    "/chan/noarch/repodata.json",
    "//chan//x",
    "/Chan?x=/chan",
    "/get/chan#/y",
];

/// What somebody typed or a program stored, before it is known for which host.
#[derive(Clone, Debug)]
struct Entry {
    form: u8,
    is_near: bool,
    pick: Index,
    path: &'static str,
    kind: u8,
}

impl Entry {
    fn any() -> impl Strategy<Value = Self> {
        let form = prop_oneof![7 => 0_u8..2, 3 => 2_u8..11];
        let is_near = prop::bool::weighted(0.7);
        (form, is_near, any::<Index>(), select(&PATHS[..]), 0_u8..6).prop_map(
            |(form, is_near, pick, path, kind)| Self {
                form,
                is_near,
                pick,
                path,
                kind,
            },
        )
    }

    /// The key, near `host` or not.
    fn key(&self, host: &str, scheme: &str, end: &str) -> String {
        let above: Vec<&str> =
            std::iter::successors(Some(host), |host| Some(host.split_once('.')?.1)).collect();
        let host = if self.is_near {
            *self.pick.get(&above)
        } else {
            *self.pick.get(&HOSTS)
        };
        let path = self.path;
        match (self.form, scheme) {
            (0..2, "s3") if self.kind > 2 => format!("s3://{host}{path}"),
            (0, _) => host.to_owned(),
            (1, _) => format!("*.{host}"),
            (2, _) => format!("https://{host}{path}"),
            (3 | 4, _) => format!("{scheme}://{host}{end}/chan{path}").to_lowercase(),
            // What no tool should have stored, and some do.
            (5, _) => format!("{host}."),
            (6, _) => format!("*.{host}."),
            (7, _) => format!("{host}:8080"),
            (8, _) => host.to_uppercase(),
            (9, _) => format!("{host}{path}"),
            _ => (*self.pick.get(&ODD)).to_owned(),
        }
    }
}

/// Keys that are nothing at all.
const ODD: [&str; 9] = [
    "*.", "*", ".", "", "s3://", "s3:", "s3:/", "https://", "*.*.com",
];

/// A credential of any kind that no other entry has.
fn credential(kind: u8, number: usize) -> Value {
    let secret = format!("secret-{number}");
    match kind {
        0 => json!({ "BearerToken": secret }),
        1 => json!({ "CondaToken": secret }),
        2 => json!({ "BasicHTTP": { "username": "u", "password": secret } }),
        3 => json!({ "OAuth": {
            "access_token": secret, "refresh_token": null, "expires_at": null,
            "token_endpoint": "https://idp.test/token", "revocation_endpoint": null, "client_id": "c",
        } }),
        _ => {
            json!({ "S3Credentials": { "access_key_id": "i", "secret_access_key": secret, "session_token": null } })
        }
    }
}

impl Pair {
    pub fn any() -> impl Strategy<Value = Self> {
        let scheme = select(
            &[
                "https", "https", "https", "https", "http", "http", "s3", "s3", "ftp", "HTTPS",
            ][..],
        );
        let below = select(&["", "", "", "x.", "y.x.", "not"][..]);
        let end = select(&["", "", "", "", "", "", ".", ":8080", ":443"][..]);
        let place = (scheme, below, select(&HOSTS[..]), end, select(&PATHS[..]));
        (prop::collection::vec(Entry::any(), 1..6), place).prop_map(
            |(entries, (scheme, below, host, end, path))| {
                let host = if host.starts_with(['[', '1']) {
                    host.to_owned()
                } else {
                    format!("{below}{host}")
                };
                let url = format!("{scheme}://{host}{end}{path}");
                let entries = entries.iter().enumerate();
                let store: BTreeMap<String, Value> = entries
                    .map(|(number, entry)| {
                        (
                            entry.key(&host, scheme, end),
                            credential(entry.kind, number),
                        )
                    })
                    .collect();
                Self { store, url }
            },
        )
    }
}
