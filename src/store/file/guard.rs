//! Who else could read or replace a store's file: checks of owners and modes, and private directories.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{io_failure, replace::sync_directory};
use crate::error::Failure;

/// Who read a file so recently may be about to write it.
const MOMENTS: Duration = Duration::from_millis(250);

/// A store's file after symlinks, with the directory it lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) path: PathBuf,
    pub(super) directory: PathBuf,
    is_linked: bool,
    has_directory: bool,
}

/// The places of files that are to be written, each once, in directories that are there.
pub(super) fn places(files: &[PathBuf]) -> Result<Vec<Place>, Failure> {
    let resolved: Result<Vec<Place>, Failure> = files.iter().map(|file| resolve(file)).collect();
    let mut places = resolved?;
    for place in &places {
        if !place.has_directory {
            make_private(&place.directory)?;
            check_directory(&place.directory, place.is_linked)?;
        }
    }
    // Two names of one file, or of one directory, must not be taken for two.
    if places.iter().any(|place| place.is_linked) {
        for place in &mut places {
            let directory = place.directory.canonicalize();
            place.directory = directory.map_err(io_failure(&place.directory, "look at"))?;
            let name = place.path.file_name().unwrap_or_default();
            place.path = place.directory.join(name);
        }
        let all = std::mem::take(&mut places);
        for place in all {
            if !places.iter().any(|other| other.path == place.path) {
                places.push(place);
            }
        }
    }
    Ok(places)
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
                let has_directory = check_directory(&directory, is_linked)?;
                return Ok(Place {
                    path,
                    directory,
                    is_linked,
                    has_directory,
                });
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

/// Makes a directory that is not there, and those above it, so that only this user can enter, and durably.
pub(super) fn make_private(directory: &Path) -> Result<(), Failure> {
    let failed = io_failure(directory, "make the directory");
    let missing = directory
        .ancestors()
        .take_while(|path| !path.as_os_str().is_empty() && !path.exists());
    let above: Vec<PathBuf> = missing.map(parent).collect();
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(directory).map_err(failed)?;
    above.iter().try_for_each(|above| sync_directory(above))
}

/// What tells one state of a file from another, as one number.
fn digest(facts: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    facts.hash(&mut hasher);
    hasher.finish()
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

    /// Refuses a directory in which another user could put a file in the place of ours. `Ok(false)` when there is none.
    pub(crate) fn check_directory(directory: &Path, is_linked: bool) -> Result<bool, Failure> {
        let found = match fs::metadata(directory) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(io_failure(directory, "look at")(error)),
        };
        let is_open = found.mode() & WRITABLE_BY_OTHERS != 0;
        let is_sticky = found.mode() & STICKY != 0;
        if is_open && is_sticky && is_linked {
            return check_owner(directory, &found).map(|()| true);
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
        Ok(true)
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

    /// Whether another program has read the file in the last moments. Most file systems note only
    /// the first time that a file is read after it was written, and our own reads are not noted.
    pub(crate) fn was_just_read(found: &fs::Metadata) -> bool {
        let (read, written) = (found.accessed(), found.modified());
        let read_at = read.ok().zip(written.ok());
        let read_at = read_at.filter(|(read, written)| read > written);
        read_at.is_some_and(|(read, _)| read.elapsed().is_ok_and(|age| age < super::MOMENTS))
    }

    /// The number of a file is given to the next one as soon as it is free, so it takes more to tell two apart.
    pub(crate) fn identity(found: &fs::Metadata) -> u64 {
        let times = (found.mtime(), found.mtime_nsec());
        super::digest((found.dev(), found.ino(), found.size(), times))
    }
}

#[cfg(not(unix))]
mod other {
    use super::{Failure, Path, fs};

    pub(crate) fn check_owner(_: &Path, _: &fs::Metadata) -> Result<(), Failure> {
        Ok(())
    }

    pub(crate) fn check_directory(directory: &Path, _: bool) -> Result<bool, Failure> {
        Ok(directory.is_dir())
    }

    pub(crate) fn check_file(_: &Path, _: &fs::Metadata) -> Result<Option<String>, Failure> {
        Ok(None)
    }

    pub(crate) fn was_just_read(_: &fs::Metadata) -> bool {
        false
    }

    pub(crate) fn identity(found: &fs::Metadata) -> u64 {
        super::digest((found.modified().ok(), found.len()))
    }
}

#[cfg(not(unix))]
pub(super) use other::{check_directory, check_file, check_owner, identity, was_just_read};
#[cfg(unix)]
pub(super) use unix::{check_directory, check_file, check_owner, identity, was_just_read};
