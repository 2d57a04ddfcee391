//! Other files than the store's own: notes, locks, and what other programs wrote.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use zeroize::Zeroizing;

use super::{
    guard, lock,
    snapshot::{self, Snapshot},
};
use crate::error::Failure;

/// Whether two paths lead to one file, by links of any kind.
pub(crate) fn are_one(one: &Path, other: &Path) -> bool {
    let identity = |path: &Path| fs::metadata(path).ok().map(|found| guard::identity(&found));
    let real = |path: &Path| path.canonicalize().ok();
    one == other
        || real(one).is_some_and(|path| Some(path) == real(other))
        || identity(one).is_some_and(|number| Some(number) == identity(other))
}

/// Holds the lock at `path`, in a directory that is made private if it is not there; waits for it for `patience`.
pub(crate) fn hold(path: &Path, patience: Duration) -> Result<fs::File, Failure> {
    private_parent(path)?;
    lock::hold(path, patience)
}

/// Holds the lock of the directory that `path` lies in, which is made private if it is not there.
pub(crate) fn lock_beside(path: &Path) -> Result<impl Sized, Failure> {
    lock::Lock::take(&private_parent(path)?)
}

fn private_parent(path: &Path) -> Result<PathBuf, Failure> {
    let directory = guard::parent(path);
    if !directory.is_dir() {
        guard::make_private(&directory)?;
    }
    Ok(directory)
}

/// The bytes of a file that is no secret; `None` when it cannot be read.
pub(crate) fn read_plain(path: &Path) -> Option<Vec<u8>> {
    let snapshot = Snapshot::read(path).ok()?;
    snapshot.exists.then(|| snapshot.bytes.to_vec())
}

/// The bytes of another program's file, whoever owns it: nothing but a regular file of a sane size, so that a
/// pipe in its place holds nobody up.
pub(crate) fn read_foreign(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    snapshot::read_foreign(path)
}

/// The bytes of a file that a person named, which may be a pipe.
pub(crate) fn read_named(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    snapshot::read_named(path)
}

/// The same as text.
pub(crate) fn read_foreign_text(path: &Path) -> Option<Zeroizing<String>> {
    let bytes = read_foreign(path).ok()?;
    let text = str::from_utf8(&bytes).ok()?;
    Some(Zeroizing::new(text.to_owned()))
}
