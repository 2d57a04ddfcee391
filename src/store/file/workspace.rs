//! Workspace: a private folder beside a store's files, where new texts wait; one that a kill left is removed by the next run.

use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::{guard, io_failure, lock, slot::is_recent, taken};
use crate::error::Failure;

/// Always the same, so that there is one leftover at most.
const NAME: &str = ".xauth.tmp";
/// The same beside another program's file: there may be a store in that directory, too, with a lock of its own.
const BESIDE_OTHERS: &str = ".xauth-share.tmp";

/// A folder of mode 0700 that goes when it is dropped, with all that is in it.
#[derive(Debug)]
pub(super) struct Workspace(PathBuf);

impl Workspace {
    /// Makes the folder in `directory`, whose lock is held.
    pub(super) fn make(directory: &Path) -> Result<Self, Failure> {
        Self::named(directory, NAME)
    }

    /// Makes the folder for another program's file in `directory`.
    pub(super) fn beside_others(directory: &Path) -> Result<Self, Failure> {
        Self::named(directory, BESIDE_OTHERS)
    }

    fn named(directory: &Path, name: &str) -> Result<Self, Failure> {
        let path = directory.join(name);
        let made = make(&path).or_else(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => clear(&path).and_then(|()| make(&path)),
            _ => Err(error),
        });
        match made {
            Ok(()) => Ok(Self(path)),
            Err(error) => Err(io_failure(directory, "write in")(error)),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// A new file of mode 0600.
    pub(super) fn file(&self) -> io::Result<NamedTempFile> {
        NamedTempFile::new_in(&self.0)
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        // The files in it are gone by now, unless one could not be removed or put back.
        if fs::remove_dir(&self.0).is_err() {
            let _ = clear(&self.0);
        }
    }
}

fn make(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// Removes whatever is there; a link, and not what it leads to. What was taken out of its place goes back there, and
/// if it cannot, all stays.
fn clear(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path)?.is_dir() {
        true => {
            taken::put_all_back(path, &guard::parent(path))?;
            fs::remove_dir_all(path)
        }
        false => fs::remove_file(path),
    }
}

/// Removes what an earlier run of ours left in `directory`, whose lock is held.
pub(super) fn tidy(directory: &Path) {
    // What cannot be removed now is removed by a later run.
    let _ = clear(&directory.join(NAME));
}

/// Removes what an earlier run of ours left beside other programs' files in `directory`, unless one is at work there.
pub(super) fn tidy_beside_others(directory: &Path) {
    let path = directory.join(BESIDE_OTHERS);
    if fs::symlink_metadata(&path).is_err() {
        return;
    }
    if let Some(_lock) = lock::try_directory(directory) {
        let _ = clear(&path);
    }
}

/// Whether a writer without a lock is writing one of `files`: its temporary file is there, and not an old one.
pub(super) fn is_another_at_work(directory: &Path, files: &[PathBuf]) -> bool {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let is_new = |entry: &fs::DirEntry| {
        let changed = entry.metadata().and_then(|found| found.modified());
        changed.is_ok_and(is_recent)
    };
    let is_theirs = |name: &OsStr| files.iter().any(|file| is_rattlers(name, file));
    entries
        .filter(|entry| is_theirs(&entry.file_name()))
        .any(|entry| is_new(&entry))
}

/// rattler writes `STEMxxxxxx.EXTENSION` before it renames it to `STEM.EXTENSION`
/// (`rattler_networking`, `authentication_storage/backends/file.rs`, `write_json`).
fn is_rattlers(name: &OsStr, file: &Path) -> bool {
    let (name, stem) = (name.to_string_lossy(), file.file_stem().unwrap_or_default());
    let extension = file.extension().unwrap_or(OsStr::new("json"));
    let random = name
        .strip_prefix(&*stem.to_string_lossy())
        .and_then(|rest| rest.strip_suffix(&*extension.to_string_lossy()))
        .and_then(|rest| rest.strip_suffix('.'));
    random.is_some_and(|random| random.len() == 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rattlers_temporary_files_are_told_from_its_store() {
        let store = Path::new("/h/.rattler/credentials.json");
        assert!(is_rattlers(OsStr::new("credentialsAb3dE9.json"), store));
        for name in [
            "credentials.json",
            "credentials.json.bak",
            "rattler_auth_store.json",
        ] {
            assert!(!is_rattlers(OsStr::new(name), store), "{name}");
        }
    }
}
