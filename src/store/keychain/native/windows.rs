//! How python-keyring writes to the Windows Credential Manager (`keyring/backends/Windows.py`): the target's name is the
//! service; a second account of the same service has `ACCOUNT@SERVICE`.

use std::collections::HashMap;

use keyring_core::{Entry, Error};

use super::{Shared, failure};
use crate::error::Failure;

/// The entry of an account.
pub(super) fn entry(store: &Shared, service: &str, account: &str) -> Result<Entry, Failure> {
    let target = |name: &str| {
        let modifiers = HashMap::from([("target", name)]);
        store
            .build(service, account, Some(&modifiers))
            .map_err(failure)
    };
    let first = target(service)?;
    match first.get_attributes() {
        Ok(held) if held.get("username").is_some_and(|name| name != account) => {
            target(&format!("{account}@{service}"))
        }
        Ok(_) | Err(Error::NoEntry) => Ok(first),
        Err(error) => Err(failure(error)),
    }
}

/// Says whose entry it is: Python reads no other.
pub(super) fn sign(entry: &Entry, account: &str) -> Result<(), Failure> {
    let signed = HashMap::from([
        ("username", account),
        ("comment", "Stored using python-keyring"),
    ]);
    entry.update_attributes(&signed).map_err(failure)
}

/// The services that begin with `prefix`, and their accounts.
pub(super) fn accounts(store: &Shared, prefix: &str) -> Result<Vec<(String, String)>, Failure> {
    let pattern = format!("(^|@){prefix}");
    let found = store.search(&HashMap::from([("pattern", &*pattern)]));
    let mut accounts = Vec::new();
    for entry in found.map_err(failure)? {
        let attributes = entry.get_attributes().map_err(failure)?;
        let (Some(target), Some(account)) =
            (attributes.get("target_name"), attributes.get("username"))
        else {
            continue;
        };
        let compound = target.strip_prefix(&format!("{account}@"));
        accounts.push((compound.unwrap_or(target).to_owned(), account.clone()));
    }
    Ok(accounts)
}
