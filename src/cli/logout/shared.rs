//! What a logout takes back from other tools.

use super::{Context, Logout};
use crate::{
    cli::sharing,
    error::{Failure, Result},
    store::{Protection, Store},
    target::{Key, Target},
    tool::{Slot, Taken},
    vault::{Reach, Removed},
};

impl Logout {
    /// The keys that another store than the one of the flag has, so that the login itself stays.
    pub(super) fn staying(&self, chosen: &[Key], context: &Context<'_>) -> Result<Vec<Key>> {
        let Some(only) = self.store else {
            return Ok(Vec::new());
        };
        let vault = context.vault(None, Reach::All)?;
        let others = vault.stores().filter(|store| {
            store.protection() != Protection::ReadOnly && store.name() != only.name()
        });
        let others: Vec<_> = others.collect();
        let stays = |key: &&Key| {
            // One that cannot tell may have it.
            let has = |store: &&dyn Store| match store.holds(key) {
                Err(Failure::Absent(_)) => false,
                held => held.unwrap_or(true),
            };
            others.iter().any(has)
        };
        Ok(chosen.iter().filter(stays).cloned().collect())
    }

    /// Takes the logins back from other tools, those too whose copy here is gone already.
    pub(super) fn take_back(
        &self,
        target: Option<&Target>,
        chosen: &[Key],
        staying: &[Key],
        context: &Context<'_>,
    ) -> Result<Vec<Taken>> {
        let taken = || {
            let mut keys = chosen.to_vec();
            let shared = sharing::keys(context)?;
            keys.extend(match target {
                Some(target) => of_target(target, chosen, &shared),
                None if self.all => shared,
                None => Vec::new(),
            });
            keys.retain(|key| !staying.contains(key));
            keys.sort();
            keys.dedup();
            sharing::take(None, &keys, context)
        };
        taken().map_err(sharing::unusable_record)
    }
}

/// The shared keys that a login for the target may have, but for those whose login stays.
fn of_target(target: &Target, chosen: &[Key], shared: &[Key]) -> Vec<Key> {
    let forms = target.forms(|_| false);
    let mut keys = sharing::of_target(target, shared);
    keys.retain(|key| chosen.contains(key) || !forms.contains(key));
    keys
}

/// Adds what was a tool's own, some of which may first have been left as such.
pub(super) fn add_theirs(taken: &mut Vec<Taken>, theirs: Vec<Taken>) {
    let is_gone = |slot: &Slot| theirs.iter().any(|theirs| theirs.gone.contains(slot));
    for taken in taken.iter_mut() {
        taken.left.retain(|slot| !is_gone(slot));
    }
    taken.extend(theirs);
}

/// Whether a copy that we only read was ours, handed to another tool, and is gone since we read it.
pub(super) fn is_taken(left: &Removed<'_>, taken: &[Taken]) -> bool {
    let place = left.store.place();
    let mut gone = taken.iter().flat_map(|taken| &taken.gone);
    gone.any(|slot| slot.answers(place.as_ref(), &left.key))
}
