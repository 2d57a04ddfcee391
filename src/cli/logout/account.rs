//! What a logout from an Anaconda account takes beside our own copies, and what it cannot end.

use super::Context;
use crate::{
    anaconda::{Site, keyring::newest_name, site::keys_of},
    cli::{anaconda_auth, time},
    error::Failure,
    scheme::Credential,
    store::{Protection, Store},
    target::Key,
    tool::{Hands, Slot, Taken, slot::Wish},
    vault::{Removed, Vault},
};

/// The store that reads what anaconda-auth has.
const STORE: &str = "anaconda";

/// Takes the keys of `chosen` out of anaconda-auth's own place, whoever put them there: it is what its own logout does,
/// but for the tokens of organisations, which stay.
pub(super) fn take(chosen: &[Key], context: &mut Context<'_>) -> Vec<Taken> {
    let held = match anaconda_auth::api_keys(chosen, context) {
        Ok(held) => held,
        Err(failure) => {
            if !anaconda_auth::sites(chosen, context).is_empty() {
                context.warn(&format!(
                    "what anaconda-auth has could not be read: {failure}"
                ));
            }
            return Vec::new();
        }
    };
    let shares = context.shares();
    // Whoever cannot be kept from changing it meanwhile is no reason to leave it there.
    let _lock = (!held.is_empty()).then(|| shares.hold().ok());
    let held = held.into_iter().map(|held| held.slot);
    held.map(|slot| clear(slot, chosen, shares.hands()))
        .collect()
}

fn clear(slot: Slot, chosen: &[Key], hands: &Hands) -> Taken {
    let mut taken = nothing(&slot, chosen);
    match slot.change(hands, &mut |_| Wish::Clear) {
        Ok(()) => taken.gone.push(slot),
        Err(failure) => taken.failed.push((slot, failure)),
    }
    taken
}

fn nothing(slot: &Slot, chosen: &[Key]) -> Taken {
    let keys = match slot {
        Slot::AnacondaKey { domain, .. } => keys_of(newest_name(domain)),
        _ => Vec::new(),
    };
    let key = keys.into_iter().find(|key| chosen.contains(key));
    Taken {
        tool: "anaconda".into(),
        key: key.unwrap_or_else(|| Key::stored("anaconda.com")),
        gone: Vec::new(),
        kept: Vec::new(),
        left: Vec::new(),
        failed: Vec::new(),
    }
}

/// Says that the tokens of organisations are still there, and what removes them.
pub(super) fn note_organisations(chosen: &[Key], context: &mut Context<'_>) {
    let slots = anaconda_auth::organisation_tokens(chosen, context);
    if let Some(slot) = slots.first() {
        let (place, _) = slot.describe();
        let place = match slot.path() {
            Some(path) => context.env.shorten(path),
            None => place,
        };
        context.note(&format!(
            "anaconda-auth keeps the tokens of organisations in {place}; `anaconda token uninstall --all` removes them"
        ));
    }
}

/// How a copy goes that we only read.
pub(super) fn by_hand(left: &Removed<'_>) -> String {
    match left.store.name() {
        STORE => "`anaconda token uninstall --all` removes the tokens of organisations".into(),
        _ => format!("take it out of `{}` by hand", left.store.place()),
    }
}

/// A key that is good after the logout, too: Anaconda has no request that ends one.
pub(super) struct Lasting {
    expires_at: Option<i64>,
    page: String,
}

impl Lasting {
    /// The key that one of `chosen` has now, or that anaconda-auth has.
    pub(super) fn of(vault: &Vault, chosen: &[Key], context: &Context<'_>) -> Option<Self> {
        let domain = anaconda_auth::sites(chosen, context).into_iter().next()?;
        let keys = keys_of(&domain);
        let ours = vault
            .stores()
            .filter(|store| store.protection() != Protection::ReadOnly)
            .find_map(|store| keys.iter().find_map(|key| expiry(store, key, context)));
        let theirs = || {
            let key = anaconda_auth::api_key(keys.first()?, context)?;
            Some(key.scheme().expires_at())
        };
        let expires_at = ours.or_else(theirs)?;
        let is_over = expires_at.is_some_and(time::is_past);
        let site = Site::of(context.env, None, Some(&domain)).ok()?;
        (!is_over).then(|| Self {
            expires_at,
            page: site.keys_page(),
        })
    }

    /// Says it.
    pub(super) fn report(&self, context: &mut Context<'_>) {
        let end = self.expires_at.map(time::relative);
        let end = end.map_or_else(String::new, |end| format!("it expires {end}, or "));
        context.warn(&format!(
            "Anaconda has no request that ends an API key: it takes this one until {end}you delete it at {}",
            self.page
        ));
    }
}

/// When the API key under `key` ends. A keychain may ask the person for each secret that is read, so it is not.
fn expiry(store: &dyn Store, key: &Key, context: &Context<'_>) -> Option<Option<i64>> {
    match store.protection() {
        Protection::Encrypted => {
            let is_there: Result<bool, Failure> = store.holds(key);
            let summary = context.notes().get(key)?.summary?;
            (is_there.ok()? && summary.scheme == "bearer").then_some(summary.expires_at)
        }
        _ => match store.get(key).ok()?? {
            key @ Credential::Bearer(_) => Some(key.scheme().expires_at()),
            _ => None,
        },
    }
}
