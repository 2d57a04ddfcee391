//! Renew: a login's tokens are made new before they are used.

use std::time::Duration;

use super::{again, context::Context, sharing, time};
use crate::{
    config::Config,
    error::{Error, Result},
    http::{Client, Grace},
    scheme::{
        Credential, Scheme,
        oauth::{OAuth, Refused, refresh, revoke},
    },
    store::{Protection, Summary},
    target::Key,
    text::word,
    vault::{Asker, Due, Found, NotRenewed, Renewal, Renewed, Vault},
};

/// How long we wait for another process that renews the same login; a request may take 30 s.
const PATIENCE: Duration = Duration::from_secs(45);
/// The same while the token is good.
const IMPATIENCE: Duration = Duration::from_secs(5);

/// Renews what was found, if its time is short. What cannot be renewed now stays as it is while it is good, with a warning.
pub(super) fn for_use(
    found: &mut Found<'_>,
    vault: &Vault,
    context: &mut Context<'_>,
) -> Result<()> {
    let Credential::OAuth(login) = &found.credential else {
        return Ok(());
    };
    let left = login.expires_at().map(|at| at.saturating_sub(time::now()));
    let is_due = left.is_some_and(|left| left < login.margin());
    if !is_due || !login.is_refreshable() || context.offline {
        return Ok(());
    }
    let is_good = left.is_some_and(|left| left > 0);
    let patience = if is_good { IMPATIENCE } else { PATIENCE };
    match attempt(found, vault, (Due::Soon, patience), context) {
        Ok(renewed) => found.credential = renewed.credential,
        Err(why) if is_good && is_bearable(&why) => {
            let error = explain(why, found, context);
            let hint = error.hint().map(|hint| format!("; {hint}"));
            context.warn(&format!(
                "the token was not renewed: {}{}",
                error.message(),
                hint.unwrap_or_default()
            ));
        }
        Err(why) => return Err(explain(why, found, context)),
    }
    Ok(())
}

/// Whether a token that is still good may be used all the same.
fn is_bearable(why: &NotRenewed) -> bool {
    match why {
        NotRenewed::ForNow(error) => !matches!(error, Error::Interrupted),
        NotRenewed::ForGood(_) => true,
        NotRenewed::Gone(_) | NotRenewed::NotStored(_) => false,
    }
}

/// Renews what was found when it is due, and remembers what belongs to it.
pub(super) fn now(
    found: &Found<'_>,
    vault: &Vault,
    due: Due,
    context: &mut Context<'_>,
) -> Result<Renewed> {
    attempt(found, vault, (due, PATIENCE), context).map_err(|why| explain(why, found, context))
}

fn attempt(
    found: &Found<'_>,
    vault: &Vault,
    (due, patience): (Due, Duration),
    context: &mut Context<'_>,
) -> Result<Renewed, NotRenewed> {
    let facts = context.notes().get(&found.key).and_then(|note| note.oauth);
    let mut asker = Asking {
        context,
        client: None,
    };
    let renewal = Renewal {
        due,
        patience,
        facts,
        locks: asker.context.env.state_dir(),
        now: time::now,
        asker: &mut asker,
    };
    let renewed = vault.renew(found, renewal);
    context.runner.rest();
    if let Err(NotRenewed::Gone(Some(orphan))) = &renewed {
        forsake(orphan, context);
    }
    let renewed = renewed?;
    if let (true, Credential::OAuth(login)) = (renewed.by_us, &renewed.credential) {
        context.detail(&format!("`{}` was renewed", found.key));
        remember(found, login, &renewed.credential, context);
    }
    // Another program may have renewed it, which tells no tool.
    sharing::follow(&found.key, &renewed.credential, context);
    Ok(renewed)
}

/// Somebody logged out while we renewed: the provider is told of the tokens that nobody has now.
fn forsake(orphan: &OAuth, context: &Context<'_>) {
    let client = context.client("a logout");
    // There is nobody left to do anything about it if that fails.
    let _ = client.and_then(|client| {
        let told = async { Ok(revoke(&client, orphan).await) };
        context.runner.run(Grace::None, told)
    });
}

/// Asks the provider over the network, with a client that is made when it is needed.
struct Asking<'a, 'c> {
    context: &'a Context<'c>,
    client: Option<Client>,
}

impl Asker for Asking<'_, '_> {
    fn hold(&mut self) {
        self.context.runner.hold();
    }

    fn is_interrupted(&self) -> bool {
        self.context.runner.is_interrupted()
    }

    fn ask(&mut self, login: &OAuth) -> Result<OAuth, Refused> {
        let made = || self.context.client("renewing a login");
        let client = match self.client.take() {
            Some(client) => client,
            None => made().map_err(Refused::ForNow)?,
        };
        let client = self.client.insert(client);
        let asked = self.context.runner.run(Grace::Short, async {
            Ok(refresh(client, login, time::now).await)
        });
        asked.unwrap_or_else(|error| Err(Refused::ForNow(error)))
    }
}

/// Notes what a later run needs; the tokens are stored already.
fn remember(found: &Found<'_>, login: &OAuth, credential: &Credential, context: &mut Context<'_>) {
    let mut note = context.notes().get(&found.key).unwrap_or_default();
    note.oauth = Some(login.remembered());
    note.stored_at = time::now();
    if found.store.protection() == Protection::Encrypted {
        note.summary = Some(Summary::from(credential));
    }
    if let Err(error) = context.notes().set(&found.key, note) {
        context.warn(&error.message());
    }
}

fn explain(why: NotRenewed, found: &Found<'_>, context: &Context<'_>) -> Error {
    match why {
        NotRenewed::ForNow(error) | NotRenewed::NotStored(error) => error,
        NotRenewed::ForGood(why) => Error::Over {
            key: found.key.to_string(),
            why,
            command: again(&found.key, &found.credential, context),
        },
        NotRenewed::Gone(_) => Error::NotFound {
            target: found.key.to_string(),
            alike: None,
        },
    }
}

/// The command that makes good what has expired.
pub(super) fn command(found: &Found<'_>, context: &Context<'_>) -> String {
    match &found.credential {
        Credential::OAuth(login) if login.is_refreshable() => {
            format!("xauth refresh {}", word(found.key.as_str()))
        }
        credential => again(&found.key, credential, context),
    }
}

/// The command that makes a login anew.
pub(super) fn again(key: &Key, credential: &Credential, context: &Context<'_>) -> String {
    let rows = Config::read(context.env).unwrap_or_default().servers;
    match credential {
        Credential::OAuth(login) => {
            let mut login = login.clone();
            let facts = context.notes().get(key).and_then(|note| note.oauth);
            facts.iter().for_each(|facts| login.mend(facts));
            again::command(key, &login, &rows)
        }
        _ => format!("xauth login {}", word(key.as_str())),
    }
}
