//! `~/.anaconda/keyring`, which anaconda-auth makes the keyring of every Python program in its environment
//! (`anaconda_auth/token.py`, `AnacondaKeyring`): `{"SERVICE": {"ACCOUNT": "SECRET"}}`.

use super::{
    layout::{Damage, Layout, Text},
    python_json::{self, Members},
};
use crate::secret::Secret;

/// The secret of one account.
pub(super) struct Account<'a> {
    pub(super) service: &'a str,
    pub(super) account: &'a str,
}

impl Account<'_> {
    fn accounts(&self, services: &Members) -> Result<Members, Damage> {
        let accounts = services.get(self.service).unwrap_or_default();
        Members::read(accounts).map_err(|_| Damage::at(0, "a service in it is no JSON object"))
    }
}

impl Layout for Account<'_> {
    fn get(&self, text: &str) -> Result<Option<Secret>, Damage> {
        let accounts = self.accounts(&Members::read(text)?)?;
        let secret = accounts.get(self.account).map(serde_json::from_str);
        let secret: Option<String> = secret
            .transpose()
            .map_err(|_| Damage::at(0, "a secret in it is no JSON string"))?;
        Ok(secret.map(Secret::new))
    }

    fn set(&self, text: &str, value: &str) -> Result<Text, Damage> {
        let mut services = Members::read(text)?;
        let mut accounts = self.accounts(&services)?;
        accounts.set(self.account, &python_json::string(value));
        services.set(self.service, &accounts.write());
        Ok(services.write())
    }

    fn unset(&self, text: &str) -> Result<Option<Text>, Damage> {
        let mut services = Members::read(text)?;
        let mut accounts = self.accounts(&services)?;
        accounts.remove(self.account);
        match accounts.is_empty() {
            true => services.remove(self.service),
            false => services.set(self.service, &accounts.write()),
        }
        Ok(Some(services.write()))
    }

    fn is_empty(&self, text: &str) -> bool {
        Members::read(text).is_ok_and(|services| services.is_empty())
    }
}
