//! Anaconda: what anaconda-auth and anaconda-client know: sites, accounts, API keys and access tokens.

pub mod account;
mod answer;
mod api_key;
mod choose;
mod config_toml;
mod expand;
pub(crate) mod keyring;
pub mod org;
pub mod organizations;
pub(crate) mod payload;
mod repo_tokens;
mod settings;
pub mod site;
pub(crate) mod storage;

pub(crate) use self::api_key::is_api_key;
pub use self::{
    answer::{NotDone, Refusal},
    site::Site,
    storage::Storage,
};
