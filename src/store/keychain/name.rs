//! Name: which item of a keychain is meant, and how those write it who made the first one.

use std::collections::HashMap;

use super::SERVICE;

/// What python-keyring says of itself in every item (`keyring/backends/SecretService.py`).
pub(super) const PYTHON: &str = "Python keyring library";

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

#[cfg_attr(
    not(all(unix, not(target_os = "macos"))),
    expect(
        dead_code,
        reason = "only the Secret Service has labels and attributes"
    )
)]
impl Name {
    /// What the item is found by.
    pub(super) fn query(&self) -> HashMap<&str, &str> {
        HashMap::from([("service", &*self.service), ("username", &*self.account)])
    }

    /// What a new item has.
    pub(super) fn attributes(&self) -> HashMap<&str, &str> {
        let mut attributes = self.query();
        if self.maker == Maker::Python {
            attributes.insert("application", PYTHON);
        }
        attributes
    }

    /// What a person sees.
    pub(super) fn label(&self) -> String {
        let (service, account) = (&self.service, &self.account);
        match self.maker {
            Maker::Rattler => format!("keyring:{account}@{service}"),
            Maker::Python => format!("Password for '{account}' on '{service}'"),
        }
    }

    /// The secret's type: that of `dbus-secret-service-keyring-store`, which is rattler's, and that of `secretstorage`.
    pub(super) fn content_type(&self) -> &'static str {
        match self.maker {
            Maker::Rattler => "application/octet-stream",
            Maker::Python => "text/plain",
        }
    }

    /// Whether an item with these attributes looks like one of the maker's own. GNOME Keyring adds `xdg:schema` to
    /// items of other programs, when it reads them from disk.
    pub(super) fn is_own(&self, attributes: &HashMap<String, String>) -> bool {
        match self.maker {
            Maker::Rattler => {
                attributes
                    .keys()
                    .filter(|name| !name.starts_with("xdg:"))
                    .count()
                    == 2
            }
            Maker::Python => attributes.get("application").is_some_and(|by| by == PYTHON),
        }
    }
}
