//! Error: what happened, what to do about it, and the exit code.

use std::{io, path::PathBuf, time::Duration};

/// Our result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong, one line each; [`hint`](Self::hint) is the second line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The command line asks for something that cannot be done.
    #[error("{problem}")]
    Usage {
        /// What is wrong with it.
        problem: String,
        /// A command that would work.
        hint: Option<String>,
    },
    /// A target that is no host, URL or channel.
    #[error("`{typed}` is not a host, URL or channel: {why}")]
    Target {
        /// What was typed, escaped and without secrets.
        typed: String,
        /// Why it cannot be used.
        why: String,
    },
    /// A secret that cannot be used; its value is not shown.
    #[error("{what} cannot be used: {why}")]
    Secret {
        /// Which one: `the token`, `the password`.
        what: &'static str,
        /// The rule it breaks, with a position where there is one.
        why: String,
        /// The flag that takes it.
        flag: &'static str,
    },
    /// Nothing is stored for what was asked.
    #[error("no credentials stored for `{target}`")]
    NotFound {
        /// What was asked for.
        target: String,
        /// A stored key that is spelled alike.
        alike: Option<String>,
    },
    /// Nothing is stored at all.
    #[error("no credentials stored")]
    NothingStored,
    /// What is stored has run out.
    #[error("the credential for `{key}` expired {when}")]
    Expired {
        /// The key it is stored under.
        key: String,
        /// When, in words or RFC 3339.
        when: String,
    },
    /// A URL that the stored credential must not be sent to.
    #[error("the credential for `{key}` is not sent over plain http to `{url}`")]
    PlainHttp {
        /// The key that would answer.
        key: String,
        /// The URL that was asked about.
        url: String,
        /// The https form of the URL.
        https: String,
    },
    /// A store failed.
    #[error("could not {action} the {store}")]
    Store {
        /// The store's name.
        store: &'static str,
        /// What was tried: `read`, `write to`, `check`.
        action: &'static str,
        /// Why it failed.
        #[source]
        source: Failure,
    },
    /// Some credentials could not be removed; each was reported where it happened.
    #[error("{left} of {all} credentials could not be removed")]
    Left {
        /// How many are still there.
        left: usize,
        /// How many were to be removed.
        all: usize,
    },
    /// The person pressed Ctrl-C or closed the terminal.
    #[error("interrupted, nothing was changed")]
    Interrupted,
    /// Standard input or output failed.
    #[error("could not {0}")]
    Stream(&'static str, #[source] io::Error),
    /// A program or file that a command needs.
    #[error("{problem}")]
    Failed {
        /// What happened.
        problem: String,
        /// What to do.
        hint: Option<String>,
        /// The cause.
        #[source]
        source: Option<io::Error>,
    },
}

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

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Absent(_) => "use the file: `--store file`".into(),
            Self::Locked => {
                "unlock it (log in to the desktop), or use the file: `--store file`".into()
            }
            Self::TimedOut(_) | Self::Refused(_) | Self::TooLong { .. } => {
                "use the file: `--store file`".into()
            }
            Self::Corrupt { path, .. } => format!(
                "mend it by hand, or put it aside: `mv {0} {0}.damaged`",
                path.display()
            ),
            Self::Unsupported { key, .. } => format!("replace it: `xauth login {key}`"),
            Self::Exposed { fix, .. } => format!("run `{fix}`"),
            Self::Busy { .. } => "try again when it has finished".into(),
            Self::NoHome(_) => {
                "set `HOME`, or name a file: `RATTLER_AUTH_FILE=/path/to/auth.json`".into()
            }
            Self::Io { .. } => return None,
        })
    }
}

impl Error {
    /// A usage error; `hint` is a command that would work.
    pub fn usage(problem: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage {
            problem: problem.into(),
            hint: Some(format!("run `{}`", hint.into())),
        }
    }

    /// The error and its causes on one line.
    pub fn message(&self) -> String {
        let mut message = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            message.push_str(": ");
            message.push_str(&error.to_string());
            cause = error.source();
        }
        message
    }

    /// What to do about it, where there is something that would work.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Usage { hint, .. } | Self::Failed { hint, .. } => hint.clone(),
            Self::Target { .. } => Some("give a host as in `xauth login prefix.dev`".into()),
            Self::Secret { flag, .. } => {
                Some(format!("give it on standard input: `{flag} - < FILE`"))
            }
            Self::NotFound {
                alike: Some(key), ..
            } => Some(format!("`{key}` is stored; see `xauth status`")),
            Self::NotFound { target, .. } => Some(format!("run `xauth login {target}`")),
            Self::NothingStored => Some("run `xauth login HOST`".into()),
            Self::Expired { key, .. } => Some(format!("run `xauth login {key}`")),
            Self::PlainHttp { https, .. } => Some(format!("use `{https}`")),
            Self::Store { source, .. } => source.hint(),
            Self::Left { .. } => Some("see what is left with `xauth status`".into()),
            Self::Interrupted | Self::Stream(..) => None,
        }
    }

    /// The process's exit code (README, "Exit codes").
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage { .. } | Self::Target { .. } | Self::Secret { .. } => 2,
            Self::Store { .. } => 3,
            Self::NotFound { .. }
            | Self::NothingStored
            | Self::Expired { .. }
            | Self::PlainHttp { .. } => 4,
            Self::Interrupted => 130,
            Self::Left { .. } | Self::Stream(..) | Self::Failed { .. } => 1,
        }
    }
}
