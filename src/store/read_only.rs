//! Read only: stores that others write, each read once into a list.

use super::{Detail, Entry, Protection, Store};
use crate::{error::Failure, scheme::Credential, target::Key};

/// What there was to read. Of a key that was found twice, the first counts.
#[derive(Debug, Default)]
pub struct List {
    pub(super) found: Vec<(Key, Credential)>,
    pub(super) warnings: Vec<String>,
}

impl List {
    pub(super) fn find(&self, key: &Key) -> Option<&Credential> {
        let found = self.found.iter().find(|(stored, _)| stored == key);
        found.map(|(_, credential)| credential)
    }
}

/// A list with a name and a place. That makes it a [`Store`].
pub trait ReadOnly {
    /// The store's name.
    const NAME: &'static str;
    /// Why nothing can be written or removed.
    const REFUSAL: &'static str;

    /// Where it was read, for people.
    fn source(&self) -> String;

    /// What was read.
    fn list(&self) -> &List;
}

impl<S: ReadOnly> Store for S {
    fn name(&self) -> &'static str {
        S::NAME
    }

    fn place(&self) -> String {
        self.source()
    }

    fn protection(&self) -> Protection {
        Protection::ReadOnly
    }

    fn probe(&self) -> Result<(), Failure> {
        Ok(())
    }

    fn get(&self, key: &Key) -> Result<Option<Credential>, Failure> {
        Ok(self.list().find(key).cloned())
    }

    fn holds(&self, key: &Key) -> Result<bool, Failure> {
        Ok(self.list().find(key).is_some())
    }

    fn set(&self, _: &Key, _: &Credential) -> Result<(), Failure> {
        Err(Failure::Refused(S::REFUSAL.into()))
    }

    fn remove(&self, key: &Key) -> Result<bool, Failure> {
        match self.list().find(key) {
            Some(_) => Err(Failure::Refused(S::REFUSAL.into())),
            None => Ok(false),
        }
    }

    fn entries(&self) -> Result<Vec<Entry>, Failure> {
        let entries = self.list().found.iter().map(|(key, credential)| Entry {
            key: key.clone(),
            detail: Detail::Known(credential.into()),
            changed_at: None,
        });
        Ok(entries.collect())
    }

    fn warnings(&self) -> Vec<String> {
        self.list().warnings.clone()
    }
}
