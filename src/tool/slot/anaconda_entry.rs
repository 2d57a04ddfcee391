//! One secret of a domain in `~/.anaconda/keyring`, where anaconda-auth finds it (`anaconda_auth/token.py`).

use super::{
    layout::{Damage, Layout, Text},
    python_json::{self, Members},
};
use crate::{
    anaconda::{
        keyring::{self, SERVICE, names},
        payload::{Part, Payload},
    },
    secret::Secret,
    text::escape,
};

/// One secret in the entry of one domain.
pub(super) struct Entry<'a> {
    pub(super) domain: &'a str,
    pub(super) part: Part<'a>,
}

impl Entry<'_> {
    /// The payload that anaconda-auth would take, and the name it is under.
    fn payload(&self, accounts: &Members) -> Result<Option<(String, Payload)>, Damage> {
        let mut names = names(self.domain);
        let found = names.find_map(|name| Some((name, accounts.get(name)?)));
        let Some((name, value)) = found else {
            return Ok(None);
        };
        let payload = keyring::payload(value).map_err(|why| {
            let name = escape(name);
            Damage::at(0, format!("its entry `{name}` cannot be read: {why}"))
        })?;
        Ok(Some((name.to_owned(), payload)))
    }
}

impl Layout for Entry<'_> {
    fn get(&self, text: &str) -> Result<Option<Secret>, Damage> {
        let accounts = keyring::accounts(&Members::read(text)?)?;
        let payload = self.payload(&accounts)?;
        Ok(payload.and_then(|(_, payload)| payload.get(self.part)))
    }

    fn set(&self, text: &str, value: &str) -> Result<Text, Damage> {
        let mut services = Members::read(text)?;
        let mut accounts = keyring::accounts(&services)?;
        let (name, mut payload) = self.payload(&accounts)?.unwrap_or_default();
        if name != self.domain {
            payload.renew();
            accounts.remove(&name);
        }
        payload.name(self.domain);
        payload.set(self.part, value);
        accounts.set(self.domain, &python_json::string(&payload.write()));
        services.set(SERVICE, &accounts.write());
        Ok(services.write())
    }

    /// Without any entry the service stays, as anaconda-auth leaves it.
    fn unset(&self, text: &str) -> Result<Option<Text>, Damage> {
        let mut services = Members::read(text)?;
        let mut accounts = keyring::accounts(&services)?;
        if let Some((name, mut payload)) = self.payload(&accounts)? {
            match payload.clear(self.part) {
                true => accounts.set(&name, &python_json::string(&payload.write())),
                false => accounts.remove(&name),
            }
        }
        services.set(SERVICE, &accounts.write());
        Ok(Some(services.write()))
    }

    fn is_empty(&self, text: &str) -> bool {
        let services = Members::read(text);
        let is_bare = |value: &str| Members::read(value).is_ok_and(|accounts| accounts.is_empty());
        services.is_ok_and(|services| services.iter().all(|(_, value)| is_bare(value)))
    }
}
