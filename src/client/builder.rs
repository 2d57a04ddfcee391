//! Builder: what a client is made with.

use std::{path::PathBuf, sync::Arc};

use super::{Client, credentials::Credentials, error::Error, kept::Kept};
use crate::{config::Config, env::Env, http, vault::Choice};

/// What a client does with a URL that nothing is stored for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Without {
    /// Asks without a credential, as for a public channel.
    #[default]
    Ask,
    /// Asks nobody.
    Refuse,
}

/// Whether a client may use the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Network {
    #[default]
    Used,
    Forbidden,
}

/// What a [`Client`] is made with.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Builder {
    choice: Option<Choice>,
    without: Without,
    network: Network,
    http: http::Settings,
}

impl Builder {
    /// Of the stores that are written, reads this one alone; else `XAUTH_STORE` and the config say which.
    pub fn store(mut self, choice: Choice) -> Self {
        self.choice = Some(choice);
        self
    }

    /// Sends nothing without a stored credential: it is [`Error::LoginRequired`].
    pub fn require_login(mut self) -> Self {
        self.without = Without::Refuse;
        self
    }

    /// Sends nothing at all, as where `XAUTH_OFFLINE` is set.
    pub fn offline(mut self) -> Self {
        self.network = Network::Forbidden;
        self
    }

    /// Trusts the certificates in this file (PEM), too; else those in `XAUTH_CA_CERT`.
    pub fn ca_cert(mut self, path: impl Into<PathBuf>) -> Self {
        self.http.ca_cert = Some(path.into());
        self
    }

    /// The value of the `User-Agent` header.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.http.user_agent = Some(name.into());
        self
    }

    /// The client, for the stores that `env` leads to. It reads the certificates, and no store.
    ///
    /// # Errors
    /// For a setting that cannot be used.
    pub fn build(mut self, env: &Env) -> Result<Client, Error> {
        let named = || env.path_variable("XAUTH_CA_CERT").map(PathBuf::from);
        self.http.ca_cert = self.http.ca_cert.or_else(named);
        if env.is_on("XAUTH_OFFLINE") {
            self.network = Network::Forbidden;
        }
        Ok(Client {
            http: http::Client::for_downloads(env, &self.http)?,
            kept: Arc::new(Kept::default()),
            without: self.without,
            network: self.network,
            credentials: Arc::new(Credentials {
                choice: match self.choice {
                    Some(choice) => choice,
                    None => Config::choice(env)?,
                },
                env: env.clone(),
                http: self.http,
                warnings: std::sync::Mutex::default(),
            }),
        })
    }
}
