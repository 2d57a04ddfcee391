//! Import: what other tools hold is taken in, and removed from there only when it is stored.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "tests stop at what they did not expect, print what they measured, and stand in for programs that write without care"
)]

#[path = "../support/mod.rs"]
mod support;

mod anaconda;
mod channels;
mod common;
mod conda;
mod condarc;
mod docker;
mod files;
mod killed;
mod moved;
mod rattler;
mod rivals;
mod terminal;
