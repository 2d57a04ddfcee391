//! What commands do with what servers say: `login`, `which --check`, `status --check` and `--expiring`, `doctor --online`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the files that the program is to find"
)]

#[path = "../support/mod.rs"]
mod support;

mod buckets;
mod hostile;
mod login;
mod many;
mod offline;
mod severe;
mod stored;
mod terminal;
mod world;

use support::{Home, Run};

/// `xauth ARGUMENTS`, which asks servers.
fn xauth(home: &Home, arguments: &[&str]) -> Run {
    home.xauth_verifying().args(arguments.iter().copied())
}

/// `xauth login URL FLAG -`, which asks the server; the secret is registered.
fn login(home: &Home, url: &str, flag: &str, secret: &str) -> Run {
    let run = xauth(home, &["login", url, flag, "-"]);
    run.stdin(secret).secret(secret)
}

/// The file store's text; empty when there is none.
fn stored(home: &Home) -> String {
    let bytes = home.read(home.store_path()).unwrap_or_default();
    String::from_utf8(bytes).unwrap()
}

/// Puts logins into both files of the store, as they are stored.
fn store(home: &Home, logins: &serde_json::Value) {
    home.write(".rattler/rattler_auth_store.json", logins.to_string());
    home.write(".rattler/credentials.json", logins.to_string());
}
