//! The library's client: with real servers, a real login provider, and servers that send it elsewhere.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the files that the client is to find"
)]

mod channels;
mod common;
mod elsewhere;
mod keychain;
mod messages;
mod methods;
mod own;
#[path = "../oauth/real_common.rs"]
#[allow(dead_code, reason = "the site needs a part of it")]
mod real_common;
mod redirects;
#[path = "../oauth/refresh_site.rs"]
#[allow(dead_code, reason = "it is written for more")]
mod refresh_site;
mod refused;
mod renewals;
mod schemes;
#[path = "../support/mod.rs"]
mod support;
