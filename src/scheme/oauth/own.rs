//! Own: what an OAuth entry holds beside rattler's fields: ours, and those of others, which stay as they are.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer, Serialize};

use super::Facts;
use crate::secret::Secret;

/// What only we need of a login.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Own {
    #[serde(default, flatten)]
    pub(super) facts: Facts,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) client_secret: Option<Secret>,
    /// Whether the secret is sent in the body of requests (`client_secret_post`) instead of a header.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) secret_in_body: bool,
    /// When the access token really expires, while the field that rattler reads says later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) expires_at: Option<i64>,
}

/// What another program put in our place is no reason to take the login for damaged.
pub(super) fn own<'de, D: Deserializer<'de>>(value: D) -> Result<Own, D::Error> {
    let value = serde_json::Value::deserialize(value)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

impl Own {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Fields that we do not know.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Other(BTreeMap<String, serde_json::Value>);

/// The names alone: the values may be secrets.
impl fmt::Debug for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
