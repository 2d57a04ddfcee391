//! Hands: what reaches the places that are no files.

use super::Wish;
use crate::{
    env::Env,
    error::Failure,
    secret::Secret,
    store::keychain::{Keyring, Patience},
};

/// What reaches the places that are no files: none has nothing to reach them with.
#[derive(Debug, Default)]
pub struct Hands {
    keyring: Option<Keyring>,
}

impl Hands {
    /// Those of this machine; nothing is opened before it is needed.
    pub fn of(env: &Env, patience: Patience) -> Self {
        let keyring = Some(Keyring::of(env, patience));
        Self { keyring }
    }

    /// The keyring that Python's library uses.
    ///
    /// # Errors
    /// When there is none.
    pub fn keyring(&self) -> Result<&Keyring, Failure> {
        let none = || Failure::Absent("no keyring was opened".into());
        self.keyring.as_ref().ok_or_else(none)
    }

    /// Changes the secret of an account as `decide` says.
    pub(super) fn change(
        &self,
        service: &str,
        account: &str,
        decide: &mut dyn FnMut(Option<&Secret>) -> Wish,
    ) -> Result<(), Failure> {
        let keyring = self.keyring()?;
        let held = keyring.get(service, account)?;
        match decide(held.as_ref()) {
            Wish::Hold(value) if held.as_ref() != Some(&value) => {
                keyring.set(service, account, &value)
            }
            Wish::Clear if held.is_some() => keyring.remove(service, account).map(drop),
            _ => Ok(()),
        }
    }
}
