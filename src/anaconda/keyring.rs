//! Keyring: where anaconda-auth keeps its payloads, and under which names (`anaconda_auth/token.py`): by domain, in one
//! service of Python's keyring, which is its own file (`{"Anaconda Cloud": {DOMAIN: PAYLOAD}}`) or the keychain.

use super::payload::Payload;
use crate::{
    secret::Secret,
    tool::slot::{Damage, python_json::Members},
};

/// The service (`KEYRING_NAME`).
pub(crate) const SERVICE: &str = "Anaconda Cloud";

/// The names that a domain's entry may have, the first that is there counts (`MIGRATIONS`).
pub(crate) fn names(domain: &str) -> impl Iterator<Item = &str> {
    let older: &[&str] = match domain {
        NEWEST => &OLDER,
        _ => &[],
    };
    std::iter::once(domain).chain(older.iter().copied())
}

/// The name that an entry's domain has now.
pub(crate) fn newest_name(domain: &str) -> &str {
    match OLDER.contains(&domain) {
        true => NEWEST,
        false => domain,
    }
}

const NEWEST: &str = "anaconda.com";
const OLDER: [&str; 2] = ["id.anaconda.cloud", "anaconda.cloud"];

/// One domain's entry.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The domain.
    pub(crate) domain: String,
    /// What is kept for it, or why that cannot be told.
    pub(crate) payload: Result<Payload, &'static str>,
}

/// The entries of the file, in its order.
///
/// # Errors
/// Where the file cannot be understood.
pub(crate) fn entries(text: &str) -> Result<Vec<Entry>, Damage> {
    let accounts = accounts(&Members::read(text)?)?;
    let entries = accounts.iter().map(|(domain, value)| Entry {
        domain: domain.to_owned(),
        payload: payload(value),
    });
    Ok(entries.collect())
}

/// The accounts of the service.
pub(crate) fn accounts(services: &Members) -> Result<Members, Damage> {
    let accounts = services.get(SERVICE).unwrap_or_default();
    Members::read(accounts).map_err(|_| Damage::at(0, "a service in it is no JSON object"))
}

/// The payload in an account's value.
pub(crate) fn payload(value: &str) -> Result<Payload, &'static str> {
    let encoded = serde_json::from_str::<Secret>(value).map_err(|_| "it is no string")?;
    Payload::read(encoded.expose())
}
