//! Attempt: an entry is leased, renewed and saved, unless another program was faster.

use std::{
    thread,
    time::{Duration, Instant},
};

use super::{Due, NotRenewed, Renewal, Renewed};
use crate::{
    scheme::{Credential, OAuth, Scheme, oauth::Refused},
    store::Store,
    target::Key,
};

/// An entry with less time left than this may be renewed by rattler (`EXPIRY_SKEW_SECONDS` in its
/// `oauth_refresh.rs`, and a minute for us), in seconds.
const LEASE: i64 = 360;
/// How long a rattler that had read the entry before it was leased may take to store what it got.
const WATCH: Duration = Duration::from_millis(400);
/// The same after the provider said that the refresh token was used.
const LAST_WATCH: Duration = Duration::from_secs(2);
/// How often the store is looked at meanwhile.
const PAUSE: Duration = Duration::from_millis(40);

/// The renewal of one entry, under its lock.
pub(super) struct Attempt<'a, 'r> {
    pub(super) store: &'a dyn Store,
    pub(super) key: &'a Key,
    pub(super) found: &'a Credential,
    pub(super) renewal: &'a mut Renewal<'r>,
}

impl Attempt<'_, '_> {
    /// `None` when another program wrote the entry, and it has to be looked at anew.
    pub(super) fn try_once(&mut self) -> Result<Option<Renewed>, NotRenewed> {
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
        match self.renewal.asker.ask(&login) {
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
        read.ok_or(NotRenewed::Gone(None))
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
    fn lease(&mut self, stored: &OAuth) -> Result<Option<OAuth>, NotRenewed> {
        let now = (self.renewal.now)();
        let is_late = |at: i64| at.saturating_sub(now) < LEASE;
        if !stored.expires_at().is_some_and(is_late) {
            return Ok(Some(stored.clone()));
        }
        self.renewal.asker.hold();
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
        while start.elapsed() < limit && !self.renewal.asker.is_interrupted() {
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
        let orphan = Box::new(new.clone());
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
        match self.read() {
            Err(NotRenewed::Gone(None)) => Err(NotRenewed::Gone(Some(orphan))),
            read => read.map(theirs).map(Some),
        }
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
