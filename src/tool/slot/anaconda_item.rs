//! One secret of a domain in the keychain, where anaconda-auth finds it with `preferred_token_storage = "system"`
//! (`anaconda_auth/token.py`): the same payload, as the password of python-keyring's item.

use super::Wish;
use crate::{
    anaconda::{
        keyring::{SERVICE, names},
        payload::{Part, Payload},
    },
    error::Failure,
    secret::Secret,
    store::keychain::Keyring,
    text::escape,
};

/// Changes the secret as `decide` says.
pub(super) fn change(
    keyring: &Keyring,
    domain: &str,
    part: Part<'_>,
    decide: &mut dyn FnMut(Option<&Secret>) -> Wish,
) -> Result<(), Failure> {
    let item = item(keyring, domain)?;
    let held = item.as_ref().and_then(|(_, payload)| payload.get(part));
    let (name, mut payload) = item.unwrap_or_default();
    match decide(held.as_ref()) {
        Wish::Hold(value) if held.as_ref() != Some(&value) => {
            payload.set(part, value.expose());
            hold(keyring, domain, &name, payload)
        }
        Wish::Clear if held.is_some() => match payload.clear(part) {
            true => keyring.set(SERVICE, &name, &encoded(&payload)),
            false => keyring.remove(SERVICE, &name).map(drop),
        },
        _ => Ok(()),
    }
}

/// Puts the payload under `domain`, and takes away the one that it was under an older name.
fn hold(keyring: &Keyring, domain: &str, name: &str, mut payload: Payload) -> Result<(), Failure> {
    if name != domain {
        payload.renew();
    }
    payload.name(domain);
    keyring.set(SERVICE, domain, &encoded(&payload))?;
    if !name.is_empty() && name != domain {
        keyring.remove(SERVICE, name)?;
    }
    Ok(())
}

fn encoded(payload: &Payload) -> Secret {
    Secret::new(payload.write().as_str())
}

/// The payload that anaconda-auth would take, and the name it is under.
fn item(keyring: &Keyring, domain: &str) -> Result<Option<(String, Payload)>, Failure> {
    for name in names(domain) {
        if let Some(secret) = keyring.get(SERVICE, name)? {
            let refused = |why| {
                let name = escape(name);
                Failure::Refused(format!("the item of `{name}` cannot be read: {why}"))
            };
            let payload = Payload::read(secret.expose()).map_err(refused)?;
            return Ok(Some((name.to_owned(), payload)));
        }
    }
    Ok(None)
}
