//! What anaconda-auth has by itself: the API keys of Anaconda's sites, in a place of its own.

use super::context::Context;
use crate::{
    anaconda::{
        Storage,
        keyring::newest_name,
        site::{domains, keys_of},
    },
    error::Failure,
    scheme::Credential,
    target::Key,
    tool::{self, Held, Slot},
};

/// The API keys that it has for what is stored under `keys`.
///
/// # Errors
/// When a place of its cannot be read.
pub(super) fn api_keys(keys: &[Key], context: &Context<'_>) -> Result<Vec<Held>, Failure> {
    let mut held = held(keys, context)?;
    held.retain(|held| match &held.slot {
        Slot::AnacondaKey { domain, .. } => answers(newest_name(domain), keys),
        _ => false,
    });
    Ok(held)
}

/// Its API key for `key`, if it can be used.
pub(super) fn api_key(key: &Key, context: &Context<'_>) -> Option<Credential> {
    let held = api_keys(std::slice::from_ref(key), context).ok()?;
    held.into_iter().find_map(|held| held.credential.ok())
}

/// The places of the organisations' tokens that it keeps beside such a key.
pub(super) fn organisation_tokens(keys: &[Key], context: &Context<'_>) -> Vec<Slot> {
    let slots = held(keys, context).unwrap_or_default().into_iter();
    let slots = slots.map(|held| held.slot);
    slots
        .filter(|slot| match slot {
            Slot::AnacondaRepoToken { domain, .. } => answers(newest_name(domain), keys),
            _ => false,
        })
        .collect()
}

/// The domains of the sites that a login under one of `keys` is for.
pub(super) fn sites(keys: &[Key], context: &Context<'_>) -> Vec<String> {
    let mut domains = domains(context.env);
    domains.retain(|domain| answers(domain, keys));
    domains
}

fn answers(domain: &str, keys: &[Key]) -> bool {
    keys_of(domain).iter().any(|key| keys.contains(key))
}

fn held(keys: &[Key], context: &Context<'_>) -> Result<Vec<Held>, Failure> {
    // A keychain may ask the person for each secret that is read, so it is not for a host that is no site.
    if Storage::usual(context.env) == Storage::System && sites(keys, context).is_empty() {
        return Ok(Vec::new());
    }
    let tools = tool::all(context.env);
    let anaconda = tools.iter().find(|tool| tool.name() == "anaconda");
    let shares = context.shares();
    anaconda.map_or_else(|| Ok(Vec::new()), |tool| tool.held(shares.hands()))
}
