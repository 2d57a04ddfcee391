//! `xauth status`: what is stored, where, for whom, until when.

mod details;
mod show;

use std::collections::BTreeMap;

use super::{context::Context, nearest, renew, report, time, token::candidates};
use crate::{
    error::{Error, Failure, Result},
    notes::Note,
    scheme::oauth::OAuth,
    store::{Detail, Entry, Protection, Store, Summary},
    target::{Key, Target, Typed},
    vault::{Choice, Reach, Vault},
};

/// Show what is stored, where, for whom and until when; no secret is read for the list
#[derive(Debug, clap::Args)]
pub(super) struct Status {
    /// Show only what belongs to these hosts, URLs or channels, read from their stores
    #[arg(value_name = "HOST")]
    targets: Vec<Typed>,
    /// Show the provider, the client, the scopes and the endpoints of OAuth logins, too, read from their stores
    #[arg(long)]
    details: bool,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
    /// Exit with 0 even if nothing is stored or something expired
    #[arg(long)]
    exit_zero: bool,
    /// Of the stores that xauth writes, look in this one alone
    #[arg(long, value_name = "STORE")]
    store: Option<Choice>,
}

/// An entry as it is shown.
struct Row<'v> {
    entry: Entry,
    store: &'v dyn Store,
    /// The store whose entry answers in the place of this one.
    shadowed_by: Option<&'static str>,
    channel: Option<String>,
    /// The OAuth login, where its details are to be shown.
    login: Option<Box<OAuth>>,
}

impl Status {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let targets = self.targets.iter().map(|typed| context.target(typed));
        let targets: Vec<Target> = targets.collect::<Result<_>>()?;
        let vault = context.vault(self.store, Reach::Chosen)?;
        let notes = context.notes().all();
        let (mut rows, failures) = rows(&vault, &notes);
        rows.retain(|row| !is_handed_on(row, context));
        if !targets.is_empty() {
            rows = only(rows, &targets)?;
            rows.iter_mut().try_for_each(read)?;
        }
        if self.details {
            rows.iter_mut()
                .try_for_each(|row| details::read(row, &notes))?;
        }
        let text = match self.json {
            true => report::line(show::json(&rows, &failures, context)),
            false => show::text(&rows, context),
        };
        context.ui.out(&text)?;
        context.pass_on(&vault);
        self.conclude(&rows, failures, &targets, &vault, context)
    }

    fn conclude(
        &self,
        rows: &[Row<'_>],
        failures: Vec<(&dyn Store, Failure)>,
        targets: &[Target],
        vault: &Vault,
        context: &Context<'_>,
    ) -> Result<()> {
        if let Some((store, failure)) = failures.into_iter().next() {
            return Err(failure.during(store.name(), "list"));
        }
        if self.exit_zero {
            return Ok(());
        }
        if rows.is_empty() && targets.is_empty() {
            return Err(Error::NothingStored);
        }
        for target in targets {
            let keys = keys_of(target)?;
            let is_own = |row: &&Row<'_>| keys.contains(&row.entry.key);
            let own: Vec<&Row<'_>> = rows.iter().filter(is_own).collect();
            let answers = candidates(target)?.into_iter().find_map(|candidate| {
                let is_it = |row: &&&Row<'_>| row.entry.key == candidate.key;
                own.iter().find(is_it).copied()
            });
            match answers.or(own.first().copied()) {
                Some(row) => check_expiry(row, context)?,
                None => return Err(nearest::none_for(target, vault)),
            }
        }
        Ok(())
    }
}

/// Whether an entry that we only read is what we put there for a tool, and no second login.
fn is_handed_on(row: &Row<'_>, context: &Context<'_>) -> bool {
    let place = row.store.place();
    let put = || {
        context
            .shares()
            .has_put_into(place.as_ref(), &row.entry.key)
    };
    let is_read = row.store.protection() == Protection::ReadOnly;
    is_read && row.shadowed_by.is_some() && put().unwrap_or_default()
}

fn check_expiry(row: &Row<'_>, context: &Context<'_>) -> Result<()> {
    match &row.entry.detail {
        Detail::Known(Summary {
            expires_at: Some(at),
            refreshable: false,
            ..
        }) if time::is_past(*at) => Err(Error::Expired {
            key: row.entry.key.to_string(),
            when: time::relative(*at),
            command: row
                .store
                .get(&row.entry.key)
                .ok()
                .flatten()
                .map(|credential| renew::again(&row.entry.key, &credential, context)),
        }),
        _ => Ok(()),
    }
}

/// All entries in the order of the stores, with what the notes know of those that were not read.
fn rows<'v>(
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
            rows.push(Row {
                shadowed_by: first_holder(&rows, &starts, &entry.key),
                channel: note.and_then(|note| note.channel.clone()),
                login: None,
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
pub(super) fn recall(entry: &mut Entry, note: Option<&Note>) {
    let Some(note) = note else {
        return;
    };
    let is_same = entry
        .changed_at
        .is_none_or(|changed| changed.abs_diff(note.stored_at) <= 2);
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

/// The keys that belong to a target: all its forms, and what answers for it.
fn keys_of(target: &Target) -> Result<Vec<Key>> {
    let mut keys = target.forms(|_| false);
    keys.extend(
        candidates(target)?
            .into_iter()
            .map(|candidate| candidate.key),
    );
    Ok(keys)
}

fn only<'v>(rows: Vec<Row<'v>>, targets: &[Target]) -> Result<Vec<Row<'v>>> {
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
fn read(row: &mut Row<'_>) -> Result<()> {
    let is_read = matches!(row.entry.detail, Detail::Known(_) | Detail::Unsupported(_))
        && row.entry.changed_at.is_none();
    if is_read {
        return Ok(());
    }
    match row.store.get(&row.entry.key) {
        Ok(Some(credential)) => row.entry.detail = Detail::Known((&credential).into()),
        Ok(None) => {}
        Err(Failure::Unsupported { what, .. }) => row.entry.detail = Detail::Unsupported(what),
        Err(failure) => return Err(failure.during(row.store.name(), "read")),
    }
    Ok(())
}
