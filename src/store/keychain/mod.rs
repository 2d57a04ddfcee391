//! Keychain: credentials in the keychain of the operating system, in items that rattler reads and writes too.

mod name;
pub mod native;
mod python;
#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service;
mod worker;
mod workers;

use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use zeroize::Zeroizing;

pub use self::python::Keyring;
use self::{name::Name, worker::Worker};
use super::{Detail, Entry, Protection, Store};
use crate::{env::Env, error::Failure, scheme::Credential, target::Key};

/// The service name of all items, which is rattler's (`rattler_networking`, `authentication_storage/backends/keyring.rs`).
const SERVICE: &str = "rattler";

/// A system's keychain. It is asked from a thread of its own, so that every wait has an end.
trait Backend {
    fn probe(&mut self) -> Result<(), Failure>;
    fn holds(&mut self, name: &Name) -> Result<bool, Failure>;
    fn get(&mut self, name: &Name) -> Result<Option<Zeroizing<Vec<u8>>>, Failure>;
    fn set(&mut self, name: &Name, value: &[u8]) -> Result<(), Failure>;
    /// Sets what is there if `is_old` says so, as soon after looking as can be: no keychain does both at once.
    fn replace(
        &mut self,
        name: &Name,
        is_old: &dyn Fn(&[u8]) -> bool,
        value: &[u8],
    ) -> Result<bool, Failure> {
        match self.get(name)? {
            Some(held) if is_old(&held) => self.set(name, value).map(|()| true),
            _ => Ok(false),
        }
    }
    fn remove(&mut self, name: &Name) -> Result<bool, Failure>;
    fn keys(&mut self) -> Result<Vec<Listed>, Failure>;
    /// The services of python-keyring's that begin with `prefix`, and their accounts.
    fn accounts(&mut self, prefix: &str) -> Result<Vec<(String, String)>, Failure>;
}

/// A key, and when its item was changed (seconds since 1970), where the keychain says so.
type Listed = (String, Option<i64>);

/// Whether a person is being asked now, which takes longer than an answer.
type Asking = Arc<AtomicBool>;

/// How long a call may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// An answer from the keychain itself.
    pub answer: Duration,
    /// A person who is asked to unlock it; none when nobody can be asked.
    pub person: Option<Duration>,
}

impl Patience {
    /// Five seconds, and nobody to ask.
    pub const ALONE: Self = Self {
        answer: Duration::from_secs(5),
        person: None,
    };
    /// Five seconds, and twenty-five for a person at a terminal.
    pub const WITH_PERSON: Self = Self {
        answer: Duration::from_secs(5),
        person: Some(Duration::from_secs(25)),
    };
}

/// The keychain: Secret Service, macOS Keychain or Windows Credential Manager.
pub struct Keychain {
    worker: Worker,
}

impl std::fmt::Debug for Keychain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keychain")
    }
}

impl Keychain {
    /// The keychain of this system; it is not opened before it is used.
    pub fn of(env: &Env, patience: Patience) -> Self {
        Self::system(has_bus(env), patience)
    }

    /// The same; `has_bus` says whether there is a D-Bus session, which only the Secret Service needs.
    pub fn system(has_bus: bool, patience: Patience) -> Self {
        let worker = workers::system(has_bus, patience);
        Self { worker }
    }

    /// A keychain behind keyring-core's interface.
    pub fn native(store: native::Shared, limit: Option<usize>) -> Self {
        let worker = workers::native(store, limit);
        Self { worker }
    }
}

/// Where libdbus looks for the session's bus (D-Bus Specification, "Well-known Message Bus Instances").
fn has_bus(env: &Env) -> bool {
    let is_there = |folder: PathBuf| folder.join("bus").exists();
    env.variable("DBUS_SESSION_BUS_ADDRESS").is_some()
        || env
            .path_variable("XDG_RUNTIME_DIR")
            .map(PathBuf::from)
            .is_some_and(is_there)
}

impl Store for Keychain {
    fn name(&self) -> &'static str {
        "keychain"
    }

    fn place(&self) -> String {
        let name = match std::env::consts::OS {
            "macos" => "macOS Keychain",
            "windows" => "Windows Credential Manager",
            _ => "Secret Service",
        };
        name.into()
    }

    fn protection(&self) -> Protection {
        Protection::Encrypted
    }

    fn probe(&self) -> Result<(), Failure> {
        self.worker.call(|backend| backend.probe())
    }

    fn holds(&self, key: &Key) -> Result<bool, Failure> {
        let name = Name::of_key(key.as_str());
        self.worker.call(move |backend| backend.holds(&name))
    }

    fn get(&self, key: &Key) -> Result<Option<Credential>, Failure> {
        let name = Name::of_key(key.as_str());
        let value = self.worker.call(move |backend| backend.get(&name))?;
        value.map(|bytes| credential(key, &bytes)).transpose()
    }

    fn set(&self, key: &Key, credential: &Credential) -> Result<(), Failure> {
        let (name, json) = (Name::of_key(key.as_str()), credential.to_json());
        self.worker
            .call(move |backend| backend.set(&name, json.expose().as_bytes()))
    }

    fn replace(&self, key: &Key, old: &Credential, new: &Credential) -> Result<bool, Failure> {
        let (key, old, json) = (key.clone(), old.clone(), new.to_json());
        self.worker.call(move |backend| {
            let is_old = |held: &[u8]| credential(&key, held).is_ok_and(|held| held == old);
            backend.replace(
                &Name::of_key(key.as_str()),
                &is_old,
                json.expose().as_bytes(),
            )
        })
    }

    fn remove(&self, key: &Key) -> Result<bool, Failure> {
        let name = Name::of_key(key.as_str());
        self.worker.call(move |backend| backend.remove(&name))
    }

    fn entries(&self) -> Result<Vec<Entry>, Failure> {
        let mut listed = self.worker.call(|backend| backend.keys())?;
        // Of duplicates, the one changed last tells when the key was changed.
        listed.sort_by(|(one, at), (other, then)| one.cmp(other).then(then.cmp(at)));
        listed.dedup_by(|later, earlier| later.0 == earlier.0);
        let entries = listed.into_iter().map(|(key, changed_at)| Entry {
            key: Key::stored(key),
            detail: Detail::Unread,
            changed_at,
        });
        Ok(entries.collect())
    }
}

fn credential(key: &Key, bytes: &[u8]) -> Result<Credential, Failure> {
    let json = std::str::from_utf8(bytes).unwrap_or_default();
    Credential::from_json(key.as_str(), json)
}
