//! Storage: where anaconda-auth keeps its keys (`anaconda_auth/token.py`).

use std::path::PathBuf;

use super::{Site, expand::expand, settings::Settings};
use crate::env::Env;

/// Where anaconda-auth keeps its keys (`preferred_token_storage`, `anaconda_auth/token.py`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In its own file.
    File(PathBuf),
    /// In the keychain of the system, through Python's keyring.
    System,
    /// Nowhere that can be written: what says so.
    None(String),
}

impl Storage {
    /// Where its keys are without a site's name, as far as its settings can be read.
    pub(crate) fn usual(env: &Env) -> Self {
        match Site::of(env, None, None) {
            Ok(site) => site.storage,
            Err(error) => Self::None(error.message()),
        }
    }

    pub(super) fn of(env: &Env, settings: &Settings<'_>) -> Self {
        // It then keeps that one key, and no other (`ConfigKeyring`).
        let fixed = ["api_key", "keyring"];
        let is_set = |field: &&&str| settings.get(field).is_some();
        if let Some(name) = fixed.iter().find(is_set) {
            return Self::None(format!("anaconda-auth's setting `{name}` takes its place"));
        }
        if settings.get("preferred_token_storage").as_deref() == Some("system") {
            return Self::System;
        }
        match file_of(env, settings) {
            Some(path) => Self::File(path),
            None => Self::None("the home directory is not known".into()),
        }
    }
}

/// Its own file, whether that is where it keeps keys now or not. `None` when the home directory is not known.
pub(crate) fn file(env: &Env) -> Option<PathBuf> {
    match Settings::usual(env) {
        Some(settings) => file_of(env, &settings),
        // What is there is found, too, where its settings cannot be read.
        None => expand(env, USUAL),
    }
}

fn file_of(env: &Env, settings: &Settings<'_>) -> Option<PathBuf> {
    let path = settings.get("keyring_path");
    expand(env, path.as_deref().unwrap_or(USUAL))
}

const USUAL: &str = "~/.anaconda/keyring";
