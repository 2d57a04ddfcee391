//! Beside: the other keys of a server, under which its login is stored, too: together they are its hosts.

use super::{Context, Request};
use crate::{
    error::Result,
    notes::Note,
    scheme::Credential,
    store::Store,
    target::Key,
    vault::{Saved, Superseded, Vault},
};

impl Request {
    /// Stores the login under the server's other keys, where it is not yet; returns them.
    ///
    /// # Errors
    /// Those of the stores; what was stored under the first of the keys stays then.
    pub(in crate::cli) fn complete(
        &self,
        home: &dyn Store,
        vault: &Vault,
        credential: &Credential,
        context: &mut Context<'_>,
    ) -> Result<Vec<Key>> {
        let keys = self.lacking(credential, vault, context);
        for key in &keys {
            vault.save((home, None), key, credential, Superseded::default())?;
        }
        Ok(keys)
    }

    /// The keys that the login belongs under, and is not under. Only a bearer token is for all of a server's hosts:
    /// a login of another kind is for the host that it was typed for, and stays there.
    fn lacking(
        &self,
        credential: &Credential,
        vault: &Vault,
        context: &mut Context<'_>,
    ) -> Vec<Key> {
        let mut keys = match credential {
            Credential::Bearer(_) => self.target.other_keys(&self.key),
            _ => Vec::new(),
        };
        keys.retain(|key| match vault.kept(key) {
            Ok(None) => true,
            Ok(Some(found)) if found.credential == *credential => false,
            Ok(Some(found)) if matches!(found.credential, Credential::Bearer(_)) => true,
            _ if self.may_replace => true,
            kept => {
                let kind = kept.ok().flatten();
                let kind = kind.map_or("an entry that xauth cannot read", |found| {
                    found.credential.scheme().describe()
                });
                context.note(&format!(
                    "`{key}` has a login of its own ({kind}), which stays; `--force` replaces it"
                ));
                false
            }
        });
        keys
    }

    /// Puts back what was there before a login that could not be stored under all of its keys.
    pub(super) fn undo(
        &self,
        saved: &Saved<'_>,
        before: Option<Option<Credential>>,
        context: &mut Context<'_>,
    ) {
        let undone = match before {
            // Of an older copy in another store there is nothing left to put back.
            Some(before) if saved.removed.is_empty() => match before {
                Some(before) => saved.store.set(&self.key, &before).is_ok(),
                None => saved.store.remove(&self.key).is_ok(),
            },
            _ => false,
        };
        if !undone {
            context.warn(&format!(
                "the new login is stored for `{}`, and not for the server's other hosts: log in again",
                self.key
            ));
        }
    }

    /// Remembers of the other keys what is remembered of the first.
    pub(in crate::cli) fn note_beside(
        &self,
        keys: &[Key],
        note: &Note,
        context: &Context<'_>,
    ) -> Result<()> {
        let of_other = || Note {
            channel: None,
            ..note.clone()
        };
        keys.iter()
            .try_for_each(|key| context.notes().set(key, of_other()))
    }
}
