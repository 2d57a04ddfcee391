//! Who else could read or replace a store's file: checks of owners and modes, and private directories.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::io_failure;
use crate::error::Failure;

/// A store's file after symlinks, with the directory it lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) path: PathBuf,
    pub(super) directory: PathBuf,
}

/// Follows the user's own symlinks to the file that is meant. The file need not be there.
pub(super) fn resolve(path: &Path) -> Result<Place, Failure> {
    let mut path = path.to_owned();
    let mut is_linked = false;
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(target) => {
                check_owner(
                    &path,
                    &fs::symlink_metadata(&path).map_err(io_failure(&path, "look at"))?,
                )?;
                path = parent(&path).join(target);
                is_linked = true;
            }
            Err(_) => {
                let directory = parent(&path);
                check_directory(&directory, is_linked)?;
                return Ok(Place { path, directory });
            }
        }
    }
    Err(io_failure(&path, "follow the symlink")(io::Error::other(
        "it goes in circles",
    )))
}

/// The directory that a file lies in; the current one for a bare name.
pub(super) fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Makes a directory, and those above it, that only this user can enter.
pub(super) fn make_private(directory: &Path) -> Result<(), Failure> {
    if directory.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder
        .create(directory)
        .map_err(io_failure(directory, "make the directory"))
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::MetadataExt;

    use super::{Failure, Path, fs, io, io_failure};

    const WRITABLE_BY_OTHERS: u32 = 0o022;
    const READABLE_BY_OTHERS: u32 = 0o077;
    const STICKY: u32 = 0o1000;

    fn user() -> u32 {
        rustix::process::geteuid().as_raw()
    }

    pub(crate) fn check_owner(path: &Path, found: &fs::Metadata) -> Result<(), Failure> {
        if found.uid() == user() {
            return Ok(());
        }
        Err(Failure::Exposed {
            path: path.to_owned(),
            why: format!("belongs to another user (uid {})", found.uid()),
            fix: format!("sudo chown {} {}", user(), path.display()),
        })
    }

    /// Refuses a directory in which another user could put a file in the place of ours.
    pub(crate) fn check_directory(directory: &Path, is_linked: bool) -> Result<(), Failure> {
        let found = match fs::metadata(directory) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(io_failure(directory, "look at")(error)),
        };
        let is_open = found.mode() & WRITABLE_BY_OTHERS != 0;
        let is_sticky = found.mode() & STICKY != 0;
        if is_open && is_sticky && is_linked {
            return check_owner(directory, &found);
        }
        // Root writes in its users' directories, as in containers with a mounted home.
        if user() != 0 && found.uid() != 0 {
            check_owner(directory, &found)?;
        }
        if is_open && !is_sticky {
            return Err(Failure::Exposed {
                path: directory.to_owned(),
                why: "can be written by other users".into(),
                fix: format!("chmod go-w {}", directory.display()),
            });
        }
        Ok(())
    }

    /// Refuses another user's file; a warning for one that others can read.
    pub(crate) fn check_file(path: &Path, found: &fs::Metadata) -> Result<Option<String>, Failure> {
        check_owner(path, found)?;
        let is_open = found.mode() & READABLE_BY_OTHERS != 0;
        Ok(is_open.then(|| {
            let (mode, path) = (found.mode() & 0o777, path.display());
            format!("`{path}` can be read by other users (mode {mode:04o}): run `chmod 600 {path}`")
        }))
    }

    pub(crate) fn identity(found: &fs::Metadata) -> u64 {
        found.ino()
    }
}

#[cfg(not(unix))]
mod other {
    use super::{Failure, Path, fs};

    pub(crate) fn check_owner(_: &Path, _: &fs::Metadata) -> Result<(), Failure> {
        Ok(())
    }

    pub(crate) fn check_directory(_: &Path, _: bool) -> Result<(), Failure> {
        Ok(())
    }

    pub(crate) fn check_file(_: &Path, _: &fs::Metadata) -> Result<Option<String>, Failure> {
        Ok(None)
    }

    pub(crate) fn identity(found: &fs::Metadata) -> u64 {
        let since = |time: std::time::SystemTime| time.duration_since(std::time::UNIX_EPOCH).ok();
        let nanoseconds = found.modified().ok().and_then(since).map(|d| d.as_nanos());
        nanoseconds
            .and_then(|n| u64::try_from(n).ok())
            .unwrap_or_default()
    }
}

#[cfg(not(unix))]
pub(super) use other::{check_directory, check_file, check_owner, identity};
#[cfg(unix)]
pub(super) use unix::{check_directory, check_file, check_owner, identity};
