//! Shape: label, attributes and type of an item of the Secret Service, as its makers write them.

use std::collections::HashMap;

use super::super::name::{Maker, Name};

/// What python-keyring says of itself in every item (`keyring/backends/SecretService.py`).
pub(super) const PYTHON: &str = "Python keyring library";

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
