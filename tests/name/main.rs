//! The other program of our name: X.Org's command lines are its, all others are ours.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may panic, and writes files that are no secrets"
)]

mod bin;
mod passed_on;
mod real;
#[path = "../support/mod.rs"]
mod support;
