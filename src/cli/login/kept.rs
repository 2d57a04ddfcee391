//! A login that is there already: what is missing of it is put right, and nothing else.

use super::{Context, Request, Wanted, done::Done, verification::Verification};
use crate::{
    cli::time,
    error::Result,
    notes::Note,
    scheme::Credential,
    store::{Protection, Summary},
    vault::{Saved, Vault},
};

/// Puts right what is missing of the login `key`: its other keys, and what tools were given.
pub(super) fn keep(
    request: &Request,
    key: &Credential,
    vault: &Vault,
    wanted: Option<Wanted>,
    context: &mut Context<'_>,
) -> Result<()> {
    let Some(found) = vault.kept(&request.key)? else {
        return Ok(());
    };
    let added = request.complete(found.store, vault, key, context)?;
    let mut note = context.notes().get(&request.key).unwrap_or_default();
    note.stored_at = time::now();
    note.summary = (found.store.protection() == Protection::Encrypted).then(|| Summary::from(key));
    request.note_beside(&added, &note, context)?;
    withdraw(request, context)?;
    for key in &added {
        context.note(&format!("stored it as `{key}`, too"));
    }
    let mut also = request.target.other_keys(&request.key);
    also.retain(|other| {
        let held = vault.kept(other).ok().flatten();
        held.is_some_and(|held| held.credential == *key)
    });
    let saved = Saved {
        store: found.store,
        instead_of: None,
        also,
        removed: Vec::new(),
        unchecked: Vec::new(),
    };
    let done = Done {
        request,
        credential: key,
        verification: &Verification::needless(),
        saved: &saved,
    };
    // Nobody is asked which tools are to see a login that was there before.
    let wanted = wanted.unwrap_or_else(|| Wanted::Usual(Vec::new()));
    done.share(Some(wanted), context)
}

/// Takes back an earlier word for plain http, as a login without it does.
fn withdraw(request: &Request, context: &mut Context<'_>) -> Result<()> {
    let others = request.target.other_keys(&request.key);
    for key in std::iter::once(&request.key).chain(&others) {
        let earlier = context.notes().get(key).filter(|note| note.plain_http);
        if let Some(earlier) = earlier {
            let plain_http = false;
            let note = Note {
                plain_http,
                ..earlier
            };
            context.notes().set(key, note)?;
            context.note(&format!("`{key}` is not sent over plain http any more"));
        }
    }
    Ok(())
}
