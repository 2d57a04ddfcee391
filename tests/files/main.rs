//! The JSON file store as its users and its enemies see it: whole processes on real files.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "tests stop at what they did not expect, print what they measured, and stand in for programs that write without care"
)]

#[path = "../support/mod.rs"]
mod support;

mod beside_rattler;
mod both_keys;
mod common;
mod crowd;
mod damage;
mod faults;
mod full;
mod kept;
mod killed;
mod links;
mod locked;
mod modes;
mod named_file;
mod no_home;
mod order;
mod pair;
mod random;
