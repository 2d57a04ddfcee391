//! Issued: what a server has just made for a login is stored, or it is said that nobody has it.

use std::cell::RefCell;

use super::{Context, Request, plan::Plan, verification::Verification};
use crate::{
    cli::renew,
    error::{Error, Result},
    known::Server,
    scheme::Credential,
    store::Store,
    target::Key,
    vault::{Saved, Vault},
};

/// Where a login's credential comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The person gave it, or another program had it.
    Given,
    /// A server has just made it, and nobody else has it.
    Issued,
    /// The same, and the person has pressed Ctrl-C since: it is stored, and nobody is asked about it.
    Interrupted,
}

impl Origin {
    /// Whether the credential is stored even if its server refuses it: an API key cannot be given back, and servers may
    /// need a moment to know a new one.
    pub(super) fn is_kept(self, credential: &Credential) -> bool {
        self != Self::Given && matches!(credential, Credential::Bearer(_))
    }

    /// What becomes of a credential that was not stored under `key`.
    pub(super) fn give_up(self, key: &Key, credential: &Credential, context: &mut Context<'_>) {
        match (self, credential) {
            (Self::Given, _) => {}
            (_, Credential::OAuth(login)) => renew::forsake(login, context),
            _ => {
                let page = key
                    .domain()
                    .and_then(Server::of)
                    .map(|server| server.tokens);
                let page = page.map_or_else(String::new, |page| format!(": delete it at {page}"));
                context.warn(&format!(
                    "the new API key is stored nowhere, and is good all the same{page}"
                ));
            }
        }
    }
}

/// Asks about a new login, and stores it.
///
/// # Errors
/// When the server refuses it, and those of the stores.
pub(super) fn store<'v>(
    new: (&Credential, Origin),
    plan: Plan,
    request: &Request,
    (home, vault): ((&'v dyn Store, Option<String>), &'v Vault),
    context: &mut Context<'_>,
) -> Result<(Verification, Saved<'v>)> {
    let (credential, origin) = new;
    let checked = request.check(vault, credential, context);
    let verified = checked.and_then(|()| plan.verify(request, new, context));
    let stored = verified.and_then(|verification| {
        let saved = request.save(home, vault, credential, context)?;
        Ok((verification, saved))
    });
    if stored.is_err() && !request.is_stored(vault, credential) {
        origin.give_up(&request.key, credential, context);
    }
    let (verification, saved) = stored?;
    for key in std::iter::once(&request.key).chain(&saved.also) {
        verification.remember(key, credential, context);
    }
    Ok((verification, saved))
}

/// What a server has made while work was done.
#[derive(Default)]
pub(super) struct Made(RefCell<Option<Credential>>);

impl Made {
    /// From here on Ctrl-C does not lose it.
    pub(super) fn hold(&self, credential: Credential) {
        *self.0.borrow_mut() = Some(credential);
    }

    /// What came of the work, and where that leaves us.
    ///
    /// # Errors
    /// Those of the work, and [`Error::Interrupted`] when nothing was made by then.
    pub(super) fn after(self, ended: Result<Credential>) -> Result<(Credential, Origin)> {
        match (ended, self.0.into_inner()) {
            (Ok(credential), _) => Ok((credential, Origin::Issued)),
            (Err(Error::Interrupted), Some(credential)) => Ok((credential, Origin::Interrupted)),
            (Err(error), _) => Err(error),
        }
    }
}
