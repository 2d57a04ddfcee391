//! The entries that `xauth status` shows, with what the notes know of them.

use std::collections::BTreeMap;

use super::Context;
use crate::{
    cli::{token::candidates, verify::Said},
    error::{Failure, Result},
    notes::Note,
    scheme::oauth::OAuth,
    store::{Detail, Entry, Protection, Store, Summary},
    target::{Key, Target},
    vault::Vault,
};

/// An entry as it is shown.
pub(super) struct Row<'v> {
    pub(super) entry: Entry,
    pub(super) store: &'v dyn Store,
    /// The store whose entry answers in the place of this one.
    pub(super) shadowed_by: Option<&'static str>,
    pub(super) channel: Option<String>,
    /// The OAuth login, where its details are to be shown.
    pub(super) login: Option<Box<OAuth>>,
    /// What its server says, if it was asked.
    pub(super) said: Option<Said>,
}

impl Row<'_> {
    /// Whether it is what answers for its key.
    pub(super) fn is_active(&self) -> bool {
        self.shadowed_by.is_none()
    }
}

/// Whether an entry that we only read is what we put there for a tool, and no second login.
pub(super) fn is_handed_on(row: &Row<'_>, context: &Context<'_>) -> bool {
    let place = row.store.place();
    let put = || {
        context
            .shares()
            .has_put_into(place.as_ref(), &row.entry.key)
    };
    let is_read = row.store.protection() == Protection::ReadOnly;
    is_read && row.shadowed_by.is_some() && put().unwrap_or_default()
}

/// All entries in the order of the stores, with what the notes know of those that were not read.
pub(super) fn rows<'v>(
    vault: &'v Vault,
    notes: &BTreeMap<String, Note>,
) -> (Vec<Row<'v>>, Vec<(&'v dyn Store, Failure)>) {
    let (mut rows, mut failures) = (Vec::<Row<'v>>::new(), Vec::new());
    let mut starts = Vec::new();
    for (store, listing) in vault.list() {
        let mut entries = match listing {
            Ok(entries) => entries,
            Err(failure) => {
                failures.push((store, failure));
                continue;
            }
        };
        entries.sort_by(|one, other| one.key.cmp(&other.key));
        starts.push(rows.len());
        rows.reserve_exact(entries.len());
        for mut entry in entries {
            let note = notes.get(entry.key.as_str());
            recall(&mut entry, note);
            name(&mut entry, note, store);
            rows.push(Row {
                shadowed_by: first_holder(&rows, &starts, &entry.key),
                channel: note.and_then(|note| note.channel.clone()),
                login: None,
                said: None,
                entry,
                store,
            });
        }
    }
    (rows, failures)
}

/// The store of the first row that has the key. The rows of each store, which start at `starts`, are sorted.
fn first_holder(rows: &[Row<'_>], starts: &[usize], key: &Key) -> Option<&'static str> {
    let ends = starts.iter().skip(1).copied().chain([rows.len()]);
    let mut parts = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| &rows[*start..end]);
    parts.find_map(|part| {
        let found = part.binary_search_by(|row| row.entry.key.cmp(key)).ok()?;
        Some(part[found].store.name())
    })
}

/// Takes the description from the note, if the entry was not changed since.
pub(in crate::cli) fn recall(entry: &mut Entry, note: Option<&Note>) {
    let Some(note) = note else {
        return;
    };
    let is_same = entry
        .changed_at
        .is_none_or(|changed| is_same(changed, note));
    if let (Detail::Unread, Some(summary), true) = (&entry.detail, &note.summary, is_same) {
        entry.detail = Detail::Known(summary.clone());
    }
    // rattler drops the account when it renews an entry.
    if let (Detail::Known(summary), Some(facts)) = (&mut entry.detail, &note.oauth)
        && summary.account.is_none()
        && summary.scheme == "oauth"
    {
        summary.account.clone_from(&facts.account);
    }
}

/// Adds the account that the server named, if the login is still the one that it was said of.
fn name(entry: &mut Entry, note: Option<&Note>, store: &dyn Store) {
    let (Some(note), Detail::Known(summary)) = (note, &mut entry.detail) else {
        return;
    };
    let Some(told) = &note.told else {
        return;
    };
    let is_about_it = match store.protection() {
        Protection::Encrypted => entry
            .changed_at
            .is_none_or(|changed| is_same(changed, note)),
        // What the list of such a store says, it has read.
        _ => matches!(store.get(&entry.key), Ok(Some(credential)) if told.is_about(&credential)),
    };
    if is_about_it {
        told.add_to(summary);
    }
}

/// Whether an entry was not changed since it was noted.
fn is_same(changed: i64, note: &Note) -> bool {
    changed.abs_diff(note.stored_at) <= 2
}

/// The keys that belong to a target: all its forms, and what answers for it.
pub(super) fn keys_of(target: &Target) -> Result<Vec<Key>> {
    let mut keys = target.forms(|_| false);
    keys.extend(
        candidates(target)?
            .into_iter()
            .map(|candidate| candidate.key),
    );
    Ok(keys)
}

pub(super) fn only<'v>(rows: Vec<Row<'v>>, targets: &[Target]) -> Result<Vec<Row<'v>>> {
    let mut keys = Vec::new();
    for target in targets {
        keys.extend(keys_of(target)?);
    }
    Ok(rows
        .into_iter()
        .filter(|row| keys.contains(&row.entry.key))
        .collect())
}

/// Reads the credential of an entry that the list did not describe.
pub(super) fn read(row: &mut Row<'_>, notes: &BTreeMap<String, Note>) -> Result<()> {
    let is_read = matches!(row.entry.detail, Detail::Known(_) | Detail::Unsupported(_))
        && row.entry.changed_at.is_none();
    if is_read {
        return Ok(());
    }
    match row.store.get(&row.entry.key) {
        Ok(Some(credential)) => {
            let mut summary = Summary::from(&credential);
            let note = notes.get(row.entry.key.as_str());
            let told = note.and_then(|note| note.told.as_ref());
            let told = told.filter(|told| told.is_about(&credential));
            if let Some(told) = told {
                told.add_to(&mut summary);
            }
            row.entry.detail = Detail::Known(summary);
        }
        Ok(None) => {}
        Err(Failure::Unsupported { what, .. }) => row.entry.detail = Detail::Unsupported(what),
        Err(failure) => return Err(failure.during(row.store.name(), "read")),
    }
    Ok(())
}
