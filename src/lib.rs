//! One login for every conda tool: the credentials of conda channels, found, kept and removed.
//!
//! The program `xauth` is a thin shell around this library. A program that asks
//! servers for channels and packages has a [`Client`], which finds, renews and
//! sends the credential for each URL. One that only wants to know what to send
//! with a request asks a [`Vault`](vault::Vault); [`Vault::open`](vault::Vault::open)
//! has this machine's stores.
//!
//! ```
//! use xauth::{
//!     Env, Result,
//!     store::{Environment, Memory, Store},
//!     target::key::lookup,
//!     vault::{Choice, Vault},
//! };
//!
//! fn main() -> Result<()> {
//!     let env = Env::of([("XAUTH_TOKEN_CONDA_EXAMPLE_COM", "a-token")]);
//!     let stores: Vec<Box<dyn Store>> =
//!         vec![Box::new(Environment::of(&env)), Box::new(Memory::default())];
//!     let vault = Vault::of(stores, Choice::Auto);
//!     let url = url::Url::parse("https://conda.example.com/channel/noarch/repodata.json").unwrap();
//!
//!     let found = vault.find(&lookup(&url))?.unwrap();
//!     assert_eq!(found.key.as_str(), "conda.example.com");
//!     assert_eq!(found.credential.scheme().name(), "bearer");
//!     Ok(())
//! }
//! ```

pub mod anaconda;
pub mod cli;
pub mod client;
pub mod condarc;
pub mod config;
mod env;
mod error;
pub mod harden;
pub mod http;
pub mod known;
pub mod notes;
mod renew;
pub mod scheme;
mod secret;
pub mod source;
pub mod store;
pub mod target;
mod text;
mod time;
pub mod tool;
pub mod ui;
pub mod vault;
pub mod verify;
pub mod xorg;

pub use crate::{
    client::Client,
    env::Env,
    error::{Error, Failure, Result},
    secret::Secret,
};

/// The page for programs, so that its code is compiled.
#[cfg(doctest)]
#[doc = include_str!("../docs/library.md")]
struct LibraryPage;
