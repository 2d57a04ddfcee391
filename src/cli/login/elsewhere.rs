//! A login that the environment has: there is nothing to store, and nothing that other tools can be given.

use serde_json::json;

use super::{Context, Request, done::Done, report, verification::Verification};
use crate::{
    error::{Error, Result},
    store::Store,
    vault::{Choice, Saved, Vault},
};

/// Says as JSON that it is the login.
///
/// # Errors
/// A usage error when it was to be stored somewhere, or to be given to tools.
pub(super) fn conclude(
    request: &Request,
    (share, choice): (&[String], Option<Choice>),
    vault: &Vault,
    context: &mut Context<'_>,
) -> Result<()> {
    let store = vault.stores().find(|store| store.name() == "environment");
    let Some(store) = store else { return Ok(()) };
    match choice {
        _ if share.iter().any(|word| word != "none") => {
            let flag = format!("--share {}", share.join(","));
            return Err(unstored(&flag, request, store));
        }
        Some(choice) => {
            let flag = format!("--store {}", choice.name());
            return Err(unstored(&flag, request, store));
        }
        None => {}
    }
    match request.is_json {
        true => print(request, store, context),
        false => Ok(()),
    }
}

fn print(request: &Request, store: &dyn Store, context: &mut Context<'_>) -> Result<()> {
    let Some(key) = store.get(&request.key).ok().flatten() else {
        return Ok(());
    };
    let mut also = request.target.other_keys(&request.key);
    also.retain(|other| store.holds(other).unwrap_or_default());
    let saved = Saved {
        store,
        instead_of: None,
        also,
        removed: Vec::new(),
        unchecked: Vec::new(),
    };
    let done = Done {
        request,
        credential: &key,
        verification: &Verification::needless(),
        saved: &saved,
    };
    let mut value = done.json(context);
    value["tools"] = json!([]);
    context.ui.out(&report::line(value))
}

fn unstored(flag: &str, request: &Request, store: &dyn Store) -> Error {
    let (variable, target) = (store.place(), &request.target);
    Error::usage(
        format!("`{flag}` is for a login that is stored, and this one is in `{variable}` alone"),
        format!("printenv {variable} | xauth login {target} {flag} --token -"),
    )
}
