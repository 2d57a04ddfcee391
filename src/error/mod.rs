//! Error: what happened, what to do about it, and the exit code.

mod code;
mod failure;
mod hint;
mod words;

use std::io;

pub use self::failure::Failure;

use self::words::{answer, expiry, others};
use crate::http;

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
    /// There is nothing to log out of.
    #[error("no credentials stored for `{target}`")]
    NothingToRemove {
        /// What was to be removed.
        target: String,
        /// A stored key that is spelled alike.
        alike: Option<String>,
    },
    /// Nothing is stored at all.
    #[error("no credentials stored")]
    NothingStored,
    /// A source of logins that was named and has none.
    #[error("{0} has no logins to import")]
    NothingToImport(String),
    /// What is stored has run out.
    #[error("the credential for `{key}` expired {when}")]
    Expired {
        /// The key it is stored under.
        key: String,
        /// When, in words or RFC 3339.
        when: String,
        /// A command that makes it new, when a plain login would not.
        command: Option<String>,
    },
    /// An OAuth login that the provider does not renew.
    #[error("the login for `{key}` cannot be renewed: {why}")]
    Over {
        /// The key it is stored under.
        key: String,
        /// What the provider said.
        why: String,
        /// A command that logs in again.
        command: String,
    },
    /// A server does not take a login.
    #[error("`{url}` refuses the login `{key}` ({})", answer(*status, why.as_deref()))]
    Rejected {
        /// The key it is stored under.
        key: String,
        /// What was asked for, without secrets.
        url: String,
        /// The server's answer.
        status: u16,
        /// What it says, if it says something.
        why: Option<String>,
        /// What to do.
        hint: String,
    },
    /// A server does not take what was to be stored.
    #[error("`{url}` refuses this login ({}): nothing was stored", answer(*status, why.as_deref()))]
    Refused {
        /// What was asked for, without secrets.
        url: String,
        /// The server's answer.
        status: u16,
        /// What it says, if it says something.
        why: Option<String>,
        /// What to do.
        hint: String,
    },
    /// Logins that run out, or have, sooner than they may.
    #[error("the login for `{key}` {}{}", expiry(when), others(*count))]
    Expiring {
        /// The key of the first.
        key: String,
        /// When it runs out, in words: `in 3 days (…)` or `3 days ago (…)`.
        when: String,
        /// How many there are.
        count: usize,
        /// What to do, if it is known.
        hint: Option<String>,
    },
    /// Something needs a login that is not stored.
    #[error("{doing} needs a login for `{host}`, and none that it can use is stored")]
    LoginNeeded {
        /// What needs it.
        doing: &'static str,
        /// The host.
        host: String,
        /// A command that makes one.
        command: String,
    },
    /// A server said no to what it was asked to do.
    #[error("{what}{} (HTTP {status})", because(why.as_deref()))]
    Denied {
        /// What it does not do.
        what: String,
        /// The status of its answer.
        status: u16,
        /// Its reason, safe to show.
        why: Option<String>,
        /// What to do.
        hint: Option<String>,
    },
    /// A login provider refused, or its answers cannot be trusted.
    #[error("the login provider `{issuer}` {why}")]
    Provider {
        /// Its issuer URL, or the endpoint that answered.
        issuer: String,
        /// What it did.
        why: String,
        /// What to do.
        hint: Option<String>,
    },
    /// A server could not be reached, or gave no answer that can be used.
    #[error("could not get an answer from `{server}`")]
    Network {
        /// The URL, without secrets.
        server: String,
        /// Why.
        #[source]
        source: http::Failure,
    },
    /// The network is needed and must not be used.
    #[error("{0} needs the network, and `--offline` forbids it")]
    Offline(&'static str),
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
    /// A tool could not be given a login.
    #[error("could not give the login to {tool}")]
    Share {
        /// The tool's name.
        tool: &'static str,
        /// Why.
        #[source]
        source: Failure,
    },
    /// A tool still has a login that was to be taken from it.
    #[error("{problem}")]
    Untaken {
        /// Where it is, for which tool, and why.
        problem: String,
        /// What to do.
        hint: Option<String>,
    },
    /// The person pressed Ctrl-C or closed the terminal.
    #[error("interrupted, nothing was changed")]
    Interrupted,
    /// The person pressed Ctrl-C when a part was done.
    #[error("interrupted: {0}")]
    Stopped(&'static str),
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

fn because(why: Option<&str>) -> String {
    why.map(|why| format!(": {why}")).unwrap_or_default()
}

impl Error {
    /// A usage error; `hint` is a command that would work.
    pub fn usage(problem: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage {
            problem: problem.into(),
            hint: Some(format!("run `{}`", hint.into())),
        }
    }
}
