//! Workspace: a private folder beside a store's files, where new texts wait; one that a kill left is removed by the next run.

use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use tempfile::{NamedTempFile, TempDir};

use super::io_failure;
use crate::error::Failure;

const PREFIX: &str = ".xauth-";
const SUFFIX: &str = ".tmp";

/// A folder of mode 0700 that goes when it is dropped, with all that is in it.
#[derive(Debug)]
pub(super) struct Workspace(TempDir);

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
        builder
            .tempdir_in(directory)
            .map(Self)
            .map_err(io_failure(directory, "write in"))
    }

    /// A new file of mode 0600.
    pub(super) fn file(&self) -> io::Result<NamedTempFile> {
        NamedTempFile::new_in(self.0.path())
    }
}

/// Removes our own leftovers from `directory`, whose lock is held, and counts the
/// temporary files of other writers of `files`.
pub(super) fn tidy(directory: &Path, files: &[PathBuf]) -> usize {
    let Ok(found) = fs::read_dir(directory) else {
        return 0;
    };
    let mut others = 0;
    for entry in found.flatten() {
        let name = entry.file_name();
        if is_ours(&name) {
            // One that cannot be removed now is removed by a later run.
            let _ = fs::remove_dir_all(entry.path());
        } else if files.iter().any(|file| is_rattlers(&name, file)) {
            others += 1;
        }
    }
    others
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
