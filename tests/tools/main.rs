//! Tools: what is handed to conda, mamba, anaconda-client and netrc readers, and what is left of their own.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests stop at what they did not expect, and stand in for programs that write without care"
)]

#[path = "../support/mod.rs"]
mod support;

mod anaconda;
mod anaconda_items;
mod anaconda_itself;
mod anaconda_keys;
mod anaconda_places;
mod anaconda_settings;
mod bus;
mod channel_settings;
mod common;
mod conda;
mod conda_auth;
mod condarc_random;
mod condarc_secrets;
mod faults;
mod golden;
mod keyring;
mod mamba;
mod netrc;
mod netrc_readers;
mod owners;
mod rattler;
mod shares;
mod slots;
mod table;
mod writers;
