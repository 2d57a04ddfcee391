//! Replace: a file's new text beside it, synced, and then exchanged with the old one, which comes back to be looked at.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use super::{guard, io_failure, snapshot::Snapshot, workspace::Workspace};
use crate::error::Failure;

/// A new text on disk, not yet in its place.
#[derive(Debug)]
pub(super) struct Prepared {
    path: PathBuf,
    file: NamedTempFile,
    pub(super) identity: u64,
    replaces: bool,
}

/// What was in the place of the new text when it went there.
pub(super) struct Replaced {
    pub(super) was: Zeroizing<Vec<u8>>,
    undo: Undo,
}

enum Undo {
    Exchange(Prepared),
    Remove(PathBuf),
    Impossible,
}

impl Prepared {
    /// Writes and syncs `bytes` in a file of mode 0600. `replaces` says whether there is a file at the place.
    pub(super) fn write(
        place: &guard::Place,
        workspace: &Workspace,
        bytes: &[u8],
        replaces: bool,
    ) -> Result<Self, Failure> {
        let failed = |source| io_failure(&place.path, "write")(source);
        let mut file = workspace.file().map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        let identity = guard::identity(&file.as_file().metadata().map_err(failed)?);
        let path = place.path.clone();
        Ok(Self {
            path,
            file,
            identity,
            replaces,
        })
    }

    /// Puts the text in its place. `Ok(None)` when a file came to be there, or went, since we looked.
    pub(super) fn put(self) -> Result<Option<Replaced>, Failure> {
        if !self.replaces {
            return self.create();
        }
        match exchange(self.file.path(), &self.path) {
            Ok(()) => self.look().map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) if is_unsupported(&error) => self.put_over(),
            Err(error) => Err(io_failure(&self.path, "replace")(error)),
        }
    }

    /// Reads what came out of the exchange; what cannot be read goes back.
    fn look(self) -> Result<Replaced, Failure> {
        let was = Snapshot::read(self.file.path());
        let mut replaced = Replaced {
            was: Zeroizing::default(),
            undo: Undo::Exchange(self),
        };
        match was {
            Ok(snapshot) => replaced.was = snapshot.bytes,
            Err(failure) => {
                replaced.undo();
                return Err(failure);
            }
        }
        Ok(replaced)
    }

    fn create(self) -> Result<Option<Replaced>, Failure> {
        match self.file.persist_noclobber(&self.path) {
            Ok(_) => Ok(Some(Replaced {
                was: Zeroizing::default(),
                undo: Undo::Remove(self.path),
            })),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
            Err(error) => Err(io_failure(&self.path, "make")(error.error)),
        }
    }

    /// For file systems that cannot exchange: the old text is read right before the new one goes over it.
    fn put_over(self) -> Result<Option<Replaced>, Failure> {
        let was = Snapshot::read(&self.path)?.bytes;
        self.file
            .persist(&self.path)
            .map_err(|error| io_failure(&self.path, "replace")(error.error))?;
        let undo = Undo::Impossible;
        Ok(Some(Replaced { was, undo }))
    }
}

impl Replaced {
    /// Puts the old text back; done when another file of the same change could not be written.
    pub(super) fn undo(self) {
        // The error that made us undo is the one that is reported.
        match self.undo {
            Undo::Exchange(prepared) => drop(exchange(prepared.file.path(), &prepared.path)),
            Undo::Remove(path) => drop(fs::remove_file(path)),
            Undo::Impossible => {}
        }
    }
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
    if cfg!(windows) {
        return Ok(());
    }
    File::open(directory)
        .and_then(|directory| directory.sync_all())
        .map_err(io_failure(directory, "sync"))
}
