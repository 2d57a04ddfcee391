//! `xauth status`: what is stored, where, for whom, until when, and what servers say to it.

mod check;
mod details;
mod rows;
mod show;

use std::collections::BTreeMap;

pub(super) use self::rows::recall;
use self::{
    check::Within,
    rows::{Row, is_handed_on, keys_of, only, read, rows},
};
use super::{context::Context, nearest, renew, report, time, token::candidates, verify::Said};
use crate::{
    error::{Error, Result},
    notes::Note,
    store::{Detail, Summary},
    target::{Target, Typed},
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
    /// Ask the servers which logins they take. Every login that answers is read for that, renewed if it is due, and sent
    /// to its own server; a keychain may ask you to allow it
    #[arg(long)]
    check: bool,
    /// Show only what ends within this time, or has, and is not renewed by itself: `14d`, `12h`; exit with 4 if there is
    /// such a login. With `--check`, also what servers refuse
    #[arg(long, value_name = "TIME")]
    expiring: Option<Within>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
    /// Exit with 0 even if nothing is stored, something expires or expired, or a server refuses it
    #[arg(long)]
    exit_zero: bool,
    /// Of the stores that xauth writes, look in this one alone
    #[arg(long, value_name = "STORE")]
    store: Option<Choice>,
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
        }
        self.look(&mut rows, &vault, &notes, context)?;
        let missing = self.missing(&rows, &targets, &vault)?;
        rows.retain(|row| self.shows(row));
        let text = match self.json {
            true => report::line(show::json(&rows, &failures, context)),
            false => show::text(&rows, context),
        };
        context.ui.out(&text)?;
        context.pass_on(&vault);
        if let Some((store, failure)) = failures.into_iter().next() {
            return Err(failure.during(store.name(), "list"));
        }
        self.conclude(&rows, missing, &targets, context)
    }

    /// Reads what the list does not say and was asked for.
    fn look(
        &self,
        rows: &mut [Row<'_>],
        vault: &Vault,
        notes: &BTreeMap<String, Note>,
        context: &mut Context<'_>,
    ) -> Result<()> {
        if !self.targets.is_empty() {
            rows.iter_mut().try_for_each(|row| read(row, notes))?;
        }
        if self.check {
            check::ask(rows, vault, notes, context)?;
        }
        if self.expiring.is_some() {
            check::read_unread(rows, notes)?;
        }
        if self.details {
            rows.iter_mut()
                .try_for_each(|row| details::read(row, notes))?;
        }
        Ok(())
    }

    /// Whether a row is among those that were asked for.
    fn shows(&self, row: &Row<'_>) -> bool {
        let is_refused = || row.said.as_ref().is_some_and(Said::is_refusal);
        self.expiring
            .is_none_or(|within| within.covers(row) || is_refused())
    }

    /// What was asked for and is not stored.
    fn missing(
        &self,
        rows: &[Row<'_>],
        targets: &[Target],
        vault: &Vault,
    ) -> Result<Option<Error>> {
        if rows.is_empty() && targets.is_empty() && self.expiring.is_none() {
            return Ok(Some(Error::NothingStored));
        }
        for target in targets {
            if answering(rows, target)?.is_none() {
                return Ok(Some(nearest::none_for(target, vault)));
            }
        }
        Ok(None)
    }

    fn conclude(
        &self,
        rows: &[Row<'_>],
        missing: Option<Error>,
        targets: &[Target],
        context: &mut Context<'_>,
    ) -> Result<()> {
        if self.expiring.is_none() {
            check::warn(rows, context);
        }
        let mut refusals = check::refusals(rows, context).into_iter();
        let worst = match self.exit_zero {
            true => None,
            false => missing.or_else(|| refusals.next()),
        };
        check::say(refusals, context);
        if self.exit_zero {
            return Ok(());
        }
        worst.map_or(Ok(()), Err)?;
        if let Some(within) = self.expiring {
            if rows.is_empty() {
                context.note(&format!("nothing expires within {}", within.words()));
            }
            return check::expire(rows, within, context);
        }
        for target in targets {
            if let Some(row) = answering(rows, target)? {
                check_expiry(row, context)?;
            }
        }
        Ok(())
    }
}

/// What answers for a target, or else the first that belongs to it.
fn answering<'r, 'v>(rows: &'r [Row<'v>], target: &Target) -> Result<Option<&'r Row<'v>>> {
    let keys = keys_of(target)?;
    let own: Vec<&Row<'_>> = rows
        .iter()
        .filter(|row| keys.contains(&row.entry.key))
        .collect();
    let answers = candidates(target)?.into_iter().find_map(|candidate| {
        let is_it = |row: &&&Row<'_>| row.entry.key == candidate.key;
        own.iter().find(is_it).copied()
    });
    Ok(answers.or(own.first().copied()))
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
