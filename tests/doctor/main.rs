//! Doctor: each fault is found when it is made, is gone when the remedy is run as it is written, and nothing is lost on the way.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests make the faults that the program is to find"
)]

#[path = "../support/mod.rs"]
mod support;

mod clear;
mod common;
mod files;
mod keychain;
mod logins;
mod mended;
mod surroundings;
mod tools;
