//! The Secret Service of freedesktop.org over D-Bus: GNOME Keyring, KWallet, KeePassXC.

use std::{collections::HashMap, time::Duration};

use dbus_secret_service::{Collection, EncryptionType, Error, Item, SecretService};
use zeroize::Zeroizing;

use super::{Backend, Listed, Patience, SERVICE};
use crate::error::Failure;

/// The content type that rattler's own store writes (`dbus-secret-service-keyring-store`).
const CONTENT_TYPE: &str = "application/octet-stream";
/// How long the library waits for one answer.
const ONE_CALL: Duration = Duration::from_secs(2);

pub(super) struct Bus {
    patience: Patience,
    open: Option<(Channel, SecretService)>,
}

/// Whether secrets are to cross the bus: those are encrypted on their way, which takes a key exchange.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Channel {
    WithoutSecrets,
    ForSecrets,
}

impl Bus {
    pub(super) fn new(patience: Patience) -> Self {
        Self {
            patience,
            open: None,
        }
    }

    fn service(&mut self, channel: Channel) -> Result<&SecretService, Failure> {
        let is_fit = |open: &(Channel, _)| open.0 == Channel::ForSecrets || open.0 == channel;
        let open = match self.open.take().filter(is_fit) {
            Some(open) => open,
            None => (channel, self.connect(channel)?),
        };
        Ok(&self.open.insert(open).1)
    }

    fn connect(&self, channel: Channel) -> Result<SecretService, Failure> {
        let encryption = match channel {
            Channel::WithoutSecrets => EncryptionType::Plain,
            Channel::ForSecrets => EncryptionType::Dh,
        };
        // With no seconds at all, a prompt is refused before it is shown.
        let seconds = self.patience.person.map_or(0, |time| time.as_secs());
        SecretService::connect_with_max_prompt_timeout(encryption, seconds).map_err(absence)
    }
}

impl Backend for Bus {
    fn probe(&mut self) -> Result<(), Failure> {
        let collection = default_collection(self.service(Channel::WithoutSecrets)?)?;
        collection.ensure_unlocked().map_err(failure)
    }

    fn holds(&mut self, key: &str) -> Result<bool, Failure> {
        Ok(!items(self.service(Channel::WithoutSecrets)?, key)?.is_empty())
    }

    fn get(&mut self, key: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
        // Most keys that are asked for are not there, and finding that out needs no encryption.
        if self.open.is_none() && !self.holds(key)? {
            return Ok(None);
        }
        let service = self.service(Channel::ForSecrets)?;
        let Some(item) = preferred(items(service, key)?)?.into_iter().next() else {
            return Ok(None);
        };
        unlock(&item)?;
        item.get_secret()
            .map(|bytes| Some(Zeroizing::new(bytes)))
            .map_err(failure)
    }

    fn set(&mut self, key: &str, value: &[u8]) -> Result<(), Failure> {
        let service = self.service(Channel::ForSecrets)?;
        let mut items = preferred(items(service, key)?)?.into_iter();
        let Some(item) = items.next() else {
            return create(service, key, value);
        };
        unlock(&item)?;
        item.set_secret(value, CONTENT_TYPE).map_err(failure)?;
        items.try_for_each(|duplicate| delete(&duplicate))
    }

    fn remove(&mut self, key: &str) -> Result<bool, Failure> {
        let service = self.service(Channel::WithoutSecrets)?;
        let items = items(service, key)?;
        items.iter().try_for_each(delete)?;
        if items.is_empty() {
            check_unlocked(service)?;
        }
        Ok(!items.is_empty())
    }

    fn keys(&mut self) -> Result<Vec<Listed>, Failure> {
        let service = self.service(Channel::WithoutSecrets)?;
        let by_service = HashMap::from([("service", SERVICE)]);
        let found = service.search_items(by_service).map_err(failure)?;
        if found.unlocked.is_empty() && found.locked.is_empty() {
            check_unlocked(service)?;
        }
        found
            .unlocked
            .iter()
            .chain(&found.locked)
            .map(listed)
            .collect()
    }
}

fn listed(item: &Item<'_>) -> Result<Listed, Failure> {
    let mut attributes = item.get_attributes().map_err(failure)?;
    // A collection that was never unlocked tells its attributes only as hashes.
    let key = attributes.remove("username").ok_or(Failure::Locked)?;
    let changed = item.get_modified().map_err(failure)?;
    Ok((key, i64::try_from(changed).ok()))
}

fn items<'a>(service: &'a SecretService, key: &str) -> Result<Vec<Item<'a>>, Failure> {
    let attributes = HashMap::from([("service", SERVICE), ("username", key)]);
    let found = service.search_items(attributes).map_err(failure)?;
    Ok(found.unlocked.into_iter().chain(found.locked).collect())
}

/// The items, the one to use first: rattler's own, which has no attributes but two, then the one changed last.
fn preferred(mut items: Vec<Item<'_>>) -> Result<Vec<Item<'_>>, Failure> {
    if items.len() > 1 {
        let mut ranked = Vec::new();
        for item in items {
            let others = item.get_attributes().map_err(failure)?.len();
            let age = u64::MAX - item.get_modified().map_err(failure)?;
            ranked.push(((others, age), item));
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        items = ranked.into_iter().map(|(_, item)| item).collect();
    }
    Ok(items)
}

fn create(service: &SecretService, key: &str, value: &[u8]) -> Result<(), Failure> {
    let collection = default_collection(service)?;
    collection.ensure_unlocked().map_err(failure)?;
    let attributes = HashMap::from([("service", SERVICE), ("username", key)]);
    let label = format!("keyring:{key}@{SERVICE}");
    collection
        .create_item(&label, attributes, value, false, CONTENT_TYPE)
        .map(drop)
        .map_err(failure)
}

fn unlock(item: &Item<'_>) -> Result<(), Failure> {
    item.ensure_unlocked().map_err(failure)
}

fn delete(item: &Item<'_>) -> Result<(), Failure> {
    unlock(item)?;
    item.delete().map_err(failure)
}

fn default_collection(service: &SecretService) -> Result<Collection<'_>, Failure> {
    service
        .get_default_collection()
        .map_err(|error| match error {
            Error::NoResult => {
                Failure::Refused("it has no collection yet, and making one needs a desktop".into())
            }
            other => failure(other),
        })
}

/// That nothing was found means something only when the default collection is open.
fn check_unlocked(service: &SecretService) -> Result<(), Failure> {
    match service.get_default_collection() {
        Ok(collection) => collection.ensure_unlocked().map_err(failure),
        Err(Error::NoResult) => Ok(()),
        Err(error) => Err(failure(error)),
    }
}

/// An error of the first call, where no service means that there is no keychain.
fn absence(error: Error) -> Failure {
    let Error::Dbus(cause) = &error else {
        return match error {
            Error::Unavailable => Failure::Absent("no Secret Service".into()),
            other => failure(other),
        };
    };
    let name = cause.name().unwrap_or_default();
    let name = name.rsplit('.').next().unwrap_or_default();
    let why = match name {
        "ServiceUnknown" | "NameHasNoOwner" => "no Secret Service on the D-Bus session",
        "FileNotFound" | "NoServer" | "NotSupported" | "ExecFailed" | "Disconnected" => {
            "no D-Bus session"
        }
        "BadAddress" => "`DBUS_SESSION_BUS_ADDRESS` is no address of a bus",
        _ => return failure(error),
    };
    Failure::Absent(why.into())
}

fn failure(error: Error) -> Failure {
    match error {
        Error::Locked | Error::Prompt => Failure::Locked,
        Error::Dbus(cause) => {
            let name = cause.name().unwrap_or_default();
            match name.rsplit('.').next().unwrap_or_default() {
                "IsLocked" => Failure::Locked,
                "NoReply" | "Timeout" | "TimedOut" => Failure::TimedOut(ONE_CALL),
                _ => {
                    let why = cause.message().unwrap_or(name);
                    Failure::Refused(crate::text::escape(why))
                }
            }
        }
        Error::NoResult => Failure::Refused("it has no default collection".into()),
        // The others may carry what was decrypted.
        _ => Failure::Refused("it gave an answer that cannot be understood".into()),
    }
}
