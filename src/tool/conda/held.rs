//! What conda-auth holds: its items in the keychain, and in the file of anaconda-auth.

use std::path::Path;

use url::Url;

use super::{
    channel::Names,
    record::{self, PREFIX},
    settings::Entries,
};
use crate::{
    error::Failure,
    secret::Secret,
    tool::{
        Hands, Held, Slot,
        slot::{self, python_json::Members},
    },
};

/// Every login in the keychain.
pub(super) fn in_keychain(hands: &Hands, places: &Places<'_>) -> Result<Vec<Held>, Failure> {
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
            held.extend(one(slot, &service, &account, &secret, places));
        }
    }
    Ok(held)
}

/// Every login in the file of anaconda-auth.
pub(super) fn in_file(path: &Path, places: &Places<'_>) -> Result<Vec<Held>, Failure> {
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
            held.extend(one(slot, service, account, &secret, places));
        }
    }
    Ok(held)
}

fn one(
    slot: Slot,
    service: &str,
    account: &str,
    secret: &Secret,
    places: &Places<'_>,
) -> Option<Held> {
    let target = record::target(service)?;
    let found = places.site(target);
    let scheme = found.as_ref().map_or("bearer", token_scheme);
    Some(Held {
        credential: record::read(service, account, secret, scheme)?,
        slot,
        site: match &found {
            Ok(url) => url.as_str().trim_end_matches('/').to_owned(),
            Err(_) => target.to_owned(),
        },
        keep: found.err(),
    })
}

/// To anaconda.org, conda-auth sends a token as `Authorization: token` (`conda_auth/handlers/token.py`).
fn token_scheme(site: &Url) -> &'static str {
    let host = site.host_str().unwrap_or_default();
    let is_anaconda = host == "anaconda.org" || host.ends_with(".anaconda.org");
    if is_anaconda { "conda-token" } else { "bearer" }
}

/// What tells where the secrets are sent.
pub(super) struct Places<'c> {
    /// The names that the user gave to places.
    pub(super) names: &'c Names,
    /// The entries that lead to secrets, if they can be read.
    pub(super) entries: Option<Entries>,
}

impl Places<'_> {
    fn site(&self, target: &str) -> Result<Url, String> {
        match &self.entries {
            Some(entries) => entries.site(target, self.names),
            None => Err("conda's files, which say where it is sent, cannot be read".into()),
        }
    }
}
