//! Which keys a logout is about.

use super::{Context, shared::is_taken};
use crate::{
    condarc,
    config::Config,
    error::{Failure, Result},
    store::{Protection, Store},
    target::{Key, Target, Typed, key::covers},
    tool::Taken,
    vault::{Removal, Vault},
};

/// Stores, and why each could not do what it was asked to.
pub(super) type Failures<'v> = Vec<(&'v dyn Store, Failure)>;

/// Every key in the stores that we write, each once, and the stores that could not be listed.
pub(super) fn stored(vault: &Vault) -> (Vec<Key>, Failures<'_>) {
    let (mut keys, mut failures) = (Vec::new(), Vec::new());
    for (store, listing) in vault.list() {
        match listing {
            _ if store.protection() == Protection::ReadOnly => {}
            Ok(entries) => keys.extend(entries.into_iter().map(|entry| entry.key)),
            Err(failure) => failures.push((store, failure)),
        }
    }
    keys.sort();
    keys.dedup();
    (keys, failures)
}

/// Every form of the target; `listed` is all that is stored.
pub(super) fn forms(
    vault: &Vault,
    target: &Target,
    listed: &[Key],
    context: &Context<'_>,
) -> Vec<Key> {
    let mut keys = target.forms(|key| vault.holder(key).is_some());
    keys.extend(row_key(target, context).filter(|key| listed.contains(key)));
    for key in listed {
        let is_form = canonical(key).is_some_and(|canonical| keys.contains(&canonical));
        if is_form && !keys.contains(key) {
            keys.push(key.clone());
        }
    }
    keys
}

/// The key that a login for the target has by a row of the user's own. A config that cannot be read keeps nobody
/// from logging out.
fn row_key(target: &Target, context: &Context<'_>) -> Option<Key> {
    let host = target.host().filter(|_| target.url().is_some())?;
    let rows = Config::read(context.env).unwrap_or_default().servers;
    rows.iter().find_map(|row| row.key_for(host).cloned())
}

/// What a key would be if we had stored it: older versions of pixi kept ports and
/// upper case in their keys, which no tool then finds.
fn canonical(key: &Key) -> Option<Key> {
    if !key.as_str().contains(['.', ':']) {
        return None;
    }
    let typed: Typed = key.as_str().parse().ok()?;
    let target = typed.resolve(condarc::default_alias).ok()?;
    let is_host = target.channel.is_none();
    is_host.then(|| target.forms(|_| false).into_iter().next())?
}

/// Removes the keys, and says nothing of a place that is left where `taken` has it.
pub(super) fn remove<'v>(
    vault: &'v Vault,
    target: Option<&Target>,
    chosen: &[Key],
    (failed, taken): (Failures<'v>, &[Taken]),
) -> Removal<'v> {
    let mut removal = match target {
        Some(target) => vault.remove(chosen, target.bare_bucket().as_ref()),
        None => remove_each(vault, chosen),
    };
    add_failures(&mut removal, failed);
    removal.read_only.retain(|left| !is_taken(left, taken));
    removal
}

/// Forgets what belongs to what is gone.
pub(super) fn forget(removal: &Removal<'_>, staying: &[Key], context: &Context<'_>) -> Result<()> {
    let gone = removal.removed.iter().map(|removed| &removed.key);
    let mut gone = gone.filter(|key| !staying.contains(key));
    gone.try_for_each(|key| context.notes().forget(key))
}

/// Removes each of the keys; goes on past failures, and counts each store's once.
fn remove_each<'v>(vault: &'v Vault, keys: &[Key]) -> Removal<'v> {
    let mut all = Removal::default();
    for key in keys {
        let one = vault.remove(std::slice::from_ref(key), None);
        all.removed.extend(one.removed);
        all.read_only.extend(one.read_only);
        add_failures(&mut all, one.failed);
    }
    all
}

/// Adds the failures of stores that have none yet.
fn add_failures<'v>(removal: &mut Removal<'v>, failures: Failures<'v>) {
    for (store, failure) in failures {
        let mut known = removal.failed.iter();
        if !known.any(|(other, _)| other.name() == store.name()) {
            removal.failed.push((store, failure));
        }
    }
}

/// Says what is still stored for hosts and channels below the target.
pub(super) fn note_below(
    listed: &[Key],
    removal: &Removal<'_>,
    target: &Target,
    context: &mut Context<'_>,
) {
    let forms = target.forms(|_| false);
    let Some(domain) = forms.first().and_then(Key::domain) else {
        return;
    };
    let is_below =
        |key: &Key| !forms.contains(key) && host(key).is_some_and(|host| covers(domain, &host));
    let below: Vec<String> = listed
        .iter()
        .filter(|key| !removal.removed.iter().any(|gone| gone.key == **key))
        .filter(|key| is_below(key))
        .map(|key| format!("`{key}`"))
        .collect();
    if !below.is_empty() {
        context.note(&format!(
            "still stored below `{domain}`: {}",
            below.join(", ")
        ));
    }
}

fn host(key: &Key) -> Option<String> {
    match key.domain() {
        Some(host) => Some(host.to_owned()),
        None => {
            let url = url::Url::parse(key.as_str()).ok()?;
            url.host_str().map(str::to_owned)
        }
    }
}

/// Those that a person picks.
pub(super) fn pick(keys: &[Key], context: &mut Context<'_>) -> Result<Vec<Key>> {
    let options: Vec<String> = keys.iter().map(ToString::to_string).collect();
    let chosen = context.ui.ask_some("Log out of", &options)?;
    if chosen.is_empty() {
        return Err(super::declined());
    }
    Ok(chosen.into_iter().map(|at| keys[at].clone()).collect())
}
