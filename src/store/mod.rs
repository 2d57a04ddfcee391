//! Store: where credentials are kept. One file a store; the trait and what they share are here.

mod anaconda;
mod entry;
mod environment;
pub mod file;
pub mod keychain;
mod memory;
pub(crate) mod netrc;
mod read_only;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

pub use self::{
    anaconda::Anaconda,
    entry::{Detail, Entry, Summary},
    environment::Environment,
    file::File,
    keychain::Keychain,
    memory::Memory,
    netrc::Netrc,
};
use crate::{
    error::Failure,
    scheme::Credential,
    target::{Candidate, Key},
};

/// A place that holds credentials by key.
///
/// Nothing in a store prints, prompts or reads the environment.
pub trait Store {
    /// The name in messages and `--json`: `keychain`, `file`, `environment`, `netrc`, `anaconda`.
    fn name(&self) -> &'static str;

    /// Where it is, for people.
    fn place(&self) -> String;

    /// Who can read and write it.
    fn protection(&self) -> Protection;

    /// Whether it is here and can be used now.
    ///
    /// # Errors
    /// [`Failure::Absent`] when this machine has none; any other failure when it has one that does not work.
    fn probe(&self) -> Result<(), Failure>;

    /// The credential under `key`; `Ok(None)` when there is none.
    ///
    /// # Errors
    /// [`Failure::Unsupported`] for an entry that is there but of no kind we know.
    fn get(&self, key: &Key) -> Result<Option<Credential>, Failure>;

    /// Whether there is anything under `key`, without reading it.
    ///
    /// # Errors
    /// Whatever keeps the store from being searched.
    fn holds(&self, key: &Key) -> Result<bool, Failure>;

    /// The first of `candidates` that this store answers, as its position, with the credential.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    fn first(&self, candidates: &[Candidate]) -> Result<Option<(usize, Credential)>, Failure> {
        for (position, candidate) in candidates.iter().enumerate() {
            if let Some(credential) = accepted(candidate, self.get(&candidate.key))? {
                return Ok(Some((position, credential)));
            }
        }
        Ok(None)
    }

    /// The first of `candidates`, among those before position `before`, that this store answers,
    /// and what it holds of those that come after it.
    ///
    /// # Errors
    /// As [`first`](Self::first).
    fn look(&self, candidates: &[Candidate], before: usize) -> Result<Look, Failure> {
        let first = self.first(&candidates[..before])?;
        let holds = |key: &Key| self.holds(key).unwrap_or_default();
        Ok(Look::of(first, candidates, before, holds))
    }

    /// Puts `credential` under `key`, in place of what was there. After `Ok` it is durable; after an error all is as before.
    ///
    /// # Errors
    /// Whatever keeps the store from being written.
    fn set(&self, key: &Key, credential: &Credential) -> Result<(), Failure>;

    /// Puts `new` under `key` if `old` is what is there; whether `new` is there now.
    ///
    /// # Errors
    /// As [`set`](Self::set).
    fn replace(&self, key: &Key, old: &Credential, new: &Credential) -> Result<bool, Failure> {
        if self.get(key)?.as_ref() != Some(old) {
            return Ok(false);
        }
        self.set(key, new).map(|()| true)
    }

    /// The directory that everyone who uses this store shares, where it is kept in one.
    fn directory(&self) -> Option<PathBuf> {
        None
    }

    /// The files that it is kept in, if it is in files.
    fn files(&self) -> &[PathBuf] {
        &[]
    }

    /// Whether `path` leads to one of its files.
    fn is_in(&self, path: &Path) -> bool {
        let mut files = self.files().iter();
        files.any(|file| file::are_one(file, path))
    }

    /// Takes every copy under `key` away; `Ok(false)` when there was none.
    ///
    /// # Errors
    /// Also when the store cannot be checked: `Ok` means that no copy is left.
    fn remove(&self, key: &Key) -> Result<bool, Failure>;

    /// All entries, by key, without reading a secret where the store can do without.
    ///
    /// # Errors
    /// Whatever keeps the store from being listed in full.
    fn entries(&self) -> Result<Vec<Entry>, Failure>;

    /// Every credential of a kind that we know, by key. It reads every secret.
    ///
    /// # Errors
    /// Whatever keeps the store from being read.
    fn credentials(&self) -> Result<HashMap<Key, Credential>, Failure> {
        let mut credentials = HashMap::new();
        for Entry { key, .. } in self.entries()? {
            match self.get(&key) {
                Ok(Some(credential)) => {
                    credentials.insert(key, credential);
                }
                Ok(None) | Err(Failure::Unsupported { .. }) => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(credentials)
    }

    /// What a person should know of the store that kept nothing from working.
    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }
}

/// What a store has of a list of candidates, by their positions.
pub struct Look {
    /// The first that it answers.
    pub first: Option<(usize, Credential)>,
    /// Those that come after it and are held too.
    pub held: Vec<usize>,
}

impl Look {
    fn of(
        first: Option<(usize, Credential)>,
        candidates: &[Candidate],
        before: usize,
        holds: impl Fn(&Key) -> bool,
    ) -> Self {
        let start = first.as_ref().map_or(before, |(position, _)| position + 1);
        let held = (start..candidates.len()).filter(|position| holds(&candidates[*position].key));
        Self {
            held: held.collect(),
            first,
        }
    }
}

/// What a store holds under a candidate's key, if it may answer.
fn accepted(
    candidate: &Candidate,
    held: Result<Option<Credential>, Failure>,
) -> Result<Option<Credential>, Failure> {
    match held {
        // What is of no kind we know is no S3 credential.
        Err(Failure::Unsupported { .. }) if candidate.only_s3 => Ok(None),
        held => Ok(held?.filter(|credential| candidate.accepts(credential))),
    }
}

/// Who can read and write a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Written by us, encrypted by the system.
    Encrypted,
    /// Written by us, readable by whoever can read the user's files.
    Unencrypted,
    /// Read by us, written by others.
    ReadOnly,
}
