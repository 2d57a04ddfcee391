//! Edit: one change to a file of another program, which takes no lock of ours: what it writes meanwhile is read again.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{
    guard::{self, Place},
    io_failure, lock,
    replace::{Prepared, Put, identity, sync_directory},
    snapshot::Snapshot,
    workspace::{self, Workspace},
};
use crate::error::Failure;

/// How often we begin again because the other program was writing.
const ROUNDS: usize = 100;

/// What is to become of a file.
pub(crate) enum Wish {
    /// It stays as it is.
    Keep,
    /// It is to hold these bytes.
    Write(Zeroizing<Vec<u8>>),
    /// It is to go.
    Delete,
}

/// Says of a file's bytes what is to become of it.
pub(crate) type Decide<'d> = dyn FnMut(Option<&[u8]>) -> Result<Wish, Failure> + 'd;

/// Who may read a file that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// This user alone, whoever could before.
    Private,
    /// Whoever could before; this user alone where there was no file.
    Kept,
}

/// Changes the file at `path` as `wish` says of its bytes (none where there is no file). `wish` is asked
/// again when another program has written meanwhile. After `Ok` the change is durable; after an error all
/// is as before.
pub(crate) fn edit(path: &Path, mode: Mode, wish: &mut Decide<'_>) -> Result<(), Failure> {
    let seen = guard::resolve(path)?;
    workspace::tidy_beside_others(&seen.directory);
    let before = Snapshot::read(&seen.path)?;
    // Nothing is made for a change that turns out to be none.
    match wish(bytes(&before))? {
        Wish::Keep => return Ok(()),
        Wish::Delete if !before.exists => return Ok(()),
        Wish::Write(_) | Wish::Delete => {}
    }
    let places = guard::places(&[PathBuf::from(path)])?;
    let place = &places[0];
    // Whoever comes in between has another wish: a run of ours that gives, takes or imports something else.
    let _lock = lock::hold_directory(&place.directory)?;
    let workspace = Workspace::beside_others(&place.directory)?;
    for _ in 0..ROUNDS {
        if attempt(place, mode, &workspace, wish)? {
            return sync_directory(&place.directory);
        }
    }
    let (path, pid) = (place.path.clone(), None);
    Err(Failure::Busy { path, pid })
}

fn bytes(snapshot: &Snapshot) -> Option<&[u8]> {
    snapshot.exists.then_some(&**snapshot.bytes)
}

/// Makes the change, unless another program is faster; whether it is made.
fn attempt(
    place: &Place,
    mode: Mode,
    workspace: &Workspace,
    wish: &mut Decide<'_>,
) -> Result<bool, Failure> {
    let before = Snapshot::read(&place.path)?;
    match wish(bytes(&before))? {
        Wish::Keep => Ok(true),
        Wish::Delete if !before.exists => Ok(true),
        Wish::Delete => delete(place, &before, workspace),
        Wish::Write(text) => {
            let mut file = Prepared::start(place, workspace)?;
            file.write(&text, &before)?;
            if mode == Mode::Kept && before.exists {
                file.take_mode_of(place)?;
            }
            file.sync()?;
            Ok(matches!(file.put()?, Put::Done(_)))
        }
    }
}

/// Takes the file out of its place, and puts it back if it is not the one that we saw.
fn delete(place: &Place, before: &Snapshot, workspace: &Workspace) -> Result<bool, Failure> {
    let aside = workspace.path().join("aside");
    match take(&place.path, &aside) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        taken => taken.map_err(io_failure(&place.path, "remove"))?,
    }
    if identity(&aside) == Some(before.identity) {
        // It is out of its place; what is left of it goes with the workspace.
        let _ = fs::remove_file(&aside);
        return Ok(true);
    }
    // A file that came meanwhile is newer still, and stays.
    let back = fs::hard_link(&aside, &place.path);
    let is_back = back.is_ok() || place.path.exists();
    let removed = fs::remove_file(&aside);
    match is_back {
        true => removed.map(|()| false),
        false => back.map(|()| false),
    }
    .map_err(io_failure(&place.path, "put back"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "nothing is replaced: the name is new, in a folder of our own"
)]
fn take(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}
