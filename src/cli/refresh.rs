//! `xauth refresh`: OAuth logins are renewed now, for a script that wants to be sure of the next hour.

use serde_json::{Value, json};

use super::{context::Context, nearest, renew, report, time, token::candidates};
use crate::{
    error::{Error, Failure, Result},
    scheme::Credential,
    store::{Protection, Store},
    target::{Key, Typed},
    vault::{Choice, Due, Found, Reach, Renewed, Vault},
};

/// Renew OAuth logins: new access tokens, without a person
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Refresh {
    /// A URL, a host, `*.DOMAIN`, or a channel's name
    #[arg(
        value_name = "HOST|URL|CHANNEL",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    target: Option<Typed>,
    /// Renew every OAuth login
    #[arg(long)]
    all: bool,
    /// Only what has less time left than this: `90s`, `10m`, `12h`, `7d`
    #[arg(long, value_name = "TIME")]
    if_expiring: Option<Within>,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
    /// Of the stores that xauth writes, look in this one alone
    #[arg(long, value_name = "STORE")]
    store: Option<Choice>,
}

const EXAMPLES: &str = "\
Examples:
  xauth refresh prefix.dev
  xauth refresh --all --if-expiring 10m";

#[derive(Clone, Copy, Debug)]
struct Within(i64);

impl std::str::FromStr for Within {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let seconds = time::seconds(text).and_then(|seconds| i64::try_from(seconds).ok());
        seconds
            .map(Self)
            .ok_or_else(|| "it takes a time such as `90s` or `10m`".into())
    }
}

/// What became of one login.
struct Outcome {
    key: Key,
    store: &'static str,
    by_us: bool,
    expires_at: Option<i64>,
}

impl Refresh {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let vault = context.vault(self.store, Reach::Chosen)?;
        let found = match &self.target {
            Some(typed) => vec![self.one(typed, &vault, context)?],
            None => all(&vault)?,
        };
        let (mut done, mut failed) = (Vec::new(), Vec::new());
        for found in &found {
            if self.is_passed_over(found) {
                continue;
            }
            match self.renewed(found, &vault, context) {
                Ok(renewed) => done.push(outcome(found, &renewed.credential, renewed.by_us)),
                Err(Error::Interrupted) if !done.is_empty() => {
                    let error = Error::Stopped("what was renewed before is stored");
                    failed.push((found.key.clone(), error));
                    break;
                }
                Err(error @ Error::Interrupted) => return Err(error),
                Err(error) => failed.push((found.key.clone(), error)),
            }
        }
        self.report(&done, failed, context)?;
        context.pass_on(&vault);
        Ok(())
    }

    /// A login that nothing renews is no matter while it is good.
    fn is_passed_over(&self, found: &Found<'_>) -> bool {
        let within = self.if_expiring.map_or(0, |within| within.0);
        !is_renewable(found) && !is_short(found, within)
    }

    fn renewed(
        &self,
        found: &Found<'_>,
        vault: &Vault,
        context: &mut Context<'_>,
    ) -> Result<Renewed> {
        let due = match self.if_expiring {
            Some(within) => Due::Within(within.0),
            None => Due::Now,
        };
        let is_due = self
            .if_expiring
            .is_none_or(|within| is_short(found, within.0));
        match () {
            () if !is_renewable(found) => Err(not_renewable(found, context)),
            () if is_due && context.offline => Err(Error::Offline("renewing a login")),
            () => renew::now(found, vault, due, context),
        }
    }

    fn one<'v>(&self, typed: &Typed, vault: &'v Vault, context: &Context<'_>) -> Result<Found<'v>> {
        let target = context.target(typed)?;
        let found = vault.find(&candidates(&target)?)?;
        let found = found.ok_or_else(|| nearest::none_for(&target, vault))?;
        match is_renewable(&found) {
            true => Ok(found),
            false => Err(not_renewable(&found, context)),
        }
    }

    fn report(
        &self,
        done: &[Outcome],
        failed: Vec<(Key, Error)>,
        context: &mut Context<'_>,
    ) -> Result<()> {
        for outcome in done {
            let what = if outcome.by_us {
                "is renewed"
            } else {
                "is good already"
            };
            let until = outcome
                .expires_at
                .map(|at| format!(": its token expires {}", time::relative(at)));
            context.note(&format!(
                "`{}` {what}{}",
                outcome.key,
                until.unwrap_or_default()
            ));
        }
        if done.is_empty() && failed.is_empty() {
            context.note("there is no OAuth login that can be renewed");
        }
        if self.json {
            context.ui.out(&report::line(json_of(done, &failed)))?;
        }
        let mut failed = failed.into_iter();
        let Some((_, first)) = failed.next() else {
            return Ok(());
        };
        failed.for_each(|(key, error)| {
            context.warn(&format!("`{key}` was not renewed: {}", error.message()));
        });
        Err(first)
    }
}

fn is_renewable(found: &Found<'_>) -> bool {
    found.credential.is_refreshable() && found.store.protection() != Protection::ReadOnly
}

/// Whether it has less time left than that, in seconds.
fn is_short(found: &Found<'_>, within: i64) -> bool {
    let expires_at = found.credential.scheme().expires_at();
    expires_at.is_some_and(|at| at.saturating_sub(time::now()) < within)
}

fn not_renewable(found: &Found<'_>, context: &Context<'_>) -> Error {
    let scheme = found.credential.scheme().describe();
    Error::Over {
        key: found.key.to_string(),
        why: format!("it is {scheme} without a refresh token"),
        command: renew::again(&found.key, &found.credential, context),
    }
}

/// Every OAuth login in the stores that we write.
fn all(vault: &Vault) -> Result<Vec<Found<'_>>> {
    let mut found: Vec<Found<'_>> = Vec::new();
    for (store, listing) in vault.list() {
        if store.protection() == Protection::ReadOnly {
            continue;
        }
        let entries = listing.map_err(|failure| failure.during(store.name(), "list"))?;
        for entry in entries {
            let is_known = found.iter().any(|known| known.key == entry.key);
            if let (false, Some(login)) = (is_known, login(store, &entry.key)?) {
                found.push(Found {
                    key: entry.key,
                    store,
                    credential: login,
                });
            }
        }
    }
    Ok(found)
}

fn login(store: &dyn Store, key: &Key) -> Result<Option<Credential>> {
    match store.get(key) {
        Ok(Some(credential @ Credential::OAuth(_))) => Ok(Some(credential)),
        Ok(_) | Err(Failure::Unsupported { .. }) => Ok(None),
        Err(failure) => Err(failure.during(store.name(), "read")),
    }
}

fn outcome(found: &Found<'_>, credential: &Credential, by_us: bool) -> Outcome {
    Outcome {
        key: found.key.clone(),
        store: found.store.name(),
        by_us,
        expires_at: credential.scheme().expires_at(),
    }
}

fn json_of(done: &[Outcome], failed: &[(Key, Error)]) -> Value {
    let done = done.iter().map(|outcome| {
        json!({
            "key": outcome.key.as_str(),
            "store": outcome.store,
            "renewed": outcome.by_us,
            "expires_at": outcome.expires_at.and_then(time::rfc3339),
        })
    });
    let failed = failed
        .iter()
        .map(|(key, error)| json!({ "key": key.as_str(), "message": error.message() }));
    json!({ "logins": done.collect::<Value>(), "failed": failed.collect::<Value>() })
}
