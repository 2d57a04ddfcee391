//! One connection to the Secret Service: searching, unlocking, reading and writing items.

use std::{cmp::Reverse, collections::HashMap, sync::atomic::Ordering};

use dbus_secret_service::{Collection, EncryptionType, Error, Item, Path, SecretService};
use zeroize::Zeroizing;

use super::{
    super::{
        Asking, Patience,
        name::{Maker, Name},
    },
    failure::{absence, failure, is_gone},
};
use crate::error::Failure;

/// Whether secrets are to cross the bus: those are encrypted on their way, which takes a key exchange.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Channel {
    WithoutSecrets,
    ForSecrets,
}

pub(super) struct Session {
    service: SecretService,
    channel: Channel,
    asking: Asking,
}

/// An item that a search found, on any connection.
pub(super) struct Located {
    path: Path<'static>,
    pub(super) is_locked: bool,
}

impl Session {
    pub(super) fn connect(
        channel: Channel,
        patience: Patience,
        asking: &Asking,
    ) -> Result<Self, Failure> {
        let encryption = match channel {
            Channel::WithoutSecrets => EncryptionType::Plain,
            Channel::ForSecrets => EncryptionType::Dh,
        };
        // With no seconds at all, a prompt is refused before it is shown.
        let seconds = patience.person.map_or(0, |time| time.as_secs());
        let service = SecretService::connect_with_max_prompt_timeout(encryption, seconds);
        Ok(Self {
            service: service.map_err(absence)?,
            channel,
            asking: asking.clone(),
        })
    }

    pub(super) fn is_fit_for(&self, channel: Channel) -> bool {
        self.channel == Channel::ForSecrets || self.channel == channel
    }

    pub(super) fn search(&self, by: HashMap<&str, &str>) -> Result<Vec<Located>, Failure> {
        let found = self.service.search_items(by).map_err(failure)?;
        let located = |is_locked| {
            move |item: Item<'_>| Located {
                path: item.path,
                is_locked,
            }
        };
        let unlocked = found.unlocked.into_iter().map(located(false));
        let locked = found.locked.into_iter().map(located(true));
        Ok(unlocked.chain(locked).collect())
    }

    /// The items of a name, the one to use first: that of its maker, then the one changed last.
    pub(super) fn find(&self, name: &Name) -> Result<Vec<Located>, Failure> {
        let items = self.search(name.query())?;
        if items.len() < 2 {
            return Ok(items);
        }
        let mut ranked = Vec::new();
        for item in items {
            if let (Some(attributes), Some(changed)) =
                (self.attributes(&item)?, self.changed_at(&item)?)
            {
                ranked.push(((!name.is_own(&attributes), Reverse(changed)), item));
            }
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        Ok(ranked.into_iter().map(|(_, item)| item).collect())
    }

    /// Whether the item can be written in place: Python's keyring makes a second one beside those of other programs.
    pub(super) fn is_usable(&self, located: &Located, name: &Name) -> Result<bool, Failure> {
        if name.maker == Maker::Rattler {
            return Ok(true);
        }
        let attributes = self.attributes(located)?;
        Ok(attributes.is_some_and(|attributes| name.is_own(&attributes)))
    }

    /// An item's attributes; none when it is gone.
    pub(super) fn attributes(
        &self,
        located: &Located,
    ) -> Result<Option<HashMap<String, String>>, Failure> {
        unless_gone(self.item(located).get_attributes())
    }

    /// When an item was changed, in seconds since 1970; none when it is gone.
    pub(super) fn changed_at(&self, located: &Located) -> Result<Option<u64>, Failure> {
        unless_gone(self.item(located).get_modified())
    }

    pub(super) fn unlocked(&self, located: &Located) -> Result<Item<'_>, Failure> {
        let item = self.item(located);
        if located.is_locked {
            self.ask(|| item.unlock())?;
        }
        Ok(item)
    }

    pub(super) fn create(&self, name: &Name, value: &[u8]) -> Result<(), Failure> {
        let collection = self.collection()?;
        self.unlock_collection(&collection)?;
        // It replaces the item of another login that is being made at the same time.
        let (label, kind) = (name.label(), name.content_type());
        let create = || collection.create_item(&label, name.attributes(), value, true, kind);
        self.ask(create).map(drop)
    }

    pub(super) fn replace(
        &self,
        located: &Located,
        name: &Name,
        value: &[u8],
    ) -> Result<(), Failure> {
        let item = self.unlocked(located)?;
        item.set_secret(value, name.content_type()).map_err(failure)
    }

    /// Replaces what `is_old` says is the old one; whether it was.
    pub(super) fn replace_if(
        &self,
        located: &Located,
        name: &Name,
        is_old: &dyn Fn(&[u8]) -> bool,
        value: &[u8],
    ) -> Result<bool, Failure> {
        let item = self.unlocked(located)?;
        let held = unless_gone(item.get_secret())?.map(Zeroizing::new);
        if !held.is_some_and(|held| is_old(&held)) {
            return Ok(false);
        }
        let set = unless_gone(item.set_secret(value, name.content_type()))?;
        Ok(set.is_some())
    }

    pub(super) fn delete(&self, located: &Located) -> Result<(), Failure> {
        let item = self.unlocked(located)?;
        match self.asked(|| item.delete()) {
            Err(error) if is_gone(&error) => Ok(()),
            result => result.map_err(failure),
        }
    }

    /// The collection that new items go to.
    pub(super) fn collection(&self) -> Result<Collection<'_>, Failure> {
        let none = "it has no collection yet, and making one needs a desktop";
        match self.service.get_default_collection() {
            Err(Error::NoResult) => Err(Failure::Refused(none.into())),
            result => result.map_err(failure),
        }
    }

    pub(super) fn unlock_collection(&self, collection: &Collection<'_>) -> Result<(), Failure> {
        match collection.is_locked().map_err(failure)? {
            true => self.ask(|| collection.unlock()),
            false => Ok(()),
        }
    }

    /// That nothing was found means something only when the default collection is open, or not there.
    pub(super) fn check_unlocked(&self) -> Result<(), Failure> {
        match self.service.get_default_collection() {
            Ok(collection) => self.unlock_collection(&collection),
            Err(Error::NoResult) => Ok(()),
            Err(error) => Err(failure(error)),
        }
    }

    fn item(&self, located: &Located) -> Item<'_> {
        Item::new(&self.service, located.path.clone())
    }

    fn ask<R>(&self, call: impl FnOnce() -> Result<R, Error>) -> Result<R, Failure> {
        self.asked(call).map_err(failure)
    }

    /// Makes a call for which the keychain may ask a person.
    fn asked<R>(&self, call: impl FnOnce() -> Result<R, Error>) -> Result<R, Error> {
        self.asking.store(true, Ordering::Relaxed);
        let result = call();
        self.asking.store(false, Ordering::Relaxed);
        result
    }
}

fn unless_gone<R>(result: Result<R, Error>) -> Result<Option<R>, Failure> {
    match result {
        Err(error) if is_gone(&error) => Ok(None),
        result => result.map(Some).map_err(failure),
    }
}
