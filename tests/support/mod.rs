//! Real parts, private copies: what the integration tests run xauth against.
//!
//! Everything here stops and cleans up when it is dropped, also when a test panics; so nothing of
//! it belongs in a `static`, which is never dropped. Linux only.
#![allow(
    dead_code,
    unused_imports,
    reason = "each integration target uses a part of it"
)]

pub use rustix::process::Signal;

mod bus;
mod display;
mod home;
mod keyring_item;
mod leak;
mod monitor;
mod nginx;
mod oracle;
pub mod procs;
mod python;
mod ran;
mod run;
mod running;
mod secret_service;
mod service;

pub use display::Display;
pub use home::Home;
pub use keyring_item::Item;
pub use leak::canary;
pub use monitor::Monitor;
pub use nginx::{Accepted, Nginx, Seen};
pub use oracle::Oracle;
pub use procs::Tmpfs;
pub use python::python;
pub use ran::Ran;
pub use run::Run;
pub use running::Running;
pub use secret_service::{Mode, SecretService};
