//! Anaconda: its real clients and we, against servers that speak their language.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests stop at what they did not expect"
)]

#[path = "../support/mod.rs"]
mod support;

mod common;
mod strict;
mod world;
