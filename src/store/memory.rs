//! Memory: a store that forgets everything with the process, for programs that keep nothing, and for tests.

use std::{cell::RefCell, collections::BTreeMap};

use super::{Detail, Entry, Protection, Store};
use crate::{error::Failure, scheme::Credential, target::Key};

/// Credentials in memory.
#[derive(Debug, Default)]
pub struct Memory {
    entries: RefCell<BTreeMap<Key, Credential>>,
    broken: Option<&'static str>,
}

impl Memory {
    /// A store that refuses everything, and says `why`.
    pub fn broken(why: &'static str) -> Self {
        Self {
            broken: Some(why),
            ..Self::default()
        }
    }

    fn check(&self) -> Result<(), Failure> {
        self.broken
            .map_or(Ok(()), |why| Err(Failure::Refused(why.into())))
    }
}

impl Store for Memory {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn place(&self) -> String {
        "this process".into()
    }

    fn protection(&self) -> Protection {
        Protection::Unencrypted
    }

    fn probe(&self) -> Result<(), Failure> {
        self.check()
    }

    fn get(&self, key: &Key) -> Result<Option<Credential>, Failure> {
        self.check()?;
        Ok(self.entries.borrow().get(key).cloned())
    }

    fn holds(&self, key: &Key) -> Result<bool, Failure> {
        self.check()?;
        Ok(self.entries.borrow().contains_key(key))
    }

    fn set(&self, key: &Key, credential: &Credential) -> Result<(), Failure> {
        self.check()?;
        let mut entries = self.entries.borrow_mut();
        entries.insert(key.clone(), credential.clone());
        Ok(())
    }

    fn remove(&self, key: &Key) -> Result<bool, Failure> {
        self.check()?;
        Ok(self.entries.borrow_mut().remove(key).is_some())
    }

    fn entries(&self) -> Result<Vec<Entry>, Failure> {
        self.check()?;
        let entries = self.entries.borrow();
        Ok(entries
            .iter()
            .map(|(key, credential)| Entry {
                key: key.clone(),
                detail: Detail::Known(credential.into()),
                changed_at: None,
            })
            .collect())
    }
}
