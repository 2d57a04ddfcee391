//! Stored logins, all asked about side by side.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::{Context, Remedy, many, subject};
use crate::{
    cli::renew,
    error::{Error, Failure, Result},
    http::{self, Grace},
    notes::Note,
    store::{Protection, Store, Summary},
    target::Key,
    vault::{Found, Vault},
    verify::{Verdict, can_ask, nothing_to_ask, verify},
};

/// How long all of it may take.
const WHOLE: Duration = Duration::from_secs(60);

/// An entry that is asked about.
pub(in crate::cli) struct Case<'v> {
    pub(in crate::cli) key: Key,
    pub(in crate::cli) store: &'v dyn Store,
}

/// What there is to say of it.
pub(in crate::cli) enum Said {
    /// What the server said.
    Answered {
        verdict: Verdict,
        /// What was asked about, as it is now.
        summary: Summary,
        /// What to do if it is refused.
        remedy: Remedy,
    },
    /// It is over, says the provider that was to renew it.
    Over(Error),
    /// It could not be read or renewed, so that nobody was asked.
    Failed(Error),
}

impl Said {
    /// What is wrong, if the login is known to be no good.
    pub(in crate::cli) fn refusal(&self, key: &Key) -> Option<Error> {
        match self {
            Self::Answered {
                verdict: Verdict::Rejected { url, status, why },
                remedy,
                ..
            } => Some(Error::Rejected {
                key: key.to_string(),
                url: url.clone(),
                status: *status,
                why: why.clone(),
                hint: remedy.text(),
            }),
            Self::Over(Error::Over { key, why, command }) => Some(Error::Over {
                key: key.clone(),
                why: why.clone(),
                command: command.clone(),
            }),
            _ => None,
        }
    }

    /// Whether the login is known to be no good.
    pub(in crate::cli) fn is_refusal(&self) -> bool {
        match self {
            Self::Answered { verdict, .. } => matches!(verdict, Verdict::Rejected { .. }),
            Self::Over(_) => true,
            Self::Failed(_) => false,
        }
    }

    /// Whether there is no telling.
    pub(in crate::cli) fn is_doubt(&self) -> bool {
        !self.is_refusal() && self.verdict().is_unknown()
    }

    /// What `--json` says of it: `verified`, and `verification`.
    pub(in crate::cli) fn json(&self) -> (Value, Value) {
        let verdict = self.verdict();
        let mut value = super::json(&verdict);
        if let Self::Over(_) = self {
            value["verdict"] = json!("rejected");
        }
        let verified = match verdict {
            Verdict::Good { .. } => json!(true),
            _ if self.is_refusal() => json!(false),
            _ => Value::Null,
        };
        (verified, value)
    }

    /// The verdict, as far as there is one.
    pub(in crate::cli) fn verdict(&self) -> Verdict {
        match self {
            Self::Answered { verdict, .. } => verdict.clone(),
            Self::Over(error) | Self::Failed(error) => Verdict::unasked(&error.message()),
        }
    }
}

/// Reads the entries, renews those that are due, and asks their servers; in the order of the entries.
///
/// # Errors
/// When the network must not be used, and on Ctrl-C.
pub(in crate::cli) fn ask_all(
    cases: Vec<Case<'_>>,
    vault: &Vault,
    notes: &BTreeMap<String, Note>,
    context: &mut Context<'_>,
) -> Result<Vec<Said>> {
    let client = context.client("asking the servers")?;
    let mut ready = Vec::new();
    for case in cases {
        ready.push(read(case, vault, context)?);
    }
    let none = Note::default();
    let env = context.env;
    let asked = ready.iter().filter_map(|ready| {
        let found = ready.as_ref().ok()?;
        let note = notes.get(found.key.as_str()).unwrap_or(&none);
        Some(subject(&found.key, &found.credential, None, note, env))
    });
    let asked: Vec<_> = asked.collect();
    let verdicts = match asked.iter().any(can_ask) {
        false => asked.iter().map(nothing_to_ask).collect(),
        true => context.runner.run(Grace::None, async {
            let waiting = context.ui.wait("asking the servers");
            let end = Instant::now() + WHOLE;
            let work = asked.iter().map(|subject| async {
                let answer = timeout_at(end, verify(&client, subject)).await;
                answer.unwrap_or_else(|_| too_late())
            });
            let told = |count| {
                // Where nothing turns, nobody counts along.
                let _ = waiting.show(&format!("asking the servers: {count} of {}", asked.len()));
            };
            Ok(many::all(work, told).await)
        })?,
    };
    drop(asked);
    let mut verdicts = verdicts.into_iter();
    let said = ready.into_iter().map(|ready| match ready {
        Ok(found) => {
            let verdict = verdicts.next().unwrap_or_else(too_late);
            said(&found, verdict, context)
        }
        Err(said) => said,
    });
    Ok(said.collect())
}

fn said(found: &Found<'_>, verdict: Verdict, context: &Context<'_>) -> Said {
    let status = match verdict {
        Verdict::Rejected { status, .. } => Some(status),
        _ => None,
    };
    Said::Answered {
        verdict,
        summary: Summary::from(&found.credential),
        remedy: Remedy::of(&found.key, found.store, &found.credential, status, context),
    }
}

/// Reads an entry, and renews it if it is due.
fn read<'v>(
    case: Case<'v>,
    vault: &Vault,
    context: &mut Context<'_>,
) -> Result<Result<Found<'v>, Said>> {
    let Case { key, store } = case;
    let credential = match store.get(&key) {
        Ok(Some(credential)) => credential,
        Ok(None) => return Ok(Err(gone(&key))),
        Err(failure) => return Ok(Err(unread(failure, store))),
    };
    let mut found = Found {
        key,
        store,
        credential,
    };
    if store.protection() == Protection::ReadOnly {
        return Ok(Ok(found));
    }
    match renew::for_use(&mut found, vault, context) {
        Ok(()) => Ok(Ok(found)),
        Err(Error::Interrupted) => Err(Error::Interrupted),
        Err(error @ Error::Over { .. }) => Ok(Err(Said::Over(error))),
        Err(error) => Ok(Err(Said::Failed(error))),
    }
}

fn gone(key: &Key) -> Said {
    Said::Failed(Error::NotFound {
        target: key.to_string(),
        alike: None,
    })
}

fn unread(failure: Failure, store: &dyn Store) -> Said {
    Said::Failed(failure.during(store.name(), "read"))
}

fn too_late() -> Verdict {
    Verdict::trouble(None, http::Failure::TimedOut(WHOLE))
}
