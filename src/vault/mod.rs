//! Vault: the ordered stores as one.

mod find;
mod open;
mod remove;
mod renew;
mod save;

use std::str::FromStr;

pub use self::{
    find::{Found, Search},
    open::Reach,
    remove::{Removal, Removed},
    renew::{Asker, Due, NotRenewed, Renewal, Renewed},
    save::{Saved, Superseded},
};
use crate::{
    error::{Failure, Result},
    scheme::Credential,
    store::{Entry, Protection, Store},
    target::Key,
};

/// Which store a login goes to, and which are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Choice {
    /// The keychain if there is one, else the file
    #[default]
    Auto,
    /// The keychain of the operating system
    Keychain,
    /// The JSON file, unencrypted
    File,
}

impl Choice {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Keychain => "keychain",
            Self::File => "file",
        }
    }
}

impl FromStr for Choice {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let all = [Self::Auto, Self::Keychain, Self::File];
        let found = all.into_iter().find(|choice| choice.name() == word);
        found.ok_or_else(|| {
            let word = crate::text::escape(word);
            format!("`{word}` is no store; there are `auto`, `keychain` and `file`")
        })
    }
}

/// The stores, in the order in which they are asked.
pub struct Vault {
    stores: Vec<Box<dyn Store>>,
    choice: Choice,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.stores.iter().map(|store| store.name()).collect();
        f.debug_tuple("Vault").field(&names).finish()
    }
}

/// What one store lists, or why it could not.
pub type Listing<'v> = (&'v dyn Store, Result<Vec<Entry>, Failure>);

impl Vault {
    /// A vault of these stores; logins go where `choice` says.
    pub fn of(stores: Vec<Box<dyn Store>>, choice: Choice) -> Self {
        Self { stores, choice }
    }

    /// The stores, in their order.
    pub fn stores(&self) -> impl Iterator<Item = &dyn Store> {
        self.stores.iter().map(AsRef::as_ref)
    }

    fn writable(&self) -> impl Iterator<Item = &dyn Store> {
        self.stores()
            .filter(|store| store.protection() != Protection::ReadOnly)
    }

    /// Everything that is stored, store by store. A store that this machine does not have lists nothing.
    pub fn list(&self) -> Vec<Listing<'_>> {
        let listing = |store: &'_ dyn Store| match store.entries() {
            Err(Failure::Absent(_)) if self.may_lack(store) => Ok(Vec::new()),
            listing => listing,
        };
        self.stores().map(|store| (store, listing(store))).collect()
    }

    /// A keychain that is not there is no failure, unless it was asked for by name.
    fn may_lack(&self, store: &dyn Store) -> bool {
        !(self.choice == Choice::Keychain && store.name() == Choice::Keychain.name())
    }

    /// The first of the stores in order that has `key`, if any of them can tell.
    pub fn holder(&self, key: &Key) -> Option<&dyn Store> {
        self.stores()
            .find(|store| store.holds(key).unwrap_or_default())
    }

    /// What the stores have to say, each thing once.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings: Vec<String> = self.stores().flat_map(|store| store.warnings()).collect();
        warnings.dedup();
        warnings
    }
}

/// Whether a bucket's credential is under `key`, where a host of the same name may have one of another kind.
fn holds_s3(store: &dyn Store, key: &Key) -> Result<bool, Failure> {
    // What is not there is not read, which would need more of a keychain than a search.
    if !store.holds(key)? {
        return Ok(false);
    }
    match store.get(key) {
        Ok(found) => Ok(matches!(found, Some(Credential::S3(_)))),
        Err(Failure::Unsupported { .. }) => Ok(false),
        Err(failure) => Err(failure),
    }
}
