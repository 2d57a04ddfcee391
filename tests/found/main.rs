//! What a login says that it applies to is what lookup finds, and nothing else is; rattler agrees.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test that cannot go on should stop"
)]

#[cfg(target_os = "linux")]
#[path = "../support/mod.rs"]
mod support;

mod anaconda_sites;
mod around;
mod beside;
mod forms;
mod login;
mod logout;
mod model;
mod names;
mod near;
#[cfg(target_os = "linux")]
mod oracles;
#[cfg(target_os = "linux")]
mod pairs;
mod person;
mod places;
mod seeds;
mod site;
mod suffixes;
mod vault;
