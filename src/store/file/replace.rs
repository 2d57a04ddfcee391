//! Replace: a file's new text beside it, synced, and then exchanged with the old one, which comes back to be looked at.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use tempfile::{NamedTempFile, TempPath};
use zeroize::Zeroizing;

use super::{
    guard, io_failure,
    snapshot::{self, Snapshot},
    workspace::Workspace,
};
use crate::error::Failure;

/// A new text on disk, not yet in its place.
#[derive(Debug)]
pub(super) struct Prepared {
    path: PathBuf,
    file: NamedTempFile,
    replaces: Option<u64>,
}

/// What came of putting a text in its place.
pub(super) enum Put {
    /// It is there.
    Done(Written),
    /// Another program wrote first, and its text is in the place; here is what it wrote while we tried.
    Overtaken(Vec<Zeroizing<Vec<u8>>>),
}

/// A text that was put in its place.
pub(super) struct Written {
    pub(super) identity: u64,
    pub(super) undo: Undo,
    /// Whether another program has just read what was there before, perhaps to write it.
    pub(super) was_read: bool,
}

/// The way back to what was there before.
pub(super) enum Undo {
    Exchange(Prepared),
    Restore(TempPath, PathBuf),
    Remove(PathBuf),
    Impossible,
}

impl Prepared {
    /// Makes a new file of mode 0600.
    pub(super) fn start(place: &guard::Place, workspace: &Workspace) -> Result<Self, Failure> {
        Ok(Self {
            path: place.path.clone(),
            file: workspace.file().map_err(io_failure(&place.path, "write"))?,
            replaces: None,
        })
    }

    /// Writes `bytes` in it, which are to replace what is in `before`.
    pub(super) fn write(&mut self, bytes: &[u8], before: &Snapshot) -> Result<(), Failure> {
        self.replaces = before.exists.then_some(before.identity);
        let written = self.file.write_all(bytes);
        written.map_err(io_failure(&self.path, "write"))
    }

    /// Lets those read it who can read what it replaces.
    pub(super) fn take_mode_of(&self, place: &guard::Place) -> Result<(), Failure> {
        let failed = io_failure(&place.path, "keep the mode of");
        let found = fs::metadata(&place.path).map_err(&failed)?;
        let file = self.file.as_file();
        file.set_permissions(found.permissions()).map_err(failed)
    }

    pub(super) fn sync(&self) -> Result<(), Failure> {
        let file = self.file.as_file();
        file.sync_all().map_err(io_failure(&self.path, "write"))
    }

    /// Puts the text in its place, if that is still as we saw it.
    pub(super) fn put(self) -> Result<Put, Failure> {
        let ours = self.identity()?;
        let Some(expected) = self.replaces else {
            return self.create(ours);
        };
        if identity(&self.path) != Some(expected) {
            return Ok(Put::Overtaken(Vec::new()));
        }
        match exchange(self.file.path(), &self.path) {
            Ok(()) => self.look(expected, ours),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Put::Overtaken(Vec::new())),
            Err(error) if is_unsupported(&error) => self.put_over(ours),
            Err(error) => Err(io_failure(&self.path, "replace")(error)),
        }
    }

    /// Looks at what came out of the exchange. What another program wrote since we looked goes
    /// back at once, and so on with what comes out of that, until it is nothing newer.
    fn look(self, mut expected: u64, ours: u64) -> Result<Put, Failure> {
        let found = fs::symlink_metadata(self.file.path()).ok();
        let mut came = found.as_ref().map(guard::identity);
        if came == Some(expected) {
            return Ok(Put::Done(Written {
                identity: ours,
                was_read: found.as_ref().is_some_and(guard::was_just_read),
                undo: Undo::Exchange(self),
            }));
        }
        let mut there = ours;
        // Each is held on to: what goes back may be overwritten by a program that has not seen it.
        let mut theirs = Vec::new();
        while came != Some(expected) {
            theirs.extend(snapshot::open(self.file.path()));
            if let Err(error) = exchange(self.file.path(), &self.path) {
                let failure = io_failure(&self.path, "replace")(error);
                let _ = self.file.persist(&self.path);
                return Err(failure);
            }
            expected = there;
            there = came.unwrap_or_default();
            came = identity(self.file.path());
        }
        let read = |file| Ok(Snapshot::of(file, &self.path)?.bytes);
        let texts: Result<_, Failure> = theirs.into_iter().map(read).collect();
        texts.map(Put::Overtaken)
    }

    fn create(self, ours: u64) -> Result<Put, Failure> {
        match self.file.persist_noclobber(&self.path) {
            Ok(_) => Ok(Put::Done(Written {
                identity: ours,
                was_read: false,
                undo: Undo::Remove(self.path),
            })),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                Ok(Put::Overtaken(Vec::new()))
            }
            Err(error) => Err(io_failure(&self.path, "make")(error.error)),
        }
    }

    /// For file systems that cannot exchange: the old text gets a second name, and the new one goes over it.
    fn put_over(self, ours: u64) -> Result<Put, Failure> {
        let second = self.file.path().with_extension("old");
        let second = fs::hard_link(&self.path, &second)
            .and_then(|()| TempPath::try_from_path(second))
            .ok();
        self.file
            .persist(&self.path)
            .map_err(|error| io_failure(&self.path, "replace")(error.error))?;
        Ok(Put::Done(Written {
            identity: ours,
            was_read: false,
            undo: match second {
                Some(second) => Undo::Restore(second, self.path),
                None => Undo::Impossible,
            },
        }))
    }

    fn identity(&self) -> Result<u64, Failure> {
        let found = self.file.as_file().metadata();
        Ok(guard::identity(
            &found.map_err(io_failure(&self.path, "look at"))?,
        ))
    }
}

impl Undo {
    /// Puts the old text back, unless what is in its place is not `ours`; done when the change
    /// could not be made in full. The error that made us do it is the one that is reported.
    pub(super) fn run(self, ours: u64) {
        match self {
            Self::Exchange(prepared) => {
                let (out, path) = (prepared.file.path(), &prepared.path);
                if exchange(out, path).is_ok() && identity(out) != Some(ours) {
                    let _ = exchange(out, path);
                }
            }
            Self::Restore(second, path) if identity(&path) == Some(ours) => {
                let _ = second.persist(path);
            }
            Self::Remove(path) if identity(&path) == Some(ours) => {
                let _ = fs::remove_file(path);
            }
            Self::Restore(..) | Self::Remove(_) | Self::Impossible => {}
        }
    }
}

/// The identity of the file at `path`, if there is one.
pub(super) fn identity(path: &Path) -> Option<u64> {
    let found = fs::symlink_metadata(path).ok()?;
    Some(guard::identity(&found))
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn is_unsupported(error: &io::Error) -> bool {
    // Linux says EINVAL where the file system has no exchange, ENOSYS where the kernel has none.
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}

/// Makes the new names in a directory durable.
pub(super) fn sync_directory(directory: &Path) -> Result<(), Failure> {
    match cfg!(windows) {
        true => Ok(()),
        false => sync(directory),
    }
}

/// Makes a file durable, also one that another program wrote.
pub(super) fn sync(path: &Path) -> Result<(), Failure> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(io_failure(path, "sync"))
}
