//! Name: which item of a keychain is meant, and whose way of writing it is followed.

use super::SERVICE;

/// An item's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) service: String,
    pub(super) account: String,
    pub(super) maker: Maker,
}

/// Whose items are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Maker {
    Rattler,
    Python,
}

impl Name {
    /// The item of rattler's for a key.
    pub(super) fn of_key(key: &str) -> Self {
        Self {
            service: SERVICE.into(),
            account: key.into(),
            maker: Maker::Rattler,
        }
    }

    /// python-keyring's item for an account.
    pub(super) fn of_python(service: &str, account: &str) -> Self {
        Self {
            service: service.into(),
            account: account.into(),
            maker: Maker::Python,
        }
    }
}
