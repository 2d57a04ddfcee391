//! Facts: what the checks look at, gathered once.

use std::collections::BTreeMap;

use super::online::Answer;
use crate::{
    cli::{context::Context, status},
    env::Env,
    error::Result,
    notes::Note,
    store::{Entry, File, Protection, Store, keychain::Patience},
    vault::{Choice, Listing, Reach, Vault},
};

/// The variable that names the only store.
pub(super) const AUTH_FILE: &str = "RATTLER_AUTH_FILE";

/// What the checks look at.
pub(super) struct Facts<'v, 'c> {
    pub(super) context: &'v Context<'c>,
    pub(super) env: &'v Env,
    pub(super) choice: Choice,
    pub(super) vault: &'v Vault,
    pub(super) listings: Vec<Listing<'v>>,
    pub(super) notes: BTreeMap<String, Note>,
    /// What servers say, if they were asked.
    pub(super) answers: Option<&'v [Answer]>,
}

/// All stores of this machine. Nobody is asked to unlock one. A wrong setting is for a check of its own.
pub(super) fn vault(context: &Context<'_>) -> Result<Vault> {
    let open = |choice| Vault::open(context.env, choice, Reach::All, Patience::ALONE);
    open(choice(context)).or_else(|_| open(Choice::File))
}

fn choice(context: &Context<'_>) -> Choice {
    context.choice(None).unwrap_or_default()
}

impl<'v, 'c> Facts<'v, 'c> {
    pub(super) fn gather(
        vault: &'v Vault,
        answers: Option<&'v [Answer]>,
        context: &'v Context<'c>,
    ) -> Self {
        let notes = context.notes().all();
        let mut listings = vault.list();
        for (_, listing) in &mut listings {
            for entry in listing.iter_mut().flatten() {
                status::recall(entry, notes.get(entry.key.as_str()));
            }
        }
        Self {
            context,
            env: context.env,
            choice: choice(context),
            vault,
            listings,
            notes,
            answers,
        }
    }

    /// What is listed, store by store.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'v dyn Store, &Entry)> {
        let listed = self.listings.iter();
        listed.flat_map(|(store, listing)| listing.iter().flatten().map(|entry| (*store, entry)))
    }

    /// The same of the stores that we write.
    pub(super) fn own(&self) -> impl Iterator<Item = (&'v dyn Store, &Entry)> {
        self.entries()
            .filter(|(store, _)| store.protection() != Protection::ReadOnly)
    }

    /// Whether every store that there is was listed, so that what is not listed is nowhere.
    pub(super) fn is_complete(&self) -> bool {
        self.env.path_variable(AUTH_FILE).is_none()
            && self.listings.iter().all(|(_, listing)| listing.is_ok())
    }

    /// The file store.
    pub(super) fn file(&self) -> File {
        file(self.env)
    }
}

/// The file store of an environment.
pub(super) fn file(env: &Env) -> File {
    match env.path_variable(AUTH_FILE) {
        Some(path) => File::at(path),
        None => File::in_home(env.home()),
    }
}
