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

mod anaconda_world;
mod asked;
mod bus;
mod certificates;
mod channel;
mod display;
mod ended;
pub mod fake;
mod home;
mod idp;
mod keyring_item;
mod leak;
mod monitor;
mod moto;
mod nginx;
mod node;
mod oracle;
mod person;
mod plain_machine;
pub mod procs;
mod provider;
mod pty;
mod python;
mod quetz;
mod ran;
mod rattler_cli;
mod run;
mod running;
mod screen;
mod secret_service;
mod service;
mod session;

pub use anaconda_world::{AnacondaWorld, Request};
pub use asked::Asked;
pub use certificates::Certificates;
pub use display::Display;
pub use ended::Ended;
pub use home::Home;
pub use idp::{CLIENT_SECRET, Idp};
pub use keyring_item::Item;
pub use leak::{canary, find as leaked};
pub use monitor::Monitor;
pub use moto::Moto;
pub use nginx::{Accepted, Nginx, Seen};
pub use oracle::Oracle;
pub use person::{Answer, Person, Visit};
pub use plain_machine::{in_namespace, on_plain_machine};
pub use procs::Tmpfs;
pub use provider::Provider;
pub use python::{anaconda, anaconda_cloud, python};
pub use quetz::Quetz;
pub use ran::Ran;
pub use rattler_cli::RattlerCli;
pub use run::Run;
pub use running::Running;
pub use screen::see;
pub use secret_service::{Mode, SecretService};
pub use session::Session;
