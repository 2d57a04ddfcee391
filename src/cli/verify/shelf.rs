//! Shelf: what is in stores, each read once however many of its entries are asked for.

use std::{collections::HashMap, ptr};

use crate::{
    error::Failure,
    scheme::Credential,
    store::{Protection, Store},
    target::Key,
};

/// What was read so far.
#[derive(Default)]
pub(super) struct Shelf<'v>(Vec<(&'v dyn Store, HashMap<Key, Credential>)>);

impl<'v> Shelf<'v> {
    /// What `store` has under `key`.
    ///
    /// # Errors
    /// As [`Store::get`].
    pub(super) fn get(
        &mut self,
        key: &Key,
        store: &'v dyn Store,
    ) -> Result<Option<Credential>, Failure> {
        // A keychain may ask about each entry, and has others that nobody wants to know of.
        if store.protection() == Protection::Encrypted {
            return store.get(key);
        }
        match self.all(store).get(key) {
            Some(credential) => Ok(Some(credential.clone())),
            None => store.get(key),
        }
    }

    fn all(&mut self, store: &'v dyn Store) -> &HashMap<Key, Credential> {
        let is_it = |(known, _): &(&dyn Store, _)| {
            known.name() == store.name() && ptr::addr_eq(*known, store)
        };
        let at = self.0.iter().position(is_it).unwrap_or_else(|| {
            // Why it cannot be read is said of the entries.
            self.0
                .push((store, store.credentials().unwrap_or_default()));
            self.0.len() - 1
        });
        &self.0[at].1
    }
}
