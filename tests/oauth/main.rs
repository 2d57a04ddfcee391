//! Logins by OAuth: at a real provider with a real browser, and with providers that do as they like.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the files that the program is to find"
)]
#![allow(clippy::print_stderr, reason = "a race is measured, too")]

mod browser_choice;
mod browser_desktop;
mod browser_json;
mod config_certificates;
mod config_projects;
mod config_proxies;
mod config_proxy;
mod config_rows;
mod rattler_logins;
mod rattler_rewrites;
mod real_clients;
mod real_common;
mod real_logins;
mod real_rattler;
mod refresh_killed;
mod refresh_meanwhile;
mod refresh_race;
mod refresh_signals;
mod refresh_site;
#[path = "../support/mod.rs"]
mod support;
mod terminal_common;
mod terminal_device;
mod terminal_hanging;
mod terminal_interrupted;
mod terminal_plain;
