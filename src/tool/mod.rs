//! Tool: who else must see a login, in a form of its own. One file a tool; the trait and the list are here.

mod anaconda;
mod book;
mod conda;
mod follow;
mod login;
pub(crate) mod mamba;
pub(crate) mod netrc;
mod python_keyring;
mod rattler;
mod record;
mod shares;
pub mod slot;
mod token_files;

use std::path::PathBuf;

pub use self::{
    follow::Followed,
    login::Login,
    shares::{Given, Shares, Taken, Theirs},
    slot::{Hands, Slot},
};
use crate::{env::Env, error::Failure, scheme::Credential, secret::Secret, target::Key};

/// A program that keeps credentials in a place and form of its own.
///
/// A tool knows which places it reads and what it would read there; reading and
/// writing them is the business of the [`Slot`]s. Nothing in a tool prints or
/// reads the environment.
pub trait Tool {
    /// The name that `--share` and `--from` take.
    fn name(&self) -> &'static str;

    /// What of it is on this machine: a program or a file. `None` when nothing is.
    fn detect(&self) -> Option<PathBuf>;

    /// Whether it finds in our own stores what it can use, so that it need not be given anything.
    fn reads_our_stores(&self) -> bool {
        false
    }

    /// Whether it has anything to do with the hosts of `key`.
    fn is_for(&self, _key: &Key) -> bool {
        true
    }

    /// Whether it is given a login only when it is named, and not with `all`.
    fn is_only_named(&self) -> bool {
        false
    }

    /// What the tool has to find, and where, to use the login.
    ///
    /// # Errors
    /// [`Unusable`] when it could not use the login, or would choke on it.
    fn pieces(&self, login: &Login<'_>) -> Result<Vec<Piece>, Unusable>;

    /// The settings that led the tool to `secret`, which is gone, and lead to nothing else that is there.
    ///
    /// # Errors
    /// When what it holds cannot be read.
    fn leading_to(&self, _secret: &Slot, _hands: &Hands) -> Result<Vec<Slot>, Failure> {
        Ok(Vec::new())
    }

    /// Every credential that it holds.
    ///
    /// # Errors
    /// When a file of its cannot be read or understood.
    fn held(&self, hands: &Hands) -> Result<Vec<Held>, Failure>;
}

/// One thing that a tool finds in one place.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Where.
    pub slot: Slot,
    /// What.
    pub value: Secret,
}

/// Why a tool cannot use a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// The reason, to stand after "NAME cannot use it: ".
    pub why: String,
    /// What to do about it, if anything can be done.
    pub hint: Option<String>,
    /// Whether it may be another time that it can: a keyring is not there now.
    pub is_passing: bool,
}

impl Unusable {
    /// A reason that nothing can be done about.
    pub fn because(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            hint: None,
            is_passing: false,
        }
    }
}

/// A credential that a tool holds.
#[derive(Clone, Debug)]
pub struct Held {
    /// Where it is. What is removed when it is taken away.
    pub slot: Slot,
    /// What it is for, as a URL or host; without secrets.
    pub site: String,
    /// The credential, or why it is of no use to us.
    pub credential: Result<Credential, String>,
    /// Why it is to be left where it is, whatever the tool makes of it.
    pub keep: Option<String>,
}

/// The names of the tools that a login can be shared with, in the order in which they are told.
pub const NAMES: [&str; 5] = ["rattler", "conda", "mamba", "anaconda", "netrc"];

/// The tools of this machine.
pub fn all(env: &Env) -> Vec<Box<dyn Tool>> {
    vec![
        Box::new(rattler::Rattler::of(env)),
        Box::new(conda::Conda::of(env)),
        Box::new(mamba::Mamba::of(env)),
        Box::new(anaconda::Anaconda::of(env)),
        Box::new(netrc::Netrc::of(env)),
    ]
}
