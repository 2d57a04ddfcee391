//! Removing credentials from every writable store.

use super::{Vault, holds_s3};
use crate::{
    error::Failure,
    store::{Protection, Store},
    target::Key,
};

/// One copy that was removed.
pub struct Removed<'v> {
    /// The key it was under.
    pub key: Key,
    /// The store it was in.
    pub store: &'v dyn Store,
}

/// What came of a removal.
#[derive(Default)]
pub struct Removal<'v> {
    /// The copies that are gone.
    pub removed: Vec<Removed<'v>>,
    /// The stores that could not be checked or changed, and why.
    pub failed: Vec<(&'v dyn Store, Failure)>,
    /// The read-only stores that still hold one.
    pub read_only: Vec<Removed<'v>>,
}

impl Vault {
    /// Removes every copy under `keys`, and under `bucket` if it is an S3 credential. Goes on past failures.
    pub fn remove(&self, keys: &[Key], bucket: Option<&Key>) -> Removal<'_> {
        let mut removal = Removal::default();
        for store in self.stores() {
            let result = match store.protection() {
                Protection::ReadOnly => {
                    removal.read_only.extend(held(store, keys));
                    Ok(())
                }
                _ => remove_from(store, keys, bucket, &mut removal.removed),
            };
            match result {
                Ok(()) => {}
                Err(Failure::Absent(_)) if self.may_lack(store) => {}
                Err(failure) => removal.failed.push((store, failure)),
            }
        }
        removal
    }
}

fn held<'v>(store: &'v dyn Store, keys: &[Key]) -> Vec<Removed<'v>> {
    let held = keys
        .iter()
        .filter(|key| store.holds(key).unwrap_or_default());
    held.map(|key| Removed {
        key: key.clone(),
        store,
    })
    .collect()
}

fn remove_from<'v>(
    store: &'v dyn Store,
    keys: &[Key],
    bucket: Option<&Key>,
    removed: &mut Vec<Removed<'v>>,
) -> Result<(), Failure> {
    for key in keys {
        if store.remove(key)? {
            let key = key.clone();
            removed.push(Removed { key, store });
        }
    }
    if let Some(key) = bucket
        && holds_s3(store, key)?
        && store.remove(key)?
    {
        let key = key.clone();
        removed.push(Removed { key, store });
    }
    Ok(())
}
