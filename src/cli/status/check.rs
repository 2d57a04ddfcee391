//! `status --check`: what servers say to the logins; `status --expiring`: which end soon.

use std::{collections::BTreeMap, str::FromStr};

use super::{
    Context, check_expiry,
    rows::{Row, read},
    time,
};
use crate::{
    cli::verify::{self, Case, Remedy, Said},
    error::{Error, Result},
    notes::Note,
    store::{Detail, Summary},
    vault::Vault,
    verify::Verdict,
};

/// A time from now on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Within(i64);

impl FromStr for Within {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let seconds = time::seconds(text).and_then(|seconds| i64::try_from(seconds).ok());
        seconds
            .map(Self)
            .ok_or_else(|| "it takes a time such as `14d`, `12h` or `90s`".into())
    }
}

impl Within {
    /// In words: `14 days`.
    pub(super) fn words(self) -> String {
        time::words(self.0.unsigned_abs())
    }

    /// Whether a login that answers ends within the time, or has ended, and is not renewed by itself.
    pub(super) fn covers(self, row: &Row<'_>) -> bool {
        ends(row).is_some_and(|at| at.saturating_sub(time::now()) <= self.0)
    }
}

/// When a login ends, if it answers and is not renewed by itself.
fn ends(row: &Row<'_>) -> Option<i64> {
    match &row.entry.detail {
        Detail::Known(Summary {
            expires_at,
            refreshable: false,
            ..
        }) if row.is_active() => *expires_at,
        _ => None,
    }
}

/// Asks the servers about all logins that answer.
pub(super) fn ask(
    rows: &mut [Row<'_>],
    vault: &Vault,
    notes: &BTreeMap<String, Note>,
    context: &mut Context<'_>,
) -> Result<()> {
    let is_asked =
        |row: &Row<'_>| row.is_active() && !matches!(row.entry.detail, Detail::Unsupported(_));
    let cases = rows.iter().filter(|row| is_asked(row)).map(|row| Case {
        key: row.entry.key.clone(),
        store: row.store,
    });
    let said = verify::ask_all(cases.collect(), vault, notes, context)?;
    let asked = rows.iter_mut().filter(|row| is_asked(row));
    for (row, said) in asked.zip(said) {
        describe(row, &said);
        row.said = Some(said);
    }
    Ok(())
}

/// What was read of the login, with the server's name for its account if it has none itself.
fn describe(row: &mut Row<'_>, said: &Said) {
    let Said::Answered {
        verdict, summary, ..
    } = said
    else {
        return;
    };
    let known = match &row.entry.detail {
        Detail::Known(known) => known.account.clone(),
        _ => None,
    };
    let mut summary = summary.clone();
    let named = match verdict {
        Verdict::Good { account, .. } => account.clone(),
        _ => None,
    };
    summary.account = known.or(summary.account).or(named);
    row.entry.detail = Detail::Known(summary);
}

/// Reads what the list did not say, so that no login is passed over because nobody looked.
pub(super) fn read_unread(rows: &mut [Row<'_>], notes: &BTreeMap<String, Note>) -> Result<()> {
    let unread = rows
        .iter_mut()
        .filter(|row| row.is_active() && row.entry.detail == Detail::Unread);
    unread.into_iter().try_for_each(|row| read(row, notes))
}

/// The errors for logins that servers refuse, or that are over by their own word.
pub(super) fn refusals(rows: &[Row<'_>], context: &Context<'_>) -> Vec<Error> {
    let refusals = rows.iter().filter_map(|row| {
        let said = row.said.as_ref()?;
        let expired = || check_expiry(row, context).err().filter(|_| said.is_doubt());
        said.refusal(&row.entry.key).or_else(expired)
    });
    refusals.collect()
}

/// Says what is not the error that the run ends with.
pub(super) fn say(errors: impl IntoIterator<Item = Error>, context: &mut Context<'_>) {
    for error in errors {
        let hint = error.hint().map(|hint| format!("; {hint}"));
        context.warn(&format!("{}{}", error.message(), hint.unwrap_or_default()));
    }
}

/// The error for logins that end within the time.
pub(super) fn expire(rows: &[Row<'_>], within: Within, context: &Context<'_>) -> Result<()> {
    let ending: Vec<&Row<'_>> = rows.iter().filter(|row| within.covers(row)).collect();
    let first = ending.iter().min_by_key(|row| ends(row));
    let Some((row, at)) = first.and_then(|row| Some((row, ends(row)?))) else {
        return Ok(());
    };
    let key = &row.entry.key;
    let credential = row.store.get(key).ok().flatten();
    let hint = credential.map(|found| Remedy::of(key, row.store, &found, None, context).text());
    Err(Error::Expiring {
        key: key.to_string(),
        when: time::relative(at),
        count: ending.len(),
        hint,
    })
}

/// Warns of logins that end within a week, without reading any.
pub(super) fn warn(rows: &[Row<'_>], context: &mut Context<'_>) {
    let is_soon = |at: &i64| !time::is_past(*at) && *at - time::now() <= time::SOON;
    let ending = rows
        .iter()
        .filter_map(|row| Some((row, ends(row).filter(is_soon)?)));
    for (row, at) in ending {
        context.warn(&format!(
            "the login for `{}` expires {}, and is not renewed by itself",
            row.entry.key,
            time::relative(at)
        ));
    }
}
