//! Credentials of every kind, and keys that are hard to store.

use xauth::{
    scheme::{Credential, NAMES},
    target::Key,
};

/// One of each kind, in the order of `scheme::NAMES`; `secret` is in each of them.
pub fn of_every_kind(secret: &str) -> Vec<Credential> {
    let kinds = [
        format!(r#"{{"BearerToken":"{secret}"}}"#),
        format!(r#"{{"CondaToken":"{secret}"}}"#),
        format!(r#"{{"BasicHTTP":{{"username":"ü \"u\"","password":"{secret}"}}}}"#),
        format!(
            r#"{{"S3Credentials":{{"access_key_id":"ID","secret_access_key":"{secret}","session_token":null}}}}"#
        ),
        format!(
            r#"{{"OAuth":{{"access_token":"{secret}","refresh_token":"r-{secret}","expires_at":4102444800,"token_endpoint":"https://idp.test/token","revocation_endpoint":null,"client_id":"c"}}}}"#
        ),
    ];
    let all: Vec<Credential> = kinds
        .iter()
        .map(|json| Credential::from_json("key", json).unwrap())
        .collect();
    let names: Vec<&str> = all.iter().map(|one| one.scheme().name()).collect();
    assert_eq!(names, NAMES, "a new kind needs a line above");
    all
}

/// A bearer token.
pub fn bearer(secret: &str) -> Credential {
    of_every_kind(secret).remove(0)
}

/// An S3 credential.
pub fn s3(secret: &str) -> Credential {
    of_every_kind(secret).remove(3)
}

/// Keys that differ in little, or have characters that mean something somewhere.
pub const KEYS: [&str; 22] = [
    "example.com",
    "*.example.com",
    "a.example.com",
    "example.co",
    "example.com.",
    "example.com:8443",
    "[::1]",
    "127.0.0.1",
    "localhost",
    "https://example.com/channel",
    "https://example.com/channel/below?a=b&c=%20",
    "s3://bucket",
    "s3://bucket/",
    "s3://bucket/a b",
    "bücher.example",
    "例え.テスト",
    "\u{1f511}",
    r#"quo"te.example"#,
    r"back\slash.example",
    "it's {a: [test]}",
    "line\nfeed\ttab",
    "rattler",
];

pub fn keys() -> Vec<Key> {
    KEYS.into_iter().map(Key::stored).collect()
}
