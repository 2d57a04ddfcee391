//! What a logout tells the login providers: that the tokens are not to be taken any more.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Context;
use crate::{
    error::{Error, Result},
    http::{Client, Grace},
    notes::Note,
    scheme::{
        Credential,
        oauth::{NotRevoked, OAuth, revoke},
    },
    store::{Protection, Store},
    target::Key,
    vault::Vault,
};

/// A login, and what its provider did.
pub(super) struct Told {
    key: Key,
    result: Result<(), NotRevoked>,
}

/// Tells the providers of the logins under `keys`, all at once. What they do keeps nothing from being removed.
///
/// # Errors
/// When the person interrupts it, or the network cannot be set up; nothing is removed then.
pub(super) fn all(
    vault: &Vault,
    keys: &[Key],
    no_revoke: bool,
    context: &mut Context<'_>,
) -> Result<Vec<Told>> {
    if no_revoke {
        return Ok(Vec::new());
    }
    let logins = logins(vault, keys, &context.notes().all());
    if logins.is_empty() {
        return Ok(Vec::new());
    }
    if context.offline {
        context.warn(
            "the provider is not asked to revoke the tokens (`--offline`): the server takes them until they expire",
        );
        return Ok(Vec::new());
    }
    let client = context.client("a logout")?;
    let told = context.runner.run(Grace::None, async {
        let what = "telling the login provider to revoke the tokens";
        let _waiting = context.ui.wait(what);
        Ok(tell(client, logins).await)
    });
    told.map_err(|error| match error {
        Error::Interrupted => Error::Stopped(INTERRUPTED),
        error => error,
    })
}

const INTERRUPTED: &str = "nothing was removed here, but the provider may have revoked the tokens";

async fn tell(client: Client, logins: Vec<(Key, OAuth)>) -> Vec<Told> {
    let mut tasks = tokio::task::JoinSet::new();
    for (key, login) in logins {
        let client = client.clone();
        tasks.spawn(async move {
            let result = revoke(&client, &login).await;
            Told { key, result }
        });
    }
    tasks.join_all().await
}

/// Each OAuth login under the keys, once.
fn logins(vault: &Vault, keys: &[Key], notes: &BTreeMap<String, Note>) -> Vec<(Key, OAuth)> {
    let mut logins: Vec<(Key, OAuth)> = Vec::new();
    for store in vault.stores() {
        if store.protection() == Protection::ReadOnly {
            continue;
        }
        for key in keys.iter().filter(|key| may_be_oauth(store, key, notes)) {
            // A store that cannot be read is said when the removal fails.
            if let Ok(Some(Credential::OAuth(login))) = store.get(key)
                && !logins
                    .iter()
                    .any(|(_, known)| known.has_same_tokens(&login))
            {
                logins.push((key.clone(), *login));
            }
        }
    }
    logins
}

/// A keychain may ask the person for each secret that is read, so one that is known to be of another kind is not.
fn may_be_oauth(store: &dyn Store, key: &Key, notes: &BTreeMap<String, Note>) -> bool {
    let summary = notes
        .get(key.as_str())
        .and_then(|note| note.summary.as_ref());
    store.protection() != Protection::Encrypted
        || summary.is_none_or(|summary| summary.scheme == "oauth")
}

/// Says what the providers did.
pub(super) fn report(told: &[Told], context: &mut Context<'_>) {
    for Told { key, result } in told {
        match result {
            Ok(()) => context.note(&format!("the tokens of `{key}` are revoked")),
            Err(NotRevoked::NoWay) => context.warn(&format!(
                "the provider of `{key}` cannot revoke tokens: the server takes them until they expire"
            )),
            // It is the error that the command ends with.
            Err(NotRevoked::Failed(_)) => {}
        }
    }
}

/// The first login that its provider may still take.
pub(super) fn conclude(told: &[Told]) -> Result<()> {
    let failed = told.iter().find_map(|told| match &told.result {
        Err(NotRevoked::Failed(why)) => Some((&told.key, why)),
        _ => None,
    });
    failed.map_or(Ok(()), |(key, why)| {
        Err(Error::Failed {
            problem: format!(
                "`{key}` was removed here, but the server may still accept its token: {why}"
            ),
            hint: Some("end the session on the provider's website".into()),
            source: None,
        })
    })
}

/// What the providers did, for JSON.
pub(super) fn json_of(told: &[Told]) -> Value {
    let told = told.iter().map(|told| {
        let why = match &told.result {
            Ok(()) => None,
            Err(NotRevoked::NoWay) => Some("the provider cannot revoke tokens"),
            Err(NotRevoked::Failed(why)) => Some(why.as_str()),
        };
        json!({ "key": told.key.as_str(), "revoked": why.is_none(), "message": why })
    });
    told.collect()
}
