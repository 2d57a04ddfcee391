//! Failure: why a store could not do what it was asked to.

use std::{io, path::PathBuf, time::Duration};

use super::Error;
use crate::text::word;

/// Why a store could not do what it was asked to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// There is no such store on this machine.
    #[error("there is none here: {0}")]
    Absent(String),
    /// It is locked, and nobody can be asked to unlock it.
    #[error("it is locked")]
    Locked,
    /// It did not answer in time.
    #[error("it did not answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// It said no.
    #[error("{0}")]
    Refused(String),
    /// The credential is larger than the platform allows.
    #[error("the credential is {size} characters long, and this keychain takes {limit}")]
    TooLong {
        /// The credential's size, in UTF-16 units.
        size: usize,
        /// The most the platform takes, in UTF-16 units.
        limit: usize,
    },
    /// The file cannot be understood; it was left as it is.
    #[error("`{}` is damaged at byte {at}: {why}", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// Where, in bytes from the start.
        at: usize,
        /// What is wrong there, without any of the content.
        why: String,
    },
    /// An entry is there, but is not a credential that we know.
    #[error("the entry for `{key}` is {what}, which this version cannot read")]
    Unsupported {
        /// The entry's key.
        key: String,
        /// Its kind, or what is wrong with it.
        what: String,
    },
    /// A file or directory could not be used.
    #[error("could not {doing} `{}`", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// Somebody else could read, replace or own the file.
    #[error("`{}` {why}", path.display())]
    Exposed {
        /// The file or directory.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
        /// A command that puts it right.
        fix: String,
    },
    /// Another process holds the lock.
    #[error("`{}` is in use{}", path.display(), holder(*pid))]
    Busy {
        /// The file that is locked.
        path: PathBuf,
        /// The process that holds it, if it says so.
        pid: Option<u32>,
    },
    /// The home directory is not known or not there.
    #[error("{0}")]
    NoHome(String),
}

fn holder(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" by process {pid}"))
        .unwrap_or_default()
}

impl Failure {
    /// Names the store and what was tried.
    pub fn during(self, store: &'static str, action: &'static str) -> Error {
        let source = self;
        Error::Store {
            store,
            action,
            source,
        }
    }

    /// What to do about it where a tool's own place failed, for which there is no other.
    pub(crate) fn hint_for_tool(&self) -> Option<String> {
        match self {
            Self::Absent(_) | Self::TimedOut(_) | Self::Refused(_) | Self::TooLong { .. } => None,
            Self::Locked => Some("unlock it: log in to the desktop".into()),
            failure => failure.hint(),
        }
    }

    /// What to do about it, if anything can be done.
    pub(crate) fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Absent(_) => "use the file: `--store file`".into(),
            Self::Locked => {
                "unlock it (log in to the desktop), or use the file: `--store file`".into()
            }
            Self::TimedOut(_) | Self::Refused(_) | Self::TooLong { .. } => {
                "use the file: `--store file`".into()
            }
            Self::Corrupt { path, .. } => {
                let path = path.display().to_string();
                let aside = format!("{path}.damaged");
                format!(
                    "mend it by hand, or put it aside: `mv {} {}`",
                    word(&path),
                    word(&aside)
                )
            }
            Self::Unsupported { key, .. } => {
                format!("replace it: `xauth login {}`", super::hint::again(key))
            }
            Self::Exposed { fix, .. } => format!("run `{fix}`"),
            Self::Busy { .. } => "try again when it has finished".into(),
            Self::NoHome(_) => {
                "set `HOME`, or name a file: `RATTLER_AUTH_FILE=/path/to/auth.json`".into()
            }
            Self::Io { .. } => return None,
        })
    }
}
