//! `xauth curl`: the real curl at real servers, and at servers that send it elsewhere.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the files that the program is to find"
)]

mod around;
mod common;
#[path = "../oauth/real_common.rs"]
#[allow(dead_code, reason = "the site needs a part of it")]
mod real_common;
mod redirects;
#[path = "../oauth/refresh_site.rs"]
#[allow(dead_code, reason = "it is written for more")]
mod refresh_site;
mod schemes;
mod seen;
#[path = "../support/mod.rs"]
mod support;
