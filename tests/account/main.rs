//! Account: `xauth login anaconda.com`, against servers that are as strict as Anaconda's.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests stop at what they did not expect"
)]

#[path = "../support/mod.rs"]
mod support;

mod apart;
mod browser;
mod common;
mod consent;
mod device;
mod hostile;
mod issued;
mod org;
mod shared;
mod sites;
mod standing;
mod tokens;
