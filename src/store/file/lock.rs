//! Lock: one writer of ours at a time in a directory, and a note of which files we wrote last.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use crate::error::Failure;

/// The longest wait for another writer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The name of the lock file. It is never deleted: that would let two writers hold two locks.
const NAME: &str = ".xauth.lock";

/// A held lock; dropping it, or dying, lets it go.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    /// What the last writer of ours left here: the identities of the files it wrote.
    pub(super) written_last: Vec<u64>,
}

impl Lock {
    /// Waits for the lock of `directory`.
    pub(super) fn take(directory: &Path) -> Result<Self, Failure> {
        let path = directory.join(NAME);
        let mut file = open(&path)?;
        wait(&mut file, &path)?;
        let mut lock = Self {
            written_last: read(&mut file).1,
            file,
        };
        // The note is for people and for the next writer's speed; the lock holds without it.
        let _ = lock.note(&[]);
        Ok(lock)
    }

    /// Leaves the identities of the files that were written, for the next writer.
    pub(super) fn note(&mut self, written: &[u64]) -> io::Result<()> {
        let identities: Vec<String> = written.iter().map(u64::to_string).collect();
        let text = format!("{} {}\n", std::process::id(), identities.join(" "));
        self.file.rewind()?;
        self.file.write_all(text.as_bytes())?;
        self.file.set_len(text.len() as u64)
    }
}

fn open(path: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    // Read and write: NFS turns the lock into one that needs both.
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
        options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    options
        .open(path)
        .map_err(super::io_failure(path, "open the lock"))
}

fn wait(file: &mut File, path: &Path) -> Result<(), Failure> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(500);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => {
                thread::sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(5));
            }
            Err(TryLockError::WouldBlock) => {
                return Err(Failure::Busy {
                    path: path.to_owned(),
                    pid: read(file).0,
                });
            }
            // Without a lock nothing is written: file systems that have none are refused.
            Err(TryLockError::Error(source)) => {
                return Err(super::io_failure(path, "lock")(source));
            }
        }
    }
}

/// The process and the identities in a lock file's text.
fn read(file: &mut File) -> (Option<u32>, Vec<u64>) {
    let mut text = String::new();
    if file.rewind().is_err() || file.read_to_string(&mut text).is_err() {
        return (None, Vec::new());
    }
    let mut words = text.split_whitespace();
    let pid = words.next().and_then(|word| word.parse().ok());
    (pid, words.filter_map(|word| word.parse().ok()).collect())
}

/// The locks of several directories, each once, always taken in the same order.
pub(super) fn take_all(mut directories: Vec<PathBuf>) -> Result<Vec<Lock>, Failure> {
    directories.sort();
    directories.dedup();
    directories
        .iter()
        .map(|directory| Lock::take(directory))
        .collect()
}
