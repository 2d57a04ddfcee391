//! Workspace: a private folder beside a store's files, where new texts wait; one that a kill left is removed by the next run.

use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::{io_failure, slot::is_recent};
use crate::error::Failure;

const PREFIX: &str = ".xauth-";
const SUFFIX: &str = ".tmp";

/// A folder of mode 0700 that goes when it is dropped, with all that is in it.
#[derive(Debug)]
pub(super) struct Workspace(PathBuf);

impl Workspace {
    /// Makes the folder in `directory`, whose lock is held.
    pub(super) fn make(directory: &Path) -> Result<Self, Failure> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(SUFFIX);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o700));
        }
        let folder = builder.tempdir_in(directory);
        folder
            .map(|folder| Self(folder.keep()))
            .map_err(io_failure(directory, "write in"))
    }

    /// A new file of mode 0600.
    pub(super) fn file(&self) -> io::Result<NamedTempFile> {
        NamedTempFile::new_in(&self.0)
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        // The files in it are gone by now, unless one could not be removed.
        if fs::remove_dir(&self.0).is_err() {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}

/// Removes our own leftovers from `directory`, whose lock is held, and says whether
/// another writer of `files` is at work: its temporary file is there, and new.
pub(super) fn tidy(directory: &Path, files: &[PathBuf], in_use: &[&Workspace]) -> bool {
    let mut is_busy = false;
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if is_ours(&name) {
            if !in_use.iter().any(|workspace| workspace.0.ends_with(&name)) {
                // One that cannot be removed now is removed by a later run.
                let _ = fs::remove_dir_all(entry.path());
            }
        } else if files.iter().any(|file| is_rattlers(&name, file)) {
            is_busy |= is_new(&entry);
        }
    }
    is_busy
}

/// A temporary file that is older was left behind.
fn is_new(entry: &fs::DirEntry) -> bool {
    let changed = entry.metadata().and_then(|found| found.modified());
    changed.is_ok_and(is_recent)
}

fn is_ours(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
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
