//! Asking about stored logins, all side by side.

use std::{collections::BTreeMap, time::Duration};

use tokio::time::{Instant, timeout_at};

use super::{
    Context, Remedy, many, own_client,
    shelf::Shelf,
    stored::{Case, Said},
    subject,
};
use crate::{
    cli::{renew, time},
    error::{Error, Failure, Result},
    http::{self, Client, Grace},
    known::KNOWN,
    notes::Note,
    scheme::Credential,
    store::{Protection, Store, Summary},
    target::Key,
    text::redact_url,
    vault::{Found, Vault},
    verify::{Subject, Verdict, can_ask, nothing_to_ask, verify},
};

/// How long all of it may take.
const WHOLE: Duration = Duration::from_secs(60);
/// How long renewals are begun: each may take half a minute, and none is broken off, since its tokens would be lost.
const RENEWING: Duration = Duration::from_secs(30);

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
    let start = Instant::now();
    let mut reader = Reader {
        vault,
        shelf: Shelf::default(),
        silent: Vec::new(),
        until: start + RENEWING,
    };
    let ready = cases.into_iter().map(|case| reader.read(case, context));
    let ready: Vec<_> = ready.collect::<Result<_>>()?;
    let none = Note::default();
    let env = context.env;
    let asked = ready.iter().flatten().map(|found| {
        let note = notes.get(found.key.as_str()).unwrap_or(&none);
        subject(&found.key, &found.credential, None, note, env)
    });
    let asked: Vec<_> = asked.collect();
    let mut verdicts = ask(&asked, &client, start + WHOLE, context)?.into_iter();
    drop(asked);
    let said = ready.into_iter().map(|ready| match ready {
        Ok(found) => {
            let verdict = verdicts.next().unwrap_or_else(too_late);
            said(&found, verdict, context)
        }
        Err(said) => said,
    });
    Ok(said.collect())
}

/// The verdicts on all of them; a login that is stored for several hosts of a server is asked about once.
fn ask(
    asked: &[Subject<'_>],
    client: &Client,
    end: Instant,
    context: &mut Context<'_>,
) -> Result<Vec<Verdict>> {
    if !asked.iter().any(can_ask) {
        return Ok(asked.iter().map(nothing_to_ask).collect());
    }
    let is_new = |at: &usize| first_of(asked, *at) == *at;
    let firsts: Vec<usize> = (0..asked.len()).filter(is_new).collect();
    let own = asked.iter().map(|subject| own_client(subject, context));
    let own: Vec<_> = own.collect();
    let verdicts = context.runner.run(Grace::None, async {
        let waiting = context.ui.wait("asking the servers");
        let work = firsts.iter().map(|at| async {
            let client = own[*at].as_ref().unwrap_or(client);
            let answer = timeout_at(end, verify(client, &asked[*at])).await;
            answer.unwrap_or_else(|_| too_late())
        });
        let told = |count| {
            // Where nothing turns, nobody counts along.
            let _ = waiting.show(&format!("asking the servers: {count} of {}", firsts.len()));
        };
        Ok(many::all(work, told).await)
    })?;
    let verdict = |at: usize| {
        let first = firsts.binary_search(&first_of(asked, at));
        first.map_or_else(|_| too_late(), |first| verdicts[first].clone())
    };
    Ok((0..asked.len()).map(verdict).collect())
}

/// Where the first of the subjects is that is the same login as the one at `at`.
fn first_of(asked: &[Subject<'_>], at: usize) -> usize {
    let key = asked[at].key.as_str();
    let Some(row) = KNOWN.iter().find(|row| row.keys.contains(&key)) else {
        return at;
    };
    let is_same = |one: &Subject<'_>| {
        row.keys.contains(&one.key.as_str()) && one.credential == asked[at].credential
    };
    asked[..at].iter().position(is_same).unwrap_or(at)
}

fn said(found: &Found<'_>, verdict: Verdict, context: &Context<'_>) -> Said {
    let remedy = match verdict {
        Verdict::Rejected { status, .. } => Some(Remedy::of(
            &found.key,
            found.store,
            &found.credential,
            Some(status),
            context,
        )),
        _ => None,
    };
    Said::Answered {
        verdict,
        summary: Summary::from(&found.credential),
        remedy,
    }
}

/// What reads entries, and renews those that are due.
struct Reader<'a, 'v> {
    vault: &'a Vault,
    shelf: Shelf<'v>,
    /// The token endpoints that gave no answer, and are not asked again.
    silent: Vec<String>,
    /// When no renewal is begun any more.
    until: Instant,
}

impl<'v> Reader<'_, 'v> {
    fn read(
        &mut self,
        case: Case<'v>,
        context: &mut Context<'_>,
    ) -> Result<Result<Found<'v>, Said>> {
        let Case { key, store } = case;
        let credential = match self.shelf.get(&key, store) {
            Ok(Some(credential)) => credential,
            Ok(None) => return Ok(Err(gone(&key))),
            Err(failure) => return Ok(Err(unread(failure, store))),
        };
        let found = Found {
            key,
            store,
            credential,
        };
        match store.protection() {
            Protection::ReadOnly => Ok(Ok(found)),
            _ => self.renewed(found, context),
        }
    }

    fn renewed(
        &mut self,
        mut found: Found<'v>,
        context: &mut Context<'_>,
    ) -> Result<Result<Found<'v>, Said>> {
        let endpoint = endpoint(&found.credential);
        let is_silent = endpoint
            .as_ref()
            .is_some_and(|one| self.silent.contains(one));
        if let (Some(endpoint), true) = (&endpoint, is_silent || Instant::now() > self.until) {
            let end = found.credential.scheme().expires_at();
            // A server would refuse what is over only because it was not renewed.
            return Ok(match end.is_some_and(time::is_past) {
                true => Err(Said::Failed(unanswered(endpoint))),
                false => Ok(found),
            });
        }
        match renew::for_check(&mut found, self.vault, context) {
            Ok(()) => Ok(Ok(found)),
            Err(Error::Interrupted) => Err(Error::Interrupted),
            Err(error @ Error::Over { .. }) => Ok(Err(Said::Over(error))),
            Err(error) => {
                if let Error::Network { .. } = error {
                    self.silent.extend(endpoint);
                }
                Ok(Err(Said::Failed(error)))
            }
        }
    }
}

/// Where a login is renewed, if it can be.
fn endpoint(credential: &Credential) -> Option<String> {
    match credential {
        Credential::OAuth(login) => Some(login.token_endpoint().to_owned()),
        _ => None,
    }
}

fn unanswered(endpoint: &str) -> Error {
    Error::Network {
        server: redact_url(endpoint),
        source: http::Failure::TimedOut(RENEWING),
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
