//! Anaconda: its real clients and we, against servers that speak their language.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests stop at what they did not expect"
)]

#[path = "../support/mod.rs"]
mod support;

mod bytes;
mod common;
mod organisations;
mod ours;
mod quiet;
mod strict;
mod theirs;
mod told;
mod wire;
mod world;
