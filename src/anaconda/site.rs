//! Site: an Anaconda server and how one logs in to it (`anaconda_auth/config.py`).

use std::path::PathBuf;

/// A server that has Anaconda accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The name in `[sites.NAME]` of anaconda's `config.toml`, if it is of there.
    pub name: Option<String>,
    /// The host that has the account, with its port if it has one of its own: `anaconda.com`.
    pub domain: String,
    /// The host that has the login provider.
    pub auth_domain: String,
    /// The client's id at the provider.
    pub client_id: String,
    /// Where the browser is sent back to.
    pub redirect_uri: String,
    /// The path of the discovery document.
    pub openid_config_path: String,
    /// Where anaconda-auth keeps its keys.
    pub storage: Storage,
    /// A file of certificates to trust (`ssl_verify`).
    pub ca_cert: Option<PathBuf>,
}

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
