//! Anaconda: what anaconda-auth and anaconda-client know: sites, accounts, API keys and access tokens.

mod choose;
mod config_toml;
mod expand;
mod settings;
pub mod site;
mod storage;

pub use self::{site::Site, storage::Storage};
