//! Exchange: one entry for another in all files, or in none.

use zeroize::Zeroizing;

use super::{
    File,
    update::{Edit, update},
};
use crate::{error::Failure, scheme::Credential};

/// What a file holds under a key.
type Held = Option<Zeroizing<String>>;

/// Puts `new` in the place of `old`; whether it is there now. rattler writes one of the files, and its entry may
/// have come in between into that one alone: then it is theirs that stays, in all of them.
pub(super) fn replace(
    file: &File,
    key: &str,
    old: &Credential,
    new: &Credential,
) -> Result<bool, Failure> {
    let json = new.to_json();
    let json = json.expose();
    let is_written = update(&file.files, Edit::Replace { key, old, json })?;
    let held = held(file, key)?;
    if !is_written {
        return Ok(held.iter().all(|held| is_new(held, key, new)));
    }
    // We wrote into all files, so what is not ours came after us; what is gone was removed after us.
    let (ours, theirs): (Vec<&Held>, Vec<&Held>) =
        held.iter().partition(|held| is_new(held, key, new));
    let Some(theirs) = theirs.first() else {
        return Ok(true);
    };
    if !ours.is_empty() {
        let edit = match theirs {
            Some(json) => Edit::Set { key, json },
            None => Edit::Remove { key },
        };
        update(&file.files, edit)?;
    }
    Ok(false)
}

fn held(file: &File, key: &str) -> Result<Vec<Held>, Failure> {
    file.read(|pair| {
        let each = pair.documents().map(|document| document.get(key));
        each.map(|held| held.map(|json| Zeroizing::new(json.to_owned())))
            .collect()
    })
}

fn is_new(held: &Held, key: &str, new: &Credential) -> bool {
    let held = held.as_ref().map(|json| Credential::from_json(key, json));
    held.is_some_and(|held| held.is_ok_and(|held| held == *new))
}
