//! xauth on a real terminal: questions, the ways they end, and what is left of them.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may panic, and writes files that are no secrets"
)]

mod asking;
mod clipboard;
mod code;
mod completions;
mod hidden;
mod interrupted;
mod opener;
mod part;
mod pickers;
mod sharing;
mod signals;
#[path = "../support/mod.rs"]
mod support;
mod waiting;
