//! Keyring: the items of Python's keyring library, which are in the same keychain as rattler's.

use std::fmt;

use super::{Patience, name::Name, native, worker::Worker, workers};
use crate::{env::Env, error::Failure, secret::Secret};

/// What Python's keyring library finds in the keychain of this system.
pub struct Keyring {
    worker: Worker,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring")
    }
}

impl Keyring {
    /// The keychain of this system; it is not opened before it is used.
    pub fn of(env: &Env, patience: Patience) -> Self {
        let worker = workers::system(super::has_bus(env), patience);
        Self { worker }
    }

    /// A keyring behind keyring-core's interface.
    pub fn native(store: native::Shared, limit: Option<usize>) -> Self {
        let worker = workers::native(store, limit);
        Self { worker }
    }

    /// Whether a secret could be kept, without asking anybody.
    ///
    /// # Errors
    /// When there is no keychain, or it is locked, or does not answer; this holds for all.
    pub fn probe(&self) -> Result<(), Failure> {
        self.worker.call(|backend| backend.probe())
    }

    /// The secret of an account; none when there is none.
    ///
    /// # Errors
    /// As for `probe`, and for a secret that is not text.
    pub fn get(&self, service: &str, account: &str) -> Result<Option<Secret>, Failure> {
        let name = Name::of_python(service, account);
        let bytes = self.worker.call(move |backend| backend.get(&name))?;
        let text = |bytes: zeroize::Zeroizing<Vec<u8>>| {
            let text = str::from_utf8(&bytes).map(Secret::new);
            text.map_err(|_| Failure::Refused("it holds something that is not text".into()))
        };
        bytes.map(text).transpose()
    }

    /// Sets the secret of an account.
    ///
    /// # Errors
    /// As for `probe`, and for a secret that is too long for the keychain.
    pub fn set(&self, service: &str, account: &str, secret: &Secret) -> Result<(), Failure> {
        let (name, secret) = (Name::of_python(service, account), secret.clone());
        self.worker
            .call(move |backend| backend.set(&name, secret.expose().as_bytes()))
    }

    /// Removes an account's secret; whether there was one.
    ///
    /// # Errors
    /// As for `probe`.
    pub fn remove(&self, service: &str, account: &str) -> Result<bool, Failure> {
        let name = Name::of_python(service, account);
        self.worker.call(move |backend| backend.remove(&name))
    }

    /// The services that begin with `prefix`, and their accounts, sorted; no secret is read.
    ///
    /// # Errors
    /// As for `probe`.
    pub fn list(&self, prefix: &str) -> Result<Vec<(String, String)>, Failure> {
        let prefix = prefix.to_owned();
        let mut found = self.worker.call(move |backend| backend.accounts(&prefix))?;
        found.sort();
        found.dedup();
        Ok(found)
    }
}
