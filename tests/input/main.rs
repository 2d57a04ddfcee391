//! What goes in and what is found: secrets on their way in, hosts and channels, matching, and what is never shown.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the files that the program is to find"
)]

#[path = "../support/mod.rs"]
mod support;

mod channels;
mod debug;
mod environment;
mod exit_codes;
mod expiry;
mod fields;
mod hosts;
mod kinds;
mod leaks;
mod matching;
mod names;
mod netrc;
mod on_the_line;
mod plain_http;
mod secrets;
mod stores;
mod streams;
mod suffixes;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use support::{Home, Ran};

/// `xauth ARGUMENTS` with `input` on standard input.
fn xauth(home: &Home, arguments: &[&str], input: &str) -> Ran {
    home.xauth().args(arguments).stdin(input).run()
}

/// Logs in to `host` with a bearer token.
#[track_caller]
fn login(home: &Home, host: &str, token: &str) -> Ran {
    xauth(home, &["login", host, "--token", "-"], token).ok()
}

/// What `xauth token` prints.
#[track_caller]
fn token(home: &Home, target: &str) -> String {
    let ran = home.xauth().args(["token", target]).reveals().run().ok();
    ran.out.trim_end_matches('\n').to_owned()
}

/// The keys in both files of the store, in their order.
fn keys(home: &Home) -> Vec<String> {
    let files = [home.store_path(), home.credentials_path()];
    let stores = files
        .iter()
        .filter(|file| file.exists())
        .map(|file| home.read_json(file));
    let keys: BTreeSet<String> = stores
        .flat_map(|store| {
            store
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect::<Vec<_>>()
        })
        .collect();
    keys.into_iter().collect()
}

/// A JSON Web Token that says it runs out at `exp`, for `a@b.example`.
fn jwt(exp: &Value) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let claims = json!({ "exp": exp, "email": "a@b.example" }).to_string();
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
}
