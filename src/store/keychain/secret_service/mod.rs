//! The Secret Service of freedesktop.org over D-Bus: GNOME Keyring, KWallet, KeePassXC.

mod failure;
mod session;
mod shape;

use std::{collections::HashMap, time::Instant};

use zeroize::Zeroizing;

use self::{
    failure::{failure, is_gone},
    session::{Channel, Located, Session},
    shape::PYTHON,
};
use super::{Asking, Backend, Listed, Patience, SERVICE, name::Name};
use crate::error::Failure;

pub(super) struct Bus {
    patience: Patience,
    asking: Asking,
    open: Option<Session>,
    was_open: bool,
}

impl Bus {
    pub(super) fn new(patience: Patience, asking: Asking) -> Self {
        Self {
            patience,
            asking,
            open: None,
            was_open: false,
        }
    }

    fn session(&mut self, channel: Channel) -> Result<&Session, Failure> {
        let open = match self.open.take().filter(|open| open.is_fit_for(channel)) {
            Some(open) => open,
            None => self.connect(channel)?,
        };
        self.was_open = true;
        Ok(self.open.insert(open))
    }

    /// Connects, again if need be: the library waits for two seconds, and a service
    /// that D-Bus has to start first may need longer.
    fn connect(&self, channel: Channel) -> Result<Session, Failure> {
        let start = Instant::now();
        let mut was_there = self.was_open;
        loop {
            let attempt = Instant::now();
            match Session::connect(channel, self.patience, &self.asking) {
                // D-Bus calls it "no reply" too when it hangs up, as the bus of another user does.
                Err(Failure::TimedOut(limit)) if attempt.elapsed() < limit / 2 => {
                    return Err(Failure::Refused("D-Bus broke the connection off".into()));
                }
                Err(Failure::TimedOut(_)) if start.elapsed() < self.patience.answer => {
                    was_there = true;
                }
                // One that dies under our hands must not pass for none, or a secret would go to the file.
                Err(Failure::Absent(_)) if was_there => {
                    return Err(Failure::Refused("it went away in the middle".into()));
                }
                result => return result,
            }
        }
    }
}

impl Backend for Bus {
    fn probe(&mut self) -> Result<(), Failure> {
        // Asked first, it is for a login, whose secret then goes over the same connection.
        let channel = match self.open {
            None => Channel::ForSecrets,
            Some(_) => Channel::WithoutSecrets,
        };
        let session = self.session(channel)?;
        session.unlock_collection(&session.collection()?)
    }

    fn holds(&mut self, name: &Name) -> Result<bool, Failure> {
        let session = self.session(Channel::WithoutSecrets)?;
        Ok(!session.search(name.query())?.is_empty())
    }

    fn get(&mut self, name: &Name) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
        // Most keys that are asked for are not there, and finding that out needs no encryption.
        let items = self.session(Channel::WithoutSecrets)?.find(name)?;
        let Some(located) = items.first() else {
            return Ok(None);
        };
        let item = self.session(Channel::ForSecrets)?.unlocked(located)?;
        match item.get_secret() {
            Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
            Err(error) if is_gone(&error) => Ok(None),
            Err(error) => Err(failure(error)),
        }
    }

    fn set(&mut self, name: &Name, value: &[u8]) -> Result<(), Failure> {
        let session = self.session(Channel::ForSecrets)?;
        let items = session.find(name)?;
        let Some((first, duplicates)) = items.split_first() else {
            return session.create(name, value);
        };
        if session.is_usable(first, name)? {
            session.replace(first, name, value)?;
            return duplicates.iter().try_for_each(|item| session.delete(item));
        }
        session.create(name, value)?;
        items.iter().try_for_each(|item| session.delete(item))
    }

    fn replace(
        &mut self,
        name: &Name,
        is_old: &dyn Fn(&[u8]) -> bool,
        value: &[u8],
    ) -> Result<bool, Failure> {
        let session = self.session(Channel::ForSecrets)?;
        let items = session.find(name)?;
        let Some((first, duplicates)) = items.split_first() else {
            return Ok(false);
        };
        if !session.replace_if(first, name, is_old, value)? {
            return Ok(false);
        }
        duplicates
            .iter()
            .try_for_each(|item| session.delete(item))?;
        Ok(true)
    }

    fn remove(&mut self, name: &Name) -> Result<bool, Failure> {
        let session = self.session(Channel::WithoutSecrets)?;
        let items = session.search(name.query())?;
        items.iter().try_for_each(|item| session.delete(item))?;
        if items.is_empty() {
            session.check_unlocked()?;
        }
        Ok(!items.is_empty())
    }

    fn keys(&mut self) -> Result<Vec<Listed>, Failure> {
        let session = self.session(Channel::WithoutSecrets)?;
        let items = session.search(HashMap::from([("service", SERVICE)]))?;
        if items.is_empty() {
            session.check_unlocked()?;
        }
        let listed = items.iter().map(|item| listed(session, item));
        listed.filter_map(Result::transpose).collect()
    }

    fn accounts(&mut self, prefix: &str) -> Result<Vec<(String, String)>, Failure> {
        let session = self.session(Channel::WithoutSecrets)?;
        let items = session.search(HashMap::from([("application", PYTHON)]))?;
        if items.is_empty() {
            session.check_unlocked()?;
        }
        let mut found = Vec::new();
        for item in &items {
            let mut attributes = readable(session, item)?.unwrap_or_default();
            let names = (attributes.remove("service"), attributes.remove("username"));
            if let (Some(service), Some(account)) = names
                && service.starts_with(prefix)
            {
                found.push((service, account));
            }
        }
        Ok(found)
    }
}

/// The key of an item; none for one without, or one that was removed since the search.
fn listed(session: &Session, located: &Located) -> Result<Option<Listed>, Failure> {
    let Some(mut attributes) = readable(session, located)? else {
        return Ok(None);
    };
    let Some(key) = attributes.remove("username") else {
        return Ok(None);
    };
    let changed = session.changed_at(located)?;
    Ok(changed.map(|at| (key, i64::try_from(at).ok())))
}

/// An item's attributes; none when it is gone.
fn readable(
    session: &Session,
    located: &Located,
) -> Result<Option<HashMap<String, String>>, Failure> {
    let attributes = session.attributes(located)?;
    // A collection that was never unlocked tells its attributes only as hashes.
    let is_hashed = |names: &HashMap<_, _>| located.is_locked && !names.contains_key("username");
    if attributes.as_ref().is_some_and(is_hashed) {
        session.unlocked(located)?;
        return session.attributes(located);
    }
    Ok(attributes)
}
