//! Finding what answers for a URL.

use super::Vault;
use crate::{
    error::{Failure, Result},
    scheme::Credential,
    store::Store,
    target::{Candidate, Key},
};

/// A credential and where it was found.
pub struct Found<'v> {
    /// The key that answered.
    pub key: Key,
    /// The store that holds it.
    pub store: &'v dyn Store,
    /// The credential.
    pub credential: Credential,
}

/// What a search found, and what that hides.
pub struct Search<'v> {
    /// The answer.
    pub found: Option<Found<'v>>,
    /// Keys further down the list, and copies in later stores.
    pub shadowed: Vec<(Key, &'v dyn Store)>,
}

impl Vault {
    /// The credential that answers: the first candidate that any store has, from the first store that has it.
    ///
    /// # Errors
    /// When a store that might hold the answer cannot be read. A keychain that is not on this machine holds nothing.
    pub fn find(&self, candidates: &[Candidate]) -> Result<Option<Found<'_>>> {
        let mut best: Option<(usize, &dyn Store, Credential)> = None;
        for store in self.stores() {
            let before = best
                .as_ref()
                .map_or(candidates.len(), |(position, ..)| *position);
            match store.first(&candidates[..before]) {
                Ok(Some((position, credential))) => best = Some((position, store, credential)),
                Ok(None) => {}
                Err(Failure::Absent(_)) if self.may_lack(store) => {}
                Err(failure) => return Err(failure.during(store.name(), "read")),
            }
        }
        Ok(best.map(|(position, store, credential)| Found {
            key: candidates[position].key.clone(),
            store,
            credential,
        }))
    }

    /// As [`find`](Self::find), with everything that the answer hides.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn search(&self, candidates: &[Candidate]) -> Result<Search<'_>> {
        let found = self.find(candidates)?;
        let mut shadowed = Vec::new();
        if let Some(found) = &found {
            for candidate in candidates {
                for store in self.stores() {
                    let is_answer =
                        candidate.key == found.key && store.name() == found.store.name();
                    if !is_answer && store.holds(&candidate.key).unwrap_or_default() {
                        shadowed.push((candidate.key.clone(), store));
                    }
                }
            }
        }
        Ok(Search { found, shadowed })
    }
}
