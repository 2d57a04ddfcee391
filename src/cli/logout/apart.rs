//! Apart: a login of a server's one host that is not the server's: only a bearer token is for all of its hosts.

use super::Context;
use crate::{
    store::{Protection, Store},
    target::{Key, Kind, Target},
    text::word,
    vault::Vault,
};

/// The keys that belong to the same login as the host that was typed.
pub(super) fn narrowed(
    mut keys: Vec<Key>,
    target: &Target,
    vault: &Vault,
    context: &mut Context<'_>,
) -> Vec<Key> {
    let own = Key::stored(target.host().unwrap_or_default());
    let others = target.other_keys(&own);
    if !keys.contains(&own) || others.is_empty() {
        return keys;
    }
    if kind(&own, vault, context).is_some() {
        keys.retain(|key| !is_of(key, &others));
        return keys;
    }
    for other in others {
        if let Some(kind) = kind(&other, vault, context) {
            context.note(&format!(
                "`{other}` has a login of its own ({kind}), which stays; `xauth logout {}` removes it",
                word(other.as_str())
            ));
            keys.retain(|key| !is_of(key, std::slice::from_ref(&other)));
        }
    }
    keys
}

/// Whether it is one of the hosts, or all below one.
fn is_of(key: &Key, hosts: &[Key]) -> bool {
    match key.kind() {
        Kind::Host(name) | Kind::Wildcard(name) => hosts.iter().any(|host| host.as_str() == name),
        Kind::S3(_) | Kind::Path(_) => false,
    }
}

/// The keys that may have the API key of an account.
pub(super) fn of_account(keys: &[Key], vault: &Vault, context: &Context<'_>) -> Vec<Key> {
    let keys = keys
        .iter()
        .filter(|key| kind(key, vault, context).is_none());
    keys.cloned().collect()
}

/// The scheme of the login under `key`, if it is one that is for one host.
fn kind(key: &Key, vault: &Vault, context: &Context<'_>) -> Option<String> {
    vault
        .stores()
        .filter(|store| store.protection() != Protection::ReadOnly)
        .find_map(|store| scheme(store, key, context))
        .filter(|scheme| scheme != "bearer")
}

/// A keychain may ask the person for each secret that is read, so it is not.
fn scheme(store: &dyn Store, key: &Key, context: &Context<'_>) -> Option<String> {
    if store.protection() != Protection::Encrypted {
        let found = store.get(key).ok()??;
        return Some(found.scheme().name().to_owned());
    }
    let is_there = store.holds(key).unwrap_or_default();
    let note = context.notes().get(key).filter(|_| is_there);
    Some(note?.summary?.scheme)
}
