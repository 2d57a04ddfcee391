//! Saving a credential in one store, so that no other keeps an older one.

use super::{Choice, Vault, holds_s3};
use crate::{
    error::{Error, Failure, Result},
    scheme::Credential,
    store::Store,
    target::Key,
};

/// Where a credential went.
pub struct Saved<'v> {
    /// The store.
    pub store: &'v dyn Store,
    /// Why a better store was not used.
    pub instead_of: Option<String>,
    /// Other keys that it was stored under, too.
    pub also: Vec<Key>,
    /// Older copies that were removed.
    pub removed: Vec<(Key, &'v dyn Store)>,
    /// Stores that could not be checked for older copies, and why.
    pub unchecked: Vec<(&'v dyn Store, Failure)>,
}

/// What a login puts an end to, beside what is under its own key.
#[derive(Clone, Copy, Debug, Default)]
pub struct Superseded<'a> {
    /// Keys that would answer before the login's own.
    pub keys: &'a [Key],
    /// A bare bucket name, if what is stored there is an S3 credential.
    pub bucket: Option<&'a Key>,
}

impl Vault {
    /// The store that a login would go to, ready to be written, and why a better one is passed over.
    ///
    /// # Errors
    /// When the chosen store cannot be written. With `auto`, a keychain that is there
    /// but does not work is an error too: a secret is never stored unencrypted in silence.
    pub fn home(&self) -> Result<(&dyn Store, Option<String>)> {
        let mut instead_of = None;
        for store in self.writable() {
            let is_chosen = self.choice.name() == store.name();
            if !(is_chosen || self.choice == Choice::Auto) {
                continue;
            }
            match store.probe() {
                Ok(()) => return Ok((store, instead_of)),
                Err(Failure::Absent(why)) if !is_chosen => {
                    instead_of = Some(format!("no {} here: {why}", store.name()));
                }
                Err(failure) => return Err(failure.during(store.name(), "use")),
            }
        }
        let nothing = Failure::Absent("no store can be written".into());
        Err(nothing.during(self.choice.name(), "use"))
    }

    /// Stores `credential` under `key` in `home` (see [`home`](Self::home)), and removes older copies from every other writable store.
    ///
    /// # Errors
    /// When an older copy could not be removed or the credential cannot be stored; then nothing was
    /// changed. When a removal fails all the same, the message says that the new one is stored.
    pub fn save<'v>(
        &'v self,
        (home, instead_of): (&'v dyn Store, Option<String>),
        key: &Key,
        credential: &Credential,
        superseded: Superseded<'_>,
    ) -> Result<Saved<'v>> {
        let (others, unchecked) = self.others_with(key, home)?;
        home.set(key, credential)
            .map_err(|failure| failure.during(home.name(), "write to"))?;
        let mut removed = Vec::new();
        for store in others {
            store
                .remove(key)
                .map_err(|failure| left_behind(failure, store))?;
            removed.push((key.clone(), store));
        }
        removed.extend(self.supersede(superseded)?);
        Ok(Saved {
            store: home,
            instead_of,
            also: Vec::new(),
            removed,
            unchecked,
        })
    }

    /// The other stores that hold an older copy, which must be removable before anything is written.
    #[expect(clippy::type_complexity, reason = "two lists of stores")]
    fn others_with<'v>(
        &'v self,
        key: &Key,
        home: &dyn Store,
    ) -> Result<(Vec<&'v dyn Store>, Vec<(&'v dyn Store, Failure)>)> {
        let (mut others, mut unchecked) = (Vec::new(), Vec::new());
        for store in self.writable().filter(|store| store.name() != home.name()) {
            match store.holds(key) {
                Ok(false) | Err(Failure::Absent(_)) => {}
                Ok(true) => {
                    store.probe().map_err(|failure| {
                        failure.during(store.name(), "remove the older login from")
                    })?;
                    others.push(store);
                }
                // The user was told to name the file because the keychain does not work.
                Err(failure) if self.choice == Choice::File => unchecked.push((store, failure)),
                Err(failure) => return Err(failure.during(store.name(), "check")),
            }
        }
        Ok((others, unchecked))
    }

    fn supersede(&self, superseded: Superseded<'_>) -> Result<Vec<(Key, &dyn Store)>> {
        let mut removed = Vec::new();
        for store in self.writable() {
            let keys = superseded.keys.iter().map(|key| (key, false));
            let all = keys.chain(superseded.bucket.map(|key| (key, true)));
            for (key, only_s3) in all {
                match is_superseded(store, key, only_s3) {
                    Ok(false) | Err(Failure::Absent(_)) => continue,
                    Ok(true) => {}
                    Err(_) if self.choice == Choice::File => continue,
                    Err(failure) => return Err(left_behind(failure, store)),
                }
                store
                    .remove(key)
                    .map_err(|failure| left_behind(failure, store))?;
                removed.push((key.clone(), store));
            }
        }
        Ok(removed)
    }
}

fn is_superseded(store: &dyn Store, key: &Key, only_s3: bool) -> Result<bool, Failure> {
    match only_s3 {
        true => holds_s3(store, key),
        false => store.holds(key),
    }
}

fn left_behind(failure: Failure, store: &dyn Store) -> Error {
    failure.during(
        store.name(),
        "remove the older login (the new one is stored) from",
    )
}
