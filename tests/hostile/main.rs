//! Providers, servers and web pages that do what a real one never does: P09, P48 to P67.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the files that the program is to find"
)]

#[path = "../support/mod.rs"]
mod support;

mod attempt;
mod bodies;
mod callbacks;
mod device;
mod endpoints;
mod id_token;
mod issuer;
mod itself;
mod junk;
mod logout;
mod offline;
mod opener;
mod opener_sees;
mod proof;
mod redirects;
mod refresh;
mod text;
mod times;
mod tls;

use serde_json::Value;
use support::fake::Provider;
use support::{Home, Ran, Run};

/// The host that every test logs in to.
const HOST: &str = "conda.example";

/// `xauth ARGUMENTS`, which may show nothing that the provider gives out.
fn xauth(home: &Home, provider: &Provider, arguments: &[&str]) -> Run {
    let run = home.xauth().args(arguments.iter().copied());
    let secrets = provider.secrets();
    secrets.iter().fold(run, |run, secret| run.secret(secret))
}

/// A login at the provider's own address.
fn login(home: &Home, provider: &Provider, arguments: &[&str]) -> Run {
    let issuer = provider.issuer();
    let line = ["login", HOST, "--oauth-issuer-url", &issuer];
    xauth(home, provider, &[&line, arguments].concat())
}

/// A login by a code on another device.
fn device(home: &Home, provider: &Provider, arguments: &[&str]) -> Run {
    let flow = ["--oauth-flow", "device-code"];
    login(home, provider, &[&flow, arguments].concat())
}

/// Puts an OAuth login of `HOST` into the store.
fn store(home: &Home, provider: &Provider, expires_at: &Value) {
    store_entry(home, &provider.stored(expires_at));
}

fn store_entry(home: &Home, entry: &Value) {
    let text = serde_json::json!({ HOST: entry }).to_string();
    home.write(".rattler/rattler_auth_store.json", &text);
    home.write(".rattler/credentials.json", &text);
}

/// What is stored of the OAuth login of `HOST`.
#[track_caller]
fn stored(home: &Home) -> Value {
    let store = home.read_json(home.store_path());
    assert!(store[HOST]["OAuth"].is_object(), "{store}");
    store[HOST]["OAuth"].clone()
}

/// Panics if anything is stored.
#[track_caller]
fn nothing_stored(home: &Home) {
    for file in [home.store_path(), home.credentials_path()] {
        let text = home.read(&file).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        assert!(!text.contains(HOST), "{}: {text}", file.display());
    }
}

/// Panics unless the exit code is one of `codes`, or if there was a panic inside.
#[track_caller]
fn exits(ran: &Ran, codes: &[i32]) {
    let code = ran.code.filter(|code| codes.contains(code));
    assert!(code.is_some(), "one of {codes:?}: {ran}");
    assert!(!ran.err.contains("panicked at"), "{ran}");
}

/// Seconds since 1970.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.unwrap().as_secs()).unwrap()
}
