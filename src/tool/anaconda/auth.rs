//! anaconda-auth, which keeps the API keys of Anaconda accounts, and organisations' tokens beside them.

use std::path::{Path, PathBuf};

use super::held;
use crate::{
    anaconda::{
        self,
        site::{domains, keys_of},
    },
    env::Env,
    error::Failure,
    known::Server,
    scheme::Credential,
    store::keychain::Patience,
    target::{Key, Kind},
    tool::{
        Hands, Held, Login, Piece, Slot, Unusable,
        python_keyring::{self, Backend},
    },
};

/// anaconda-auth.
pub(in crate::tool) struct Auth {
    backend: Backend,
    /// Its own file, whether that is where it keeps keys now or not.
    file: Option<PathBuf>,
    /// The domains of the sites that it knows, the default first.
    domains: Vec<String>,
    hands: Hands,
}

impl Auth {
    pub(in crate::tool) fn of(env: &Env) -> Self {
        Self {
            backend: python_keyring::backend(env, true),
            file: anaconda::storage::file(env),
            domains: domains(env),
            hands: Hands::of(env, Patience::ALONE),
        }
    }

    pub(super) fn detect(&self) -> Option<PathBuf> {
        self.file.clone().filter(|file| file.exists())
    }

    pub(super) fn is_for(&self, key: &Key) -> bool {
        self.domain(key).is_some()
    }

    /// The domain of a site that it knows.
    fn domain(&self, key: &Key) -> Option<&str> {
        let mut domains = self.domains.iter();
        let found = domains.find(|domain| keys_of(domain).contains(key));
        found.map(String::as_str)
    }

    pub(in crate::tool) fn pieces(&self, login: &Login<'_>) -> Result<Vec<Piece>, Unusable> {
        let Credential::Bearer(bearer) = login.credential else {
            return Err(Unusable::because(NOTHING_ELSE));
        };
        let domain = match self.domain(login.key) {
            Some(domain) => domain.to_owned(),
            None => other_site(login).ok_or_else(|| Unusable::because(NOTHING_ELSE))?,
        };
        if !anaconda::is_api_key(bearer.token()) {
            let why = "anaconda-auth stops at a key that is no JSON Web Token with an `exp`";
            return Err(Unusable::because(why));
        }
        let slot = Slot::AnacondaKey {
            path: self.place()?.map(Path::to_owned),
            domain,
        };
        let value = bearer.token().clone();
        Ok(vec![Piece { slot, value }])
    }

    /// The file that keys go to; none where it is the keychain.
    fn place(&self) -> Result<Option<&Path>, Unusable> {
        match &self.backend {
            Backend::Anaconda(file) => Ok(Some(file)),
            Backend::Other(why) => Err(Unusable::because(format!(
                "anaconda-auth keeps keys where xauth cannot: {why}"
            ))),
            Backend::System => match self.hands.keyring().and_then(|keyring| keyring.probe()) {
                Ok(()) => Ok(None),
                Err(why) => Err(Unusable {
                    is_passing: true,
                    why: format!(
                        "anaconda-auth is set to keep keys in a keyring that cannot be used: {why}"
                    ),
                    hint: Some("log in to the desktop, or start a Secret Service".into()),
                }),
            },
        }
    }

    pub(super) fn held(&self, hands: &Hands) -> Result<Vec<Held>, Failure> {
        let mut held = match self.backend {
            Backend::System => held::in_keychain(hands)?,
            Backend::Anaconda(_) | Backend::Other(_) => Vec::new(),
        };
        if let Some(file) = &self.file {
            held.extend(held::in_file(file)?);
        }
        Ok(held)
    }
}

const NOTHING_ELSE: &str = "it logs in to anaconda.org with a conda token, to Anaconda's sites with an API key, and to nothing else";

/// The domain of a site that it was not told of: what is shared with it by name, conda finds under the channel's host
/// (`anaconda_auth/_conda/auth_handler.py`).
fn other_site(login: &Login<'_>) -> Option<String> {
    let Kind::Host(host) = login.key.kind() else {
        return None;
    };
    let is_known = Server::of(host).is_some();
    let site = login.sites.first().filter(|_| !is_known)?;
    let host = site.host_str()?;
    Some(match site.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}
