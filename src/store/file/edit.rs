//! Edit: one change to a file of another program, which takes no lock of ours: what it writes meanwhile is read again.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

use super::{
    guard::{self, Place},
    io_failure, lock,
    replace::{Prepared, Put, identity, sync, sync_directory},
    snapshot::Snapshot,
    taken,
    workspace::{self, Workspace},
};
use crate::error::Failure;

/// How long we begin again because the other program was writing.
const PATIENCE: Duration = Duration::from_secs(10);

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

/// When a text is synced: between our look and our exchange there is no time for it, if the other program writes all
/// the time. What we replace was not synced by its writer either.
#[derive(Clone, Copy)]
enum Order {
    SyncFirst,
    SyncAfter,
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
    let end = Instant::now() + PATIENCE;
    let mut order = Order::SyncFirst;
    loop {
        if attempt(place, mode, &workspace, order, wish)? {
            return sync_directory(&place.directory);
        }
        if Instant::now() > end {
            break;
        }
        order = Order::SyncAfter;
    }
    let (path, pid) = (place.path.clone(), None);
    Err(Failure::Busy { path, pid })
}

/// Whether the file at `path` could be written now: for when what is to be written is not there yet.
pub(crate) fn check(path: &Path) -> Result<(), Failure> {
    let place = guard::resolve(path)?;
    Snapshot::read(&place.path)?;
    let _lock = lock::hold_directory(&place.directory)?;
    Workspace::beside_others(&place.directory).map(drop)
}

fn bytes(snapshot: &Snapshot) -> Option<&[u8]> {
    snapshot.exists.then_some(&**snapshot.bytes)
}

/// Makes the change, unless another program is faster; whether it is made.
fn attempt(
    place: &Place,
    mode: Mode,
    workspace: &Workspace,
    order: Order,
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
            if let Order::SyncFirst = order {
                file.sync()?;
            }
            put(file, place, order)
        }
    }
}

fn put(file: Prepared, place: &Place, order: Order) -> Result<bool, Failure> {
    let written = match file.put()? {
        Put::Overtaken(_) => return Ok(false),
        Put::Done(written) => written,
    };
    let is_there = || identity(&place.path) == Some(written.identity);
    let synced = match order {
        Order::SyncAfter if is_there() => sync(&place.path),
        _ => Ok(()),
    };
    if synced.is_err() && is_there() {
        written.undo.run(written.identity);
        return synced.map(|()| true);
    }
    // What came in its place meanwhile is for its writer to make durable.
    Ok(true)
}

/// Takes the file out of its place, and puts it back if it is not the one that we saw.
fn delete(place: &Place, before: &Snapshot, workspace: &Workspace) -> Result<bool, Failure> {
    let taken = match taken::take(&place.path, workspace.path()) {
        Err(_) if identity(&place.path).is_none() => return Ok(true),
        taken => taken.map_err(io_failure(&place.path, "remove"))?,
    };
    if identity(&taken) == Some(before.identity) {
        let _ = fs::remove_file(&taken);
        return Ok(true);
    }
    let back = taken::put_back(&taken, &place.path);
    back.map_err(io_failure(&place.path, "put back"))
        .map(|()| false)
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "the tests write as other programs do"
)]
mod tests {
    use super::*;

    /// Asks to delete the file, which another program writes anew each of the first times.
    fn delete_while_written(times: usize) -> (tempfile::TempDir, usize) {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("f");
        fs::write(&path, "0").unwrap();
        let mut asked = 0;
        let done = edit(&path, Mode::Kept, &mut |bytes| {
            asked += 1;
            if asked <= times {
                fs::write(&path, "x".repeat(asked)).unwrap();
                return Ok(Wish::Delete);
            }
            assert_eq!(bytes.map(<[u8]>::len), Some(times));
            Ok(Wish::Keep)
        });
        done.unwrap();
        (home, asked)
    }

    #[test]
    fn a_file_that_another_program_wrote_meanwhile_is_not_removed_and_asked_about_again() {
        let (home, asked) = delete_while_written(3);
        assert_eq!(asked, 4);
        let names = fs::read_dir(home.path()).unwrap().flatten();
        let names: Vec<_> = names.map(|entry| entry.file_name()).collect();
        assert_eq!(names, ["f"]);
        assert_eq!(fs::read_to_string(home.path().join("f")).unwrap(), "xxx");
    }
}
