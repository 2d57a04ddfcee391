//! Finding what answers for a URL.

use super::{Choice, Vault};
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
            if before == 0 {
                break;
            }
            let first = self.answered(store, store.first(&candidates[..before]))?;
            if let Some((position, credential)) = first.flatten() {
                best = Some((position, store, credential));
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
        let stores: Vec<&dyn Store> = self.stores().collect();
        let mut best: Option<(usize, usize, Credential)> = None;
        let mut hidden: Vec<(usize, usize)> = Vec::new();
        for (rank, store) in stores.iter().enumerate() {
            let before = best
                .as_ref()
                .map_or(candidates.len(), |(position, ..)| *position);
            let Some(look) = self.answered(*store, store.look(candidates, before))? else {
                continue;
            };
            if let Some((position, credential)) = look.first {
                let beaten = best.replace((position, rank, credential));
                hidden.extend(beaten.map(|(position, rank, _)| (position, rank)));
            }
            hidden.extend(look.held.into_iter().map(|position| (position, rank)));
        }
        hidden.sort_unstable();
        let key = |position: usize| candidates[position].key.clone();
        let shadowed = hidden
            .into_iter()
            .map(|(at, rank)| (key(at), stores[rank]))
            .collect();
        let found = best.map(|(position, rank, credential)| Found {
            key: key(position),
            store: stores[rank],
            credential,
        });
        Ok(Search { found, shadowed })
    }

    /// What the stores that we write hold under `key`.
    ///
    /// # Errors
    /// As [`find`](Self::find). When the file was chosen, a keychain that does not work is none.
    pub fn kept(&self, key: &Key) -> Result<Option<Found<'_>>> {
        for store in self.writable() {
            let held = match self.answered(store, store.get(key)) {
                Err(_) if self.choice == Choice::File && store.name() != self.choice.name() => None,
                held => held?.flatten(),
            };
            if let Some(credential) = held {
                let key = key.clone();
                return Ok(Some(Found {
                    key,
                    store,
                    credential,
                }));
            }
        }
        Ok(None)
    }

    /// Whether it is this very credential that [`kept`](Self::kept) finds; not when nothing can be found out.
    pub fn keeps(&self, key: &Key, credential: &Credential) -> bool {
        let kept = self.kept(key).ok().flatten();
        kept.is_some_and(|kept| kept.credential == *credential)
    }

    /// A store's answer; none from a keychain that this machine does not have.
    fn answered<R>(&self, store: &dyn Store, answer: Result<R, Failure>) -> Result<Option<R>> {
        match answer {
            Ok(answer) => Ok(Some(answer)),
            Err(Failure::Absent(_)) if self.may_lack(store) => Ok(None),
            Err(failure) => Err(failure.during(store.name(), "read")),
        }
    }
}
