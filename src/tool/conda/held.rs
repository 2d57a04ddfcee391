//! What conda-auth holds: its items in the keychain, and in the file of anaconda-auth.

use std::path::Path;

use url::Url;

use super::record::{self, PREFIX};
use crate::{
    error::Failure,
    secret::Secret,
    tool::{
        Hands, Held, Slot,
        slot::{self, python_json::Members},
    },
};

/// Every login in the keychain.
pub(super) fn in_keychain(hands: &Hands, alias: &Url) -> Result<Vec<Held>, Failure> {
    let keyring = match hands.keyring() {
        Ok(keyring) => keyring,
        Err(_) => return Ok(Vec::new()),
    };
    let items = match keyring.list(PREFIX) {
        Err(Failure::Absent(_)) => return Ok(Vec::new()),
        items => items?,
    };
    let mut held = Vec::new();
    for (service, account) in items {
        if let Some(secret) = keyring.get(&service, &account)? {
            let slot = Slot::Keyring {
                service: service.clone(),
                account: account.clone(),
            };
            held.extend(one(slot, &service, &account, &secret, alias));
        }
    }
    Ok(held)
}

/// Every login in the file of anaconda-auth.
pub(super) fn in_file(path: &Path, alias: &Url) -> Result<Vec<Held>, Failure> {
    let read = |text: &str| Members::read(text).map_err(|damage| damage.in_file(path));
    let services = read(&slot::text(path)?)?;
    let mut held = Vec::new();
    let own = services.iter().filter(|(name, _)| name.starts_with(PREFIX));
    for (service, accounts) in own {
        for (account, secret) in read(accounts)?.iter() {
            let slot = Slot::AnacondaKeyring {
                path: path.to_owned(),
                service: service.to_owned(),
                account: account.to_owned(),
            };
            let secret = serde_json::from_str::<Secret>(secret);
            let secret = secret.unwrap_or_else(|_| Secret::new(""));
            held.extend(one(slot, service, account, &secret, alias));
        }
    }
    Ok(held)
}

fn one(slot: Slot, service: &str, account: &str, secret: &Secret, alias: &Url) -> Option<Held> {
    let (channel, credential) = record::read(service, account, secret)?;
    Some(Held {
        slot,
        site: site(&channel, alias),
        credential,
    })
}

/// A channel's URL: a bare name is on the channel alias.
fn site(channel: &str, alias: &Url) -> String {
    match channel.contains("://") {
        true => channel.to_owned(),
        false => format!("{}/{channel}", alias.as_str().trim_end_matches('/')),
    }
}
