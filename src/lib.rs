//! One login for every conda tool: the credentials of conda channels, found, kept and removed.
//!
//! The program `xauth` is a thin shell around this library. A program that only
//! wants to know what to send with a request asks a [`Vault`](vault::Vault):
//!
//! ```
//! use xauth::{Env, Result, store::keychain::Patience, target, vault::{Choice, Reach, Vault}};
//!
//! fn main() -> Result<()> {
//!     let env = Env::of([("XAUTH_TOKEN_CONDA_EXAMPLE_COM", "a-token")]);
//!     let vault = Vault::open(&env, Choice::Auto, Reach::Chosen, Patience::ALONE)?;
//!     let url = url::Url::parse("https://conda.example.com/channel/noarch/repodata.json").unwrap();
//!
//!     let found = vault.find(&target::key::lookup(&url))?.unwrap();
//!     assert_eq!(found.key.as_str(), "conda.example.com");
//!     assert_eq!(found.credential.scheme().name(), "bearer");
//!     Ok(())
//! }
//! ```

pub mod cli;
pub mod condarc;
pub mod config;
mod env;
mod error;
pub mod harden;
pub mod known;
pub mod notes;
pub mod scheme;
mod secret;
pub mod store;
pub mod target;
mod text;
pub mod ui;
pub mod vault;
pub mod xorg;

pub use crate::{
    env::Env,
    error::{Error, Failure, Result},
    secret::Secret,
};
