//! Renewing an OAuth login: once for any number of processes, saved before it is used, and beside programs that take no lock.
//!
//! A provider may take a refresh token once only, and end the whole login when it comes twice. So ours wait for
//! each other. rattler waits for nobody: it renews an entry that has less than five minutes left. Before we renew
//! such an entry, it is *leased*: its time is moved on, so that a rattler which starts now leaves it alone. Then we
//! watch for a moment whether one was faster, and take over what that stored.

use std::{
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use super::{Found, Vault};
use crate::{
    error::{Error, Failure},
    scheme::{
        Credential, OAuth, Scheme,
        oauth::{Facts, Refused},
    },
    store::{Store, file},
    target::Key,
};

/// How long one process waits for another that renews the same login; a request may take 30 s.
const PATIENCE: Duration = Duration::from_secs(45);
/// An entry with less time left than this may be renewed by rattler (`EXPIRY_SKEW_SECONDS` in its
/// `oauth_refresh.rs`, and a minute for us), in seconds.
const LEASE: i64 = 360;
/// How long a rattler that had read the entry before it was leased may take to store what it got.
const WATCH: Duration = Duration::from_millis(400);
/// The same after the provider said that the refresh token was used.
const LAST_WATCH: Duration = Duration::from_secs(2);
/// How often the store is looked at meanwhile.
const PAUSE: Duration = Duration::from_millis(40);
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
    /// What the notes know of it, if the entry does not.
    pub facts: Option<Facts>,
    /// Where the lock is, when the store is in no directory.
    pub locks: Option<PathBuf>,
    /// Now, in seconds since 1970.
    pub now: fn() -> i64,
    /// Asks the provider.
    pub ask: &'a mut dyn FnMut(&OAuth) -> Result<OAuth, Refused>,
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
    /// It was logged out of meanwhile.
    Gone,
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
        let _lock = lock(store, &found.key, locks).map_err(failed)?;
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

struct Attempt<'a, 'r> {
    store: &'a dyn Store,
    key: &'a Key,
    found: &'a Credential,
    renewal: &'a mut Renewal<'r>,
}

impl Attempt<'_, '_> {
    /// `None` when another program wrote the entry, and it has to be looked at anew.
    fn try_once(&mut self) -> Result<Option<Renewed>, NotRenewed> {
        let stored = match self.read()? {
            Credential::OAuth(stored) if self.is_due(&stored) => stored,
            credential => return Ok(Some(theirs(credential))),
        };
        let Some(held) = self.lease(&stored)? else {
            return Ok(None);
        };
        let mut login = stored.clone();
        if let Some(facts) = &self.renewal.facts {
            login.mend(facts);
        }
        match (self.renewal.ask)(&login) {
            Ok(new) => self.save(&held, new),
            Err(Refused::ForNow(error)) => {
                self.release(&held, &stored);
                Err(NotRenewed::ForNow(error))
            }
            // Another program may have been faster, and be about to store what it got.
            Err(Refused::ForGood(_)) if self.is_changed(&held, LAST_WATCH)? => Ok(None),
            Err(Refused::ForGood(why)) => {
                self.release(&held, &stored);
                Err(NotRenewed::ForGood(why))
            }
        }
    }

    fn read(&self) -> Result<Credential, NotRenewed> {
        let read = self.store.get(self.key);
        let read =
            read.map_err(|failure| NotRenewed::ForNow(failure.during(self.store.name(), "read")))?;
        read.ok_or(NotRenewed::Gone)
    }

    fn is_due(&self, stored: &OAuth) -> bool {
        let left = |at: i64| at.saturating_sub((self.renewal.now)());
        let left = stored.expires_at().map(left);
        match self.renewal.due {
            Due::Soon => left.is_some_and(|left| left < stored.margin()),
            Due::Within(seconds) => left.is_some_and(|left| left < seconds),
            // Unless another process has just done it.
            Due::Now => match self.found {
                Credential::OAuth(found) => found.has_same_tokens(stored),
                _ => false,
            },
        }
    }

    /// The entry as it is while we ask the provider, which keeps rattler from asking, too; `None` when another
    /// program was faster.
    fn lease(&self, stored: &OAuth) -> Result<Option<OAuth>, NotRenewed> {
        let now = (self.renewal.now)();
        let is_late = |at: i64| at.saturating_sub(now) < LEASE;
        if !stored.expires_at().is_some_and(is_late) {
            return Ok(Some(stored.clone()));
        }
        let leased = stored.leased(now + LEASE);
        // A keychain cannot look and write at once, and the lease would overwrite what a rattler that started
        // with us has just stored. Such a one has come to its end after this.
        if self.store.directory().is_none() && self.is_changed(stored, WATCH)? {
            return Ok(None);
        }
        if !self.replace(stored, &leased)? || self.is_changed(&leased, WATCH)? {
            return Ok(None);
        }
        Ok(Some(leased))
    }

    /// Whether another program writes the entry within `limit`.
    fn is_changed(&self, held: &OAuth, limit: Duration) -> Result<bool, NotRenewed> {
        let start = Instant::now();
        while start.elapsed() < limit {
            thread::sleep(PAUSE);
            if self.read()? != Credential::from(held.clone()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn replace(&self, old: &OAuth, new: &OAuth) -> Result<bool, NotRenewed> {
        let (old, new) = (Credential::from(old.clone()), Credential::from(new.clone()));
        let replaced = self.store.replace(self.key, &old, &new);
        replaced
            .map_err(|failure| NotRenewed::ForNow(failure.during(self.store.name(), "write to")))
    }

    fn save(&self, held: &OAuth, new: OAuth) -> Result<Option<Renewed>, NotRenewed> {
        let old = Credential::from(held.clone());
        let new = Credential::from(new);
        let stored = self.store.replace(self.key, &old, &new);
        let stored = stored.map_err(|failure| {
            NotRenewed::NotStored(failure.during(self.store.name(), NOT_STORED))
        })?;
        if stored {
            return Ok(Some(Renewed {
                credential: new,
                by_us: true,
            }));
        }
        // A logout or another login in between is the person's last word.
        self.read().map(theirs).map(Some)
    }

    /// Undoes the lease. If it cannot be undone, it ends by itself within minutes.
    fn release(&self, held: &OAuth, stored: &OAuth) {
        if held != stored {
            let _ = self.replace(held, stored);
        }
    }
}

const NOT_STORED: &str = "store the renewed login (it may have to be made again) in";

fn theirs(credential: Credential) -> Renewed {
    Renewed {
        credential,
        by_us: false,
    }
}

fn lock(
    store: &dyn Store,
    key: &Key,
    locks: Option<PathBuf>,
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
    file::hold(&path, PATIENCE)
}
