//! Access tokens: made, kept, listed, revoked and put in URLs, against a strict server that speaks anaconda.org's API.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests stop at what they did not expect"
)]

#[path = "../support/mod.rs"]
mod support;

mod asked;
mod common;
mod create;
mod errors;
mod install;
mod installed;
mod kept;
mod list;
mod private;
mod revoke;
mod secrets;
mod url;
