//! The channel that a login was typed for: remembered, and not replaced by another's.

use super::{Context, Request};
use crate::{
    cli::time,
    error::{Error, Result},
    notes::Note,
    scheme::Credential,
    target::{Candidate, Key, Scope, Target},
    vault::Vault,
};

/// What to remember of the login.
///
/// # Errors
/// A usage error when it would replace a login that was typed for another channel of the host.
pub(super) fn note(
    request: &Request,
    credential: &Credential,
    vault: &Vault,
    context: &Context<'_>,
) -> Result<Note> {
    let Request { target, key, .. } = request;
    let is_own_key = request.scope == Scope::Channel;
    let typed = target.channel.as_ref().filter(|_| !is_own_key);
    let mut channel = typed.map(ToString::to_string);
    let earlier = context.notes().get(key).and_then(|note| note.channel);
    if let (Some(typed), Some(earlier)) = (&channel, earlier)
        && *typed != earlier
    {
        match stored(vault, key)? {
            // One secret for two channels is one for the host.
            Some(stored) if stored == *credential => channel = None,
            Some(_) if !request.may_replace => return Err(other_channel(target, &earlier)),
            _ => {}
        }
    }
    Ok(Note {
        channel,
        plain_http: request.plain_http,
        summary: None,
        oauth: match credential {
            Credential::OAuth(login) => Some(login.remembered()),
            _ => None,
        },
        stored_at: time::now(),
        ..Note::default()
    })
}

fn stored(vault: &Vault, key: &Key) -> Result<Option<Credential>> {
    let found = vault.find(&[Candidate::from(key.clone())])?;
    Ok(found.map(|found| found.credential))
}

/// Whether this very credential is what is stored.
pub(super) fn is_stored(vault: &Vault, key: &Key, credential: &Credential) -> bool {
    stored(vault, key).is_ok_and(|stored| stored.as_ref() == Some(credential))
}

fn other_channel(target: &Target, earlier: &str) -> Error {
    Error::Usage {
        problem: format!(
            "a login for `{earlier}` is stored for the whole host, and this one for `{target}` would replace it"
        ),
        hint: Some(format!(
            "keep both with `xauth login {target} --channel-only`, or replace it with `--force`"
        )),
    }
}
