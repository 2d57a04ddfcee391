//! Lock: one writer of ours at a time in a directory, and a note of how it left the files.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::Path,
    thread,
    time::{Duration, Instant},
};

#[cfg(unix)]
use rustix::fs::OFlags;

use super::{guard, slot::is_recent};
use crate::error::Failure;

/// The longest wait for one and the same writer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest wait while others come and go before us.
const LONGEST: Duration = Duration::from_secs(60);

/// The word for files that hold the same.
const ALIKE: &str = "alike";
/// The word for files that another program was writing, too.
const CONTENDED: &str = "contended";

/// The name of the lock file. It is never deleted: that would let two writers hold two locks.
const NAME: &str = ".xauth.lock";

/// How long a note is, without its line feed.
const LENGTH: usize = 79;

/// A held lock; dropping it, or dying, lets it go.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    pub(super) left: Left,
}

/// How our last writer left the files, if it came to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Left {
    pub(super) identities: Vec<u64>,
    /// Whether both files held the same.
    pub(super) is_alike: bool,
    /// Whether another program was writing at the same time, a moment ago.
    pub(super) is_contended: bool,
}

impl Left {
    pub(super) fn contains(&self, identity: u64) -> bool {
        self.identities.contains(&identity)
    }
}

impl Lock {
    /// Waits for the lock of `directory`.
    pub(super) fn take(directory: &Path) -> Result<Self, Failure> {
        let path = directory.join(NAME);
        let file = open(&path)?;
        wait(&file, &path, PATIENCE, LONGEST)?;
        let mut lock = Self {
            left: read(&file).1,
            file,
        };
        let left = Left {
            identities: lock.left.identities.clone(),
            ..Left::default()
        };
        // Who holds the lock. It holds without the note, too.
        let _ = lock.note(&left);
        Ok(lock)
    }

    /// Leaves word for the next run of how the files were left.
    pub(super) fn note(&mut self, left: &Left) -> io::Result<()> {
        let state = match (left.is_contended, left.is_alike) {
            (true, _) => CONTENDED,
            (_, true) => ALIKE,
            _ => "apart",
        };
        let identities: Vec<String> = left.identities.iter().map(u64::to_string).collect();
        let text = format!("{} {state} {}", std::process::id(), identities.join(" "));
        self.file.rewind()?;
        // Of a fixed length, so that nothing is left of a longer one.
        self.file.write_all(format!("{text:LENGTH$}\n").as_bytes())
    }
}

/// Keeps other runs of ours from the files of other programs in `directory`, without a file there. `None` where a
/// directory cannot be locked.
pub(super) fn hold_directory(directory: &Path) -> Result<Option<File>, Failure> {
    let Ok(file) = File::open(directory) else {
        return Ok(None);
    };
    let end = Instant::now() + PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) if Instant::now() < end => {
                thread::sleep(Duration::from_millis(1));
            }
            Err(TryLockError::WouldBlock) => {
                let (path, pid) = (directory.to_owned(), None);
                return Err(Failure::Busy { path, pid });
            }
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
}

/// The same, if nobody holds it now.
pub(super) fn try_directory(directory: &Path) -> Option<File> {
    let file = File::open(directory).ok()?;
    file.try_lock().is_ok().then_some(file)
}

fn open(path: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    // Read and write: NFS turns the lock into one that needs both.
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
        // A pipe in the place of the lock must not hold us up, nor a link lead us elsewhere.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    let failed = super::io_failure(path, "open the lock");
    let file = options.open(path).map_err(&failed)?;
    let found = file.metadata().map_err(&failed)?;
    if !found.is_file() {
        return Err(failed(io::Error::other("it is not a regular file")));
    }
    guard::check_owner(path, &found)?;
    Ok(file)
}

fn wait(file: &File, path: &Path, patience: Duration, longest: Duration) -> Result<(), Failure> {
    let end = Instant::now() + longest;
    let mut pause = Duration::from_micros(500);
    let mut held = (None, Instant::now());
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => {}
            // Without a lock nothing is written: file systems that have none are refused.
            Err(TryLockError::Error(source)) => {
                return Err(super::io_failure(path, "lock")(source));
            }
        }
        let pid = holder(path);
        if pid != held.0 {
            held = (pid, Instant::now());
        }
        if held.1.elapsed() > patience || Instant::now() > end {
            let path = path.to_owned();
            return Err(Failure::Busy { path, pid });
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(5));
    }
}

/// The process that says in the lock file that it has the lock.
fn holder(path: &Path) -> Option<u32> {
    File::open(path).ok().and_then(|file| read(&file).0)
}

/// The process and the state in the text of a lock file that was just opened.
fn read(mut file: &File) -> (Option<u32>, Left) {
    let mut bytes = [0; LENGTH + 1];
    let length = file.read(&mut bytes).unwrap_or_default();
    let text = str::from_utf8(&bytes[..length]).unwrap_or_default();
    let mut words = text.split_whitespace();
    let pid = words.next().and_then(|word| word.parse().ok());
    let state = words.next();
    let is_new = || {
        let written = file.metadata().and_then(|found| found.modified());
        written.is_ok_and(is_recent)
    };
    let left = Left {
        is_alike: state == Some(ALIKE),
        is_contended: state == Some(CONTENDED) && is_new(),
        identities: words.filter_map(|word| word.parse().ok()).collect(),
    };
    (pid, left)
}

/// How the files in `directory` were left; asked without the lock, by those who only read.
pub(super) fn left(directory: &Path) -> Left {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(directory.join(NAME));
    file.map_or_else(|_| Left::default(), |file| read(&file).1)
}

/// Holds a lock that is no directory's; the process that has it is named in the file.
pub(super) fn hold(path: &Path, patience: Duration) -> Result<File, Failure> {
    let mut file = open(path)?;
    wait(&file, path, patience, patience)?;
    let text = format!("{:LENGTH$}\n", std::process::id());
    // It holds without the note, too.
    let _ = file.rewind().and_then(|()| file.write_all(text.as_bytes()));
    Ok(file)
}

/// The locks of several directories, each once, always taken in the same order.
pub(super) fn take_all(mut directories: Vec<&Path>) -> Result<Vec<Lock>, Failure> {
    directories.sort_unstable();
    directories.dedup();
    directories.into_iter().map(Lock::take).collect()
}
