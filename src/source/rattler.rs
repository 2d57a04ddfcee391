//! rattler: the stores of rattler's that logins do not go to now: the file when there is a keychain, the keychain when
//! the file is chosen, both when `RATTLER_AUTH_FILE` names another.

use std::rc::Rc;

use super::{Around, Found, Source, Spot, file::key_site, unreadable};
use crate::{
    error::{Error, Failure, Result},
    scheme::Credential,
    store::{Protection, Store},
    target::Key,
    text::redact_url,
    tool::{Hands, Slot},
    vault::Vault,
};

/// rattler's other stores.
pub(super) struct Rattler {
    stores: Vec<Rc<dyn Store>>,
}

impl Rattler {
    pub(super) fn of(around: Around<'_>) -> Self {
        let is_elsewhere = around.env.path_variable("RATTLER_AUTH_FILE").is_some();
        let is_other = |store: &dyn Store| {
            // The file that the variable names may be rattler's usual one.
            let is_home = match is_elsewhere {
                true => store.files().iter().any(|file| around.home.is_in(file)),
                false => store.name() == around.home.name(),
            };
            store.protection() != Protection::ReadOnly && !is_home
        };
        let stores = Vault::machine(around.env, around.patience).into_iter();
        Self {
            stores: stores
                .filter(|store| is_other(&**store))
                .map(Rc::from)
                .collect(),
        }
    }
}

impl Source for Rattler {
    fn name(&self) -> &str {
        "rattler"
    }

    fn found(&self, _: &Hands) -> Result<Vec<Found>> {
        let mut found = Vec::new();
        for store in &self.stores {
            let entries = match store.entries() {
                Err(Failure::Absent(_)) => continue,
                entries => entries.map_err(|failure| failure.during(store.name(), "read"))?,
            };
            for entry in entries {
                found.extend(read(store, entry.key)?);
            }
        }
        Ok(found)
    }
}

fn read(store: &Rc<dyn Store>, key: Key) -> Result<Option<Found>, Error> {
    let credential = match store.get(&key) {
        Ok(None) => return Ok(None),
        Ok(Some(credential)) => Ok(credential),
        Err(failure @ Failure::Unsupported { .. }) => Err(failure.to_string()),
        Err(failure) => return Err(unreadable(failure)),
    };
    Ok(Some(Found {
        site: key_site(key.as_str(), credential.as_ref().ok()),
        spot: Box::new(InStore {
            store: Rc::clone(store),
            key,
            credential: credential.as_ref().ok().cloned(),
        }),
        credential,
    }))
}

struct InStore {
    store: Rc<dyn Store>,
    key: Key,
    credential: Option<Credential>,
}

impl Spot for InStore {
    fn describe(&self) -> (String, Option<String>) {
        (self.store.place(), Some(redact_url(self.key.as_str())))
    }

    fn take_away(&self, _: &Hands) -> Result<Option<Vec<Slot>>, Failure> {
        let held = self.store.get(&self.key)?;
        if held != self.credential {
            return Ok(held.is_none().then(Vec::new));
        }
        self.store.remove(&self.key).map(|_| Some(Vec::new()))
    }
}
