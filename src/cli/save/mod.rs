//! Saving a login, one that is typed or one that is imported, with what is remembered of it.

mod beside;
mod channel;

use super::context::Context;
use crate::{
    error::Result,
    notes::Note,
    scheme::Credential,
    store::{Protection, Store, Summary},
    target::{Key, Scope, Target, key::covers},
    vault::{Saved, Superseded, Vault},
};

/// What is to be stored, the credential aside.
pub(super) struct Request {
    pub(super) target: Target,
    pub(super) key: Key,
    pub(super) scope: Scope,
    pub(super) plain_http: bool,
    pub(super) may_replace: bool,
    /// Whether what happens is told as JSON.
    pub(super) is_json: bool,
}

impl Request {
    /// Whether it may be stored, before a server is asked.
    ///
    /// # Errors
    /// A usage error when it would replace a login that was typed for another channel of the host.
    pub(super) fn check(
        &self,
        vault: &Vault,
        credential: &Credential,
        context: &Context<'_>,
    ) -> Result<()> {
        channel::note(self, credential, vault, context).map(drop)
    }

    /// Whether this very credential is what is stored under its key.
    pub(super) fn is_stored(&self, vault: &Vault, credential: &Credential) -> bool {
        channel::is_stored(vault, &self.key, credential)
    }

    /// Only a bearer token is for all hosts of a server that has several keys: another login is for the one that was typed.
    pub(super) fn narrow(&mut self, scheme: &str) {
        let is_for_all = scheme == "bearer";
        let has_more = !self.target.other_keys(&self.key).is_empty();
        if let (false, true, Some(host)) = (is_for_all, has_more, self.target.host()) {
            self.key = Key::stored(host);
        }
    }

    /// Stores the credential, and what belongs to it.
    pub(super) fn save<'v>(
        &self,
        home: (&'v dyn Store, Option<String>),
        vault: &'v Vault,
        credential: &Credential,
        context: &mut Context<'_>,
    ) -> Result<Saved<'v>> {
        let note = channel::note(self, credential, vault, context)?;
        let earlier = self.note_consent(&note, context)?;
        let superseded = self.superseded();
        let bucket = self.target.bare_bucket();
        let superseded = Superseded {
            keys: &superseded,
            bucket: bucket.as_ref(),
        };
        let (store, before) = (home.0, self.before(home.0));
        let saved = vault.save(home, &self.key, credential, superseded);
        // A failure to remove an older copy comes after the new one was stored.
        let is_stored = saved.is_ok() || self.is_stored(vault, credential);
        if let (false, Some(earlier)) = (is_stored, earlier) {
            context.notes().set(&self.key, earlier)?;
        }
        let mut saved = saved?;
        saved.also = match self.complete(store, vault, credential, context) {
            Ok(also) => also,
            Err(error) => {
                self.undo(&saved, before, context);
                return Err(error);
            }
        };
        self.note_down(note, &saved, credential, context);
        Ok(saved)
    }

    /// Remembers what belongs to a login that is stored; a failure is said, and the login stays.
    fn note_down(
        &self,
        mut note: Note,
        saved: &Saved<'_>,
        credential: &Credential,
        context: &mut Context<'_>,
    ) {
        // A keychain's list is described from our notes, because it reads no secrets.
        if saved.store.protection() == Protection::Encrypted {
            note.summary = Some(Summary::from(credential));
        }
        let noted = self.note_beside(&saved.also, &note, context);
        if let Err(error) = noted.and_then(|()| context.notes().set(&self.key, note)) {
            let hint = context
                .notes()
                .damage()
                .map_or("", |_| "; `xauth doctor --fix` puts it aside");
            context.warn(&format!(
                "the login is stored, but not what belongs to it: {}{hint}",
                error.message()
            ));
        }
    }

    /// What is under the key now, where more than that key is to be written: all of them are, or none.
    fn before(&self, home: &dyn Store) -> Option<Option<Credential>> {
        let has_others = !self.target.other_keys(&self.key).is_empty();
        has_others.then(|| home.get(&self.key).ok()).flatten()
    }

    /// Notes whether the login may go over plain http, before it is there: an earlier word must not
    /// hold for the new secret, and a new one that cannot be noted is no login. Returns the earlier note.
    fn note_consent(&self, note: &Note, context: &Context<'_>) -> Result<Option<Note>> {
        let earlier = context.notes().get(&self.key).unwrap_or_default();
        if earlier.plain_http == self.plain_http {
            return Ok(None);
        }
        context.notes().set(&self.key, note.clone())?;
        Ok(Some(earlier))
    }

    /// Keys that would answer before the new one for what it is for.
    pub(super) fn superseded(&self) -> Vec<Key> {
        let mut keys = self.target.forms(|_| false);
        let domain = self.key.as_str().strip_prefix("*.");
        let is_within = |key: &Key| match (domain, key.domain()) {
            (Some(domain), Some(host)) => covers(domain, host),
            _ => self.target.is_bucket(),
        };
        keys.retain(|key| *key != self.key && is_within(key));
        keys
    }
}

/// Where a login is, for people.
pub(super) fn stored_in(
    store: &dyn Store,
    instead_of: Option<&str>,
    context: &Context<'_>,
) -> String {
    let name = context.store_name(store);
    match (store.protection(), instead_of) {
        (Protection::Encrypted, _) => format!("stored in {name}"),
        (_, Some(why)) => format!("stored in {name}, unencrypted ({why})"),
        (_, None) => format!("stored in {name}, unencrypted (as chosen)"),
    }
}
