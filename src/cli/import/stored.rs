//! What is stored already, compared with what was found.

use super::plan::State;
use crate::{
    cli::save::Request,
    error::{Error, Failure, Result},
    scheme::Credential,
    store::Store,
    target::{Key, Scope, key::lookup},
    vault::Vault,
};

/// What a login is to what is stored. With `only`, what other stores hold does not count.
pub(super) fn state(
    request: &Request,
    credential: &Credential,
    vault: &Vault,
    only: Option<&dyn Store>,
) -> Result<State> {
    let kept = |key: &Key| {
        let found = match only {
            Some(store) => store
                .get(key)
                .map_err(|failure| failure.during(store.name(), "read")),
            None => vault
                .kept(key)
                .map(|found| found.map(|found| found.credential)),
        };
        match found {
            // Of a kind that we do not know: something else.
            Err(Error::Store {
                source: Failure::Unsupported { .. },
                ..
            }) => Ok(Some(false)),
            found => found.map(|found| found.map(|found| found == *credential)),
        }
    };
    for key in answering(request) {
        match kept(&key)? {
            Some(true) => return Ok(State::Same),
            Some(false) if key == request.key => return Ok(State::Differs),
            Some(false) => break,
            None => {}
        }
    }
    let bucket = request.target.bare_bucket();
    for key in request.superseded().iter().chain(&bucket) {
        if kept(key)? == Some(false) {
            return Ok(State::Differs);
        }
    }
    Ok(State::New)
}

/// The store that has the login, under its own key or one that answers for it.
pub(super) fn holder(
    request: &Request,
    credential: &Credential,
    vault: &Vault,
) -> Result<Option<&'static str>> {
    for key in answering(request) {
        if let Some(found) = vault.kept(&key)? {
            let is_it = found.credential == *credential;
            return Ok(is_it.then(|| found.store.name()));
        }
    }
    Ok(None)
}

/// The login's own key, and those that may serve its channel as well.
fn answering(request: &Request) -> Vec<Key> {
    let url = request.target.url();
    let is_channel = request.scope == Scope::Channel;
    let wider = url.filter(|_| is_channel).map(lookup).unwrap_or_default();
    let mut keys = vec![request.key.clone()];
    keys.extend(wider.into_iter().map(|candidate| candidate.key));
    keys
}
