//! What a keyring holds, as its owner sees it.

use std::collections::BTreeMap;

use serde_json::Value;

/// One item of the keyring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What a person sees.
    pub label: String,
    /// What it is found by, but for libsecret's own `xdg:schema`.
    pub attributes: BTreeMap<String, String>,
    /// The secret, unless it is locked.
    pub secret: Option<String>,
    /// The secret's type.
    pub content_type: Option<String>,
}

impl Item {
    /// Reads what `tests/services/keyring_items.py` prints.
    pub fn from_json(item: &Value) -> Self {
        let text = |name: &str| item[name].as_str().map(str::to_owned);
        let attributes = item["attributes"].as_object().expect("an object").iter();
        Self {
            label: text("label").expect("an item has a label"),
            attributes: attributes
                .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
                .collect(),
            secret: text("secret"),
            content_type: text("content_type"),
        }
    }
}
