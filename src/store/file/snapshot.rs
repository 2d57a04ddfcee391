//! Snapshot: one file as it was at one moment.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    time::SystemTime,
};

use zeroize::Zeroizing;

use super::{guard, io_failure};
use crate::error::Failure;

/// The largest file that is read, in bytes. Ten thousand entries are a tenth of it.
const LARGEST: u64 = 32 * 1024 * 1024;

/// A file's bytes and what the system says of it; no bytes where there is no file.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    pub(super) exists: bool,
    pub(super) identity: u64,
    pub(super) changed: Option<SystemTime>,
    pub(super) warning: Option<String>,
}

impl Snapshot {
    /// Reads the file, which must belong to this user.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let file = match open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(io_failure(path, "open")(error)),
        };
        Self::of(file, path)
    }

    /// Reads an open file, which `path` names in errors.
    pub(super) fn of(file: File, path: &Path) -> Result<Self, Failure> {
        let found = file.metadata().map_err(io_failure(path, "look at"))?;
        if !found.is_file() {
            let why = io::Error::other("it is not a regular file");
            return Err(io_failure(path, "read")(why));
        }
        if found.len() > LARGEST {
            return Err(Failure::Corrupt {
                path: path.to_owned(),
                at: usize::try_from(LARGEST).unwrap_or(usize::MAX),
                why: "it is larger than 32 MiB".into(),
            });
        }
        let size = usize::try_from(found.len()).unwrap_or_default();
        let mut bytes = Zeroizing::new(Vec::with_capacity(size + 1));
        // With a limit of its own, reading does not ask for the size again.
        file.take(LARGEST)
            .read_to_end(&mut bytes)
            .map_err(io_failure(path, "read"))?;
        Ok(Self {
            bytes,
            exists: true,
            identity: guard::identity(&found),
            changed: found.modified().ok(),
            warning: guard::check_file(path, &found)?,
        })
    }

    /// Whether there is no file, or one without anything in it.
    pub(super) fn is_blank(&self) -> bool {
        let body = self.bytes.strip_prefix("\u{feff}".as_bytes());
        let body = body.unwrap_or(&self.bytes);
        body.iter().all(u8::is_ascii_whitespace)
    }
}

/// Reads a file that need not belong to this user.
pub(super) fn read_foreign(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = open(path)?;
    let found = file.metadata()?;
    if !found.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    read_all(file)
}

/// The same of what a person named: a pipe as well, for as long as somebody may write to it.
pub(super) fn read_named(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = open(path)?;
    wait_for_writers(&file)?;
    read_all(file)
}

fn read_all(file: File) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    match file.take(LARGEST + 1).read_to_end(&mut bytes)? as u64 > LARGEST {
        true => Err(io::Error::other("it is larger than 32 MiB")),
        false => Ok(bytes),
    }
}

/// Without a writer, reading ends at once; with one, it waits for what is written.
#[cfg(unix)]
fn wait_for_writers(file: &File) -> io::Result<()> {
    let flags = rustix::fs::fcntl_getfl(file)?;
    Ok(rustix::fs::fcntl_setfl(
        file,
        flags - rustix::fs::OFlags::NONBLOCK,
    )?)
}

#[cfg(not(unix))]
fn wait_for_writers(_: &File) -> io::Result<()> {
    Ok(())
}

/// Opens a file to be read. A pipe in the place of the file must not hold us up.
pub(super) fn open(path: &Path) -> io::Result<File> {
    // Our own reads are not noted, so that those of other programs are seen.
    match open_with(path, NO_ACCESS_TIME) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => open_with(path, 0),
        opened => opened,
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
const NO_ACCESS_TIME: u32 = rustix::fs::OFlags::NOATIME.bits();
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const NO_ACCESS_TIME: u32 = 0;

#[cfg(unix)]
fn open_with(path: &Path, flags: u32) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NONBLOCK.bits() | flags;
    let mut options = File::options();
    options.read(true).custom_flags(flags.cast_signed());
    options.open(path)
}

#[cfg(not(unix))]
fn open_with(path: &Path, _: u32) -> io::Result<File> {
    File::open(path)
}
