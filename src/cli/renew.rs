//! Renew: renewals on the command line: over its network, with its Ctrl-C, and said to the person.

use std::cell::RefCell;

use super::{context::Context, sharing};
use crate::{
    error::{Error, Result},
    http::{Client, Grace},
    renew::{self, Done, Provider, Renewer, Use},
    scheme::{
        Credential,
        oauth::{OAuth, Refused, refresh, revoke},
    },
    target::Key,
    time,
    vault::{Due, Found, Renewed, Vault},
};

/// Renews what was found, if its time is short. What cannot be renewed now stays as it is while it is good, with a warning.
pub(super) fn for_use(
    found: &mut Found<'_>,
    vault: &Vault,
    context: &mut Context<'_>,
) -> Result<()> {
    if let Some(error) = try_to(found, vault, context)? {
        let hint = error.hint().map(|hint| format!("; {hint}"));
        context.warn(&format!(
            "the token was not renewed: {}{}",
            error.message(),
            hint.unwrap_or_default()
        ));
    }
    Ok(())
}

/// The same for who asks whether it is good: one that its provider has ended is not, even if its token lasts some seconds more.
pub(super) fn for_check(
    found: &mut Found<'_>,
    vault: &Vault,
    context: &mut Context<'_>,
) -> Result<()> {
    match try_to(found, vault, context)? {
        Some(error @ Error::Over { .. }) => Err(error),
        _ => Ok(()),
    }
}

/// Renews it if it is due; why it is not renewed, while it is good all the same.
fn try_to(
    found: &mut Found<'_>,
    vault: &Vault,
    context: &mut Context<'_>,
) -> Result<Option<Error>> {
    if context.offline {
        return Ok(None);
    }
    match Online::of(context).renewer().for_use(found, vault)? {
        Use::AsFound => {}
        Use::Renewed(done) => found.credential = tell(done, &found.key, context).credential,
        Use::NotRenewed(error) => return Ok(Some(error)),
    }
    Ok(None)
}

/// Renews what was found when it is due, and remembers what belongs to it.
pub(super) fn now(
    found: &Found<'_>,
    vault: &Vault,
    due: Due,
    context: &mut Context<'_>,
) -> Result<Renewed> {
    let done = Online::of(context).renewer().now(found, vault, due)?;
    Ok(tell(done, &found.key, context))
}

/// Says what was done, and gives the new token to the tools that have the older one.
fn tell(done: Done, key: &Key, context: &mut Context<'_>) -> Renewed {
    if done.renewed.by_us {
        context.detail(&format!("`{key}` was renewed"));
    }
    if let Err(error) = done.noted {
        context.warn(&error.message());
    }
    // Another program may have renewed it, which tells no tool.
    sharing::follow(key, &done.renewed.credential, context);
    done.renewed
}

/// The network of a command, with a client that is made when it is needed.
struct Online<'a, 'c> {
    context: &'a Context<'c>,
    client: RefCell<Option<Client>>,
}

impl<'a, 'c> Online<'a, 'c> {
    fn of(context: &'a Context<'c>) -> Self {
        Self {
            context,
            client: RefCell::default(),
        }
    }

    fn renewer(&self) -> Renewer<'_> {
        Renewer {
            env: self.context.env,
            provider: self,
        }
    }

    fn client(&self, what: &'static str) -> Result<Client> {
        let made = self.client.borrow().clone();
        let client = made.map_or_else(|| self.context.client(what), Ok)?;
        Ok(self.client.borrow_mut().insert(client).clone())
    }
}

impl Provider for Online<'_, '_> {
    fn hold(&self) {
        self.context.runner.hold();
    }

    fn is_interrupted(&self) -> bool {
        self.context.runner.is_interrupted()
    }

    fn rest(&self) {
        self.context.runner.rest();
    }

    fn refresh(&self, login: &OAuth) -> Result<OAuth, Refused> {
        let client = self.client("renewing a login").map_err(Refused::ForNow)?;
        let asked = self.context.runner.run(Grace::Short, async {
            Ok(refresh(&client, login, time::now).await)
        });
        asked.unwrap_or_else(|error| Err(Refused::ForNow(error)))
    }

    fn forsake(&self, orphan: &OAuth) {
        let told = self.client("a logout").and_then(|client| {
            let told = async { Ok(revoke(&client, orphan).await) };
            self.context.runner.run(Grace::None, told)
        });
        drop(told);
    }
}

/// Tells the provider of tokens that a server refuses, so that nobody keeps them.
pub(super) fn forsake(login: &OAuth, context: &Context<'_>) {
    Online::of(context).forsake(login);
}

/// What answers for a URL has expired.
pub(super) fn expired(found: &Found<'_>, at: i64, context: &Context<'_>) -> Error {
    renew::expired(context.env, found, at)
}

/// The command that makes a login anew.
pub(super) fn again(key: &Key, credential: &Credential, context: &Context<'_>) -> String {
    renew::again(context.env, key, credential)
}
