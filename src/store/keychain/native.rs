//! Native: a keychain behind keyring-core's interface, as macOS and Windows have one.

mod windows;

use std::{collections::HashMap, sync::Arc};

use keyring_core::{Entry, Error, api::CredentialStore};
use zeroize::Zeroizing;

use super::{
    Backend, Listed, SERVICE,
    name::{Maker, Name},
};
use crate::error::Failure;

/// A store of keyring-core's.
pub type Shared = Arc<CredentialStore>;

/// What the Windows Credential Manager takes: 2,560 bytes (`CRED_MAX_CREDENTIAL_BLOB_SIZE`,
/// `wincred.h`), in which a password is written as UTF-16.
pub const WINDOWS_LIMIT: usize = 2560 / 2;

pub(super) struct Native {
    store: Shared,
    limit: Option<usize>,
}

impl Native {
    /// `limit` is the largest value, in UTF-16 units.
    pub(super) fn new(store: Shared, limit: Option<usize>) -> Self {
        Self { store, limit }
    }

    fn entry(&self, name: &Name) -> Result<Entry, Failure> {
        let (service, account) = (&name.service, &name.account);
        let entry = match (name.maker, cfg!(windows)) {
            (Maker::Python, true) => return windows::entry(&self.store, service, account),
            _ => self.store.build(service, account, None),
        };
        entry.map_err(failure)
    }

    /// All entries of a name: one, unless another program made a second.
    fn entries(&self, name: &Name) -> Result<Vec<Entry>, Failure> {
        match self.entry(name)?.get_credential() {
            Ok(entry) => Ok(vec![entry]),
            Err(Error::NoEntry) => Ok(Vec::new()),
            Err(Error::Ambiguous(entries)) => Ok(entries),
            Err(error) => Err(failure(error)),
        }
    }

    fn check_size(&self, text: &str) -> Result<(), Failure> {
        let size = text.encode_utf16().count();
        match self.limit {
            Some(limit) if size > limit => Err(Failure::TooLong { size, limit }),
            _ => Ok(()),
        }
    }
}

impl Backend for Native {
    fn probe(&mut self) -> Result<(), Failure> {
        self.holds(&Name::of_key("probe")).map(drop)
    }

    fn holds(&mut self, name: &Name) -> Result<bool, Failure> {
        Ok(!self.entries(name)?.is_empty())
    }

    fn get(&mut self, name: &Name) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
        let Some(entry) = self.entries(name)?.into_iter().next() else {
            return Ok(None);
        };
        match entry.get_password() {
            Ok(text) => Ok(Some(Zeroizing::new(text.into_bytes()))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(failure(error)),
        }
    }

    fn set(&mut self, name: &Name, value: &[u8]) -> Result<(), Failure> {
        let text = std::str::from_utf8(value).expect("all that we store is text");
        self.check_size(text)?;
        let mut entries = self.entries(name)?.into_iter();
        // An item that is there is written in place: on macOS a new one would lose its access list.
        let entry = match entries.next() {
            Some(entry) => entry,
            None => self.entry(name)?,
        };
        entry.set_password(text).map_err(failure)?;
        if name.maker == Maker::Python && cfg!(windows) {
            windows::sign(&entry, &name.account)?;
        }
        entries.try_for_each(|duplicate| duplicate.delete_credential().map_err(failure))
    }

    fn remove(&mut self, name: &Name) -> Result<bool, Failure> {
        let mut removed = false;
        for entry in self.entries(name)? {
            match entry.delete_credential() {
                Ok(()) => removed = true,
                Err(Error::NoEntry) => {}
                Err(error) => return Err(failure(error)),
            }
        }
        Ok(removed)
    }

    fn keys(&mut self) -> Result<Vec<Listed>, Failure> {
        // Windows has no service of its own: the store writes `KEY.SERVICE` as the name, and searches by pattern.
        let by = if cfg!(windows) {
            ("pattern", r"\.rattler\z")
        } else {
            ("service", SERVICE)
        };
        let found = self.store.search(&HashMap::from([by])).map_err(failure)?;
        let keys = found.into_iter().filter_map(|entry| entry.get_specifiers());
        Ok(keys
            .filter(|(service, _)| service == SERVICE)
            .map(|(_, key)| (key, None))
            .collect())
    }

    fn accounts(&mut self, prefix: &str) -> Result<Vec<(String, String)>, Failure> {
        if cfg!(windows) {
            return windows::accounts(&self.store, prefix);
        }
        let found = self.store.search(&HashMap::new()).map_err(failure)?;
        let names = found.into_iter().filter_map(|entry| entry.get_specifiers());
        Ok(names
            .filter(|(service, _)| service.starts_with(prefix))
            .collect())
    }
}

pub(super) fn failure(error: Error) -> Failure {
    match error {
        Error::NoStorageAccess(_) => Failure::Locked,
        Error::TooLong(_, limit) => Failure::Refused(format!(
            "the credential is longer than the {limit} characters that it takes"
        )),
        Error::NoDefaultStore => Failure::Absent("no keychain is set up".into()),
        Error::PlatformFailure(cause) => Failure::Refused(crate::text::escape(&cause.to_string())),
        // The rest may carry the value, so only its kind is said.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            Failure::Refused("it holds something that is not text".into())
        }
        Error::NotSupportedByStore(why) => Failure::Refused(crate::text::escape(&why)),
        _ => Failure::Refused("it refused".into()),
    }
}
