//! Credentials: what answers for a URL on this machine, found and renewed in a thread that may wait.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use url::Url;

use super::{error::Error, renewal::Online};
use crate::{
    env::Env,
    http,
    notes::Notes,
    renew::{self, Renewer, Use},
    scheme::Credential,
    store::{Protection, keychain::Patience},
    target::{
        Key, Kind,
        key::{is_secure, lookup},
    },
    text::redact_url,
    time,
    vault::{Choice, Due, Found, Reach, Vault},
};

/// What a client is to find credentials with.
pub(super) struct Credentials {
    pub(super) env: Env,
    pub(super) choice: Choice,
    pub(super) http: http::Settings,
    /// What nobody was told yet.
    pub(super) warnings: Mutex<BTreeSet<String>>,
}

/// What answers for a URL.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) key: Key,
    pub(super) credential: Credential,
    /// The command that makes it anew.
    pub(super) again: String,
}

/// What was found, and for what else it holds.
pub(super) struct Finding {
    pub(super) answer: Option<Answer>,
    /// Whether it is the same for all that is on the origin.
    pub(super) is_for_origin: bool,
}

impl Credentials {
    /// What answers for `url`, and is good. `refused` is what the server did not take: what is stored is renewed
    /// if it is that still.
    pub(super) fn find(&self, url: &Url, refused: Option<&Answer>) -> Result<Finding, Error> {
        let vault = Vault::open(&self.env, self.choice, Reach::Chosen, Patience::ALONE)?;
        let found = vault.find(&lookup(url));
        self.warn(vault.warnings());
        let answer = match found? {
            Some(mut found) => {
                self.check_plain_http(url, &found)?;
                self.renew(&mut found, &vault, refused)?;
                self.check_expiry(&found)?;
                Some(Answer {
                    again: renew::again(&self.env, &found.key, &found.credential),
                    key: found.key,
                    credential: found.credential,
                })
            }
            None => None,
        };
        let is_for_origin = has_one_answer(&vault, url);
        Ok(Finding {
            answer,
            is_for_origin,
        })
    }

    fn renew(
        &self,
        found: &mut Found<'_>,
        vault: &Vault,
        refused: Option<&Answer>,
    ) -> Result<(), Error> {
        let online = Online::of(&self.env, &self.http);
        let renewer = Renewer {
            env: &self.env,
            provider: &online,
        };
        let is_refused = refused.is_some_and(|refused| refused.credential == found.credential);
        let is_renewable =
            found.credential.is_refreshable() && found.store.protection() != Protection::ReadOnly;
        let used = match is_refused && is_renewable {
            true => Use::Renewed(renewer.now(found, vault, Due::Now)?),
            false => renewer.for_use(found, vault)?,
        };
        match used {
            Use::AsFound => {}
            Use::NotRenewed(error) => {
                self.warn([format!("the token was not renewed: {}", error.message())]);
            }
            Use::Renewed(done) => {
                found.credential = done.renewed.credential;
                self.warn(done.noted.err().map(|error| error.message()));
                self.warn(online.follow(&found.key, &found.credential));
            }
        }
        Ok(())
    }

    fn check_plain_http(&self, url: &Url, found: &Found<'_>) -> Result<(), Error> {
        let note = || Notes::in_directory(self.env.state_dir()).get(&found.key);
        match is_secure(url) || note().is_some_and(|note| note.plain_http) {
            true => Ok(()),
            false => Err(Error::PlainHttp {
                key: found.key.to_string(),
                url: redact_url(url.as_str()),
            }),
        }
    }

    fn check_expiry(&self, found: &Found<'_>) -> Result<(), Error> {
        match found.credential.scheme().expires_at() {
            Some(at) if time::is_past(at) => Err(renew::expired(&self.env, found, at).into()),
            _ => Ok(()),
        }
    }

    fn warn(&self, warnings: impl IntoIterator<Item = String>) {
        let held = self.warnings.lock();
        held.unwrap_or_else(PoisonError::into_inner)
            .extend(warnings);
    }
}

/// Whether no login is for a part of the URL's origin, so that all of it has the same answer.
fn has_one_answer(vault: &Vault, url: &Url) -> bool {
    let origin = url.origin().ascii_serialization();
    let is_part = |key: &Key| matches!(key.kind(), Kind::Path(path) if path.starts_with(&origin));
    vault.list().iter().all(|(_, listing)| {
        let entries = listing.as_ref();
        entries.is_ok_and(|entries| !entries.iter().any(|entry| is_part(&entry.key)))
    })
}
