//! What anaconda-auth holds: its entries in its own file, and in the keychain.

use std::path::Path;

use crate::{
    anaconda::{
        keyring::{self, Entry, SERVICE, newest_name},
        payload::{Part, Payload},
    },
    error::Failure,
    scheme::Credential,
    tool::{
        Hands, Held, Slot,
        slot::{self, text},
    },
};

/// Every secret in its file.
pub(super) fn in_file(path: &Path) -> Result<Vec<Held>, Failure> {
    let damaged = |damage: slot::Damage| damage.in_file(path);
    let entries = keyring::entries(&text(path)?).map_err(damaged)?;
    Ok(held(&entries, Some(path)))
}

/// Every secret in the keychain.
pub(super) fn in_keychain(hands: &Hands) -> Result<Vec<Held>, Failure> {
    let Ok(keyring) = hands.keyring() else {
        return Ok(Vec::new());
    };
    let items = match keyring.list(SERVICE) {
        Err(Failure::Absent(_)) => return Ok(Vec::new()),
        items => items?,
    };
    let mut entries = Vec::new();
    for (service, domain) in items.into_iter().filter(|(service, _)| service == SERVICE) {
        if let Some(secret) = keyring.get(&service, &domain)? {
            let payload = Payload::read(secret.expose());
            entries.push(Entry { domain, payload });
        }
    }
    Ok(held(&entries, None))
}

fn held(entries: &[Entry], path: Option<&Path>) -> Vec<Held> {
    let is_there = |domain: &str| entries.iter().any(|entry| entry.domain == domain);
    let mut all = Vec::new();
    for entry in entries {
        let Entry { domain, payload } = entry;
        let newest = newest_name(domain);
        let hidden = newest != domain && is_there(newest);
        match payload {
            Err(why) => all.push(one(key(path, domain), newest, Err((*why).to_owned()))),
            Ok(payload) if hidden => {
                let why = format!("anaconda-auth takes its entry `{newest}` in the place of it");
                all.extend(
                    payload
                        .get(Part::ApiKey)
                        .map(|_| one(key(path, domain), newest, Err(why))),
                );
            }
            Ok(payload) => all.extend(secret(payload, path, domain)),
        }
    }
    all
}

/// The tokens of organisations, which the account's key makes needless unless it is over; or that key.
fn secret(payload: &Payload, path: Option<&Path>, domain: &str) -> Vec<Held> {
    let tokens = || tokens(payload, path, domain);
    let Some(secret) = payload.get(Part::ApiKey) else {
        return tokens();
    };
    if let Some(tokens) = Some(tokens()).filter(|tokens| payload.is_over() && !tokens.is_empty()) {
        return tokens;
    }
    let credential = Credential::of_token("bearer", &secret);
    let credential = credential.map_err(|error| error.message());
    vec![one(key(path, domain), newest_name(domain), credential)]
}

fn tokens(payload: &Payload, path: Option<&Path>, domain: &str) -> Vec<Held> {
    let newest = newest_name(domain);
    // Where other servers have channels for them is not known.
    let organizations = match newest == DOMAIN {
        true => payload.organizations(),
        false => Vec::new(),
    };
    let tokens = organizations.iter().enumerate();
    let held = tokens.filter_map(|(at, organization)| {
        let organization = organization.as_deref();
        let secret = payload.get(Part::RepoToken(organization))?;
        let credential = Credential::of_token("conda-token", &secret);
        let slot = Slot::AnacondaRepoToken {
            path: path.map(Path::to_owned),
            domain: domain.to_owned(),
            organization: organization.map(str::to_owned),
        };
        let credential = credential.map_err(|error| error.message());
        Some(Held {
            site: match (at, organization) {
                (0, _) | (_, None) => REPOSITORY.to_owned(),
                (_, Some(name)) => format!("https://{REPOSITORY}/repo/{name}"),
            },
            slot,
            credential,
            keep: None,
        })
    });
    held.collect()
}

fn key(path: Option<&Path>, domain: &str) -> Slot {
    Slot::AnacondaKey {
        path: path.map(Path::to_owned),
        domain: domain.to_owned(),
    }
}

fn one(slot: Slot, domain: &str, credential: Result<Credential, String>) -> Held {
    Held {
        slot,
        site: format!("https://{domain}"),
        credential,
        keep: None,
    }
}

/// The account whose organisations have channels on [`REPOSITORY`].
const DOMAIN: &str = "anaconda.com";

/// An organisation's token is sent to its own channels there, the first one to all others, too
/// (`anaconda_auth/_conda/auth_handler.py`).
const REPOSITORY: &str = "repo.anaconda.cloud";
