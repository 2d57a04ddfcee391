//! Logins beside others that answer for a part of what they are for: they say so.

use serde_json::json;

use super::site::Site;

const TOKEN: [&str; 2] = ["--token", "-"];
const KEYS: [&str; 4] = ["--s3-access-key-id", "AKIA", "--s3-secret-access-key", "-"];

fn s3(secret: &str) -> serde_json::Value {
    json!({ "S3Credentials": { "access_key_id": "ID", "secret_access_key": secret, "session_token": null } })
}

/// Logs in beside what is stored; the request is answered by `key`, and the login said so, or had no reason to.
#[track_caller]
fn beside(stored: &str, login: &[&str], request: &str, key: &str, note: Option<&str>) {
    let site = Site::new();
    match stored.strip_prefix("s3 ") {
        Some(bucket) => site.hold(&json!({ bucket: s3("older") })),
        None => site.put(&[stored]),
    }
    let done = site.login(login, "a-secret");
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(site.answer(request).as_deref(), Some(key), "{done:?}");
    let notes: Vec<&str> = done
        .said
        .lines()
        .filter(|line| line.contains("is stored too"))
        .collect();
    assert_eq!(notes, note.into_iter().collect::<Vec<_>>());
}

#[test]
fn a_login_says_which_other_key_answers_for_a_part_of_it() {
    let host = ["*.example.com", TOKEN[0], TOKEN[1]];
    beside(
        "example.com",
        &host,
        "https://example.com/x",
        "example.com",
        Some("`example.com` is stored too, and answers for that host"),
    );
    beside(
        "*.example.com",
        &["example.com", TOKEN[0], TOKEN[1]],
        "https://below.example.com/x",
        "*.example.com",
        Some(
            "`*.example.com` is stored too, and answers for the hosts below: \
             `xauth logout '*.example.com'` removes it",
        ),
    );
    let prefix = [&["s3://bucket/prefix"], &KEYS[..]].concat();
    beside(
        "s3 bucket",
        &prefix,
        "s3://bucket/prefix/noarch",
        "bucket",
        Some("`bucket` is stored too, and answers first: `xauth logout s3://bucket` removes it"),
    );
}

#[test]
fn a_login_that_answers_for_all_of_its_own_says_nothing_of_others() {
    let whole = [&["s3://bucket"], &KEYS[..]].concat();
    beside("s3 bucket", &whole, "s3://bucket/x", "s3://bucket", None);
    let prefix = [&["s3://bucket/prefix"], &KEYS[..]].concat();
    beside(
        "bucket",
        &prefix,
        "s3://bucket/prefix",
        "s3://bucket/prefix",
        None,
    );
    let known = ["repo.prefix.dev", TOKEN[0], TOKEN[1]];
    beside(
        "prefix.dev",
        &known,
        "https://prefix.dev/x",
        "*.prefix.dev",
        None,
    );
    let below = ["example.com", "--subdomains", TOKEN[0], TOKEN[1]];
    beside(
        "example.com",
        &below,
        "https://example.com/x",
        "*.example.com",
        None,
    );
    beside(
        "*.example.com",
        &["*.a.example.com", TOKEN[0], TOKEN[1]],
        "https://a.example.com",
        "*.a.example.com",
        None,
    );
}
