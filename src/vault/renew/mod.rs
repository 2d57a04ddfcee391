//! Renewing an OAuth login: once for any number of processes, saved before it is used, and beside programs that take no lock.
//!
//! A provider may take a refresh token once only, and end the whole login when it comes twice. So ours wait for
//! each other. rattler waits for nobody: it renews an entry that has less than five minutes left. Before we renew
//! such an entry, it is *leased*: its time is moved on, so that a rattler which starts now leaves it alone. Then we
//! watch for a moment whether one was faster, and take over what that stored.

mod attempt;

use std::{path::PathBuf, time::Duration};

use self::attempt::Attempt;
use super::{Found, Vault};
use crate::{
    error::{Error, Failure},
    scheme::{
        Credential, OAuth,
        oauth::{Facts, Refused},
    },
    store::{Store, file},
    target::Key,
};

/// How often we begin again because another program wrote the entry.
const ROUNDS: usize = 5;

/// When a login is to be renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// When little time is left.
    Soon,
    /// When it has fewer seconds left than this.
    Within(i64),
    /// Now.
    Now,
}

/// How a login is renewed.
pub struct Renewal<'a> {
    /// When.
    pub due: Due,
    /// How long to wait for another process that renews the same login.
    pub patience: Duration,
    /// What the notes know of it, if the entry does not.
    pub facts: Option<Facts>,
    /// Where the lock is, when the store is in no directory.
    pub locks: Option<PathBuf>,
    /// Now, in seconds since 1970.
    pub now: fn() -> i64,
    /// Asks the provider.
    pub asker: &'a mut dyn Asker,
}

/// Who asks the provider.
pub trait Asker {
    /// The entry is about to be leased: until it is released, nothing must end the process.
    fn hold(&mut self);

    /// Whether something would have ended the process meanwhile.
    fn is_interrupted(&self) -> bool;

    /// Asks for new tokens.
    ///
    /// # Errors
    /// When the provider cannot be asked, or says no.
    fn ask(&mut self, login: &OAuth) -> Result<OAuth, Refused>;
}

/// A login as it is after it was to be renewed.
#[derive(Debug)]
pub struct Renewed {
    /// What is stored now.
    pub credential: Credential,
    /// Whether it was us who renewed it.
    pub by_us: bool,
}

/// Why a login is not renewed. What was stored is stored still.
#[derive(Debug)]
pub enum NotRenewed {
    /// The provider could not be asked, or had trouble: it may be tomorrow.
    ForNow(Error),
    /// The provider does not renew it any more.
    ForGood(String),
    /// It was logged out of meanwhile; with the new tokens, if the provider gave some out.
    Gone(Option<Box<OAuth>>),
    /// The new tokens could not be stored; the old ones may not work any more.
    NotStored(Error),
}

impl Vault {
    /// Renews what was found, if it is due.
    ///
    /// # Errors
    /// When it is due and could not be renewed.
    pub fn renew(
        &self,
        found: &Found<'_>,
        mut renewal: Renewal<'_>,
    ) -> Result<Renewed, NotRenewed> {
        let store = found.store;
        let locks = renewal.locks.take();
        let failed =
            |failure: Failure| NotRenewed::ForNow(failure.during(store.name(), "renew a login in"));
        let _lock = lock(store, &found.key, locks, renewal.patience).map_err(failed)?;
        let mut attempt = Attempt {
            store,
            key: &found.key,
            found: &found.credential,
            renewal: &mut renewal,
        };
        for _ in 0..ROUNDS {
            if let Some(renewed) = attempt.try_once()? {
                return Ok(renewed);
            }
        }
        let failure = Failure::Refused("other programs write the login all the time".into());
        Err(failed(failure))
    }
}

fn lock(
    store: &dyn Store,
    key: &Key,
    locks: Option<PathBuf>,
    patience: Duration,
) -> Result<impl Sized + use<>, Failure> {
    let directory = store.directory().or(locks);
    let directory =
        directory.ok_or_else(|| Failure::NoHome("the home directory is not known".into()))?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let name = key
        .as_str()
        .chars()
        .map(|c| if is_plain(c) { c } else { '_' });
    let name: String = name.take(100).collect();
    let path = directory.join(format!(".xauth-refresh-{name}.lock"));
    file::hold(&path, patience)
}
