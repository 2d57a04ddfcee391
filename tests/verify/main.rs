//! Verify: what servers say to credentials, real ones and ones that do what no real one does.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the files that the program is to find"
)]

#[path = "../support/mod.rs"]
mod support;

mod asked;
mod bodies;
mod channels;
mod elsewhere;
mod forbidden;
mod idp;
mod messages;
mod s3;
mod s3_places;
mod statuses;
mod world;
