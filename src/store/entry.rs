//! Entry: what a list says of what is stored, without secrets.

use crate::{
    scheme::{self, Credential},
    target::Key,
};

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// What is known of the credential.
    pub detail: Detail,
    /// When the entry was changed last, in seconds since 1970, where the store says so.
    pub changed_at: Option<i64>,
}

/// What a list knows of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Its description, without secrets.
    Known(Summary),
    /// It was not read, because that would read the secret.
    Unread,
    /// It is of a kind that we do not know.
    Unsupported(String),
}

/// A credential's description, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Summary {
    /// The scheme's name.
    pub scheme: String,
    /// Who it belongs to, if it says so.
    pub account: Option<String>,
    /// When it runs out, in seconds since 1970, if it says so.
    pub expires_at: Option<i64>,
    /// Whether it is renewed without a person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refreshable: bool,
}

impl From<&Credential> for Summary {
    fn from(credential: &Credential) -> Self {
        let scheme = credential.scheme();
        Self {
            scheme: scheme.name().to_owned(),
            account: scheme.account(),
            expires_at: scheme.expires_at(),
            refreshable: credential.is_refreshable(),
        }
    }
}

impl Detail {
    /// The description of a stored credential.
    pub(crate) fn of_json(key: &str, json: &str) -> Self {
        match Credential::from_json(key, json) {
            Ok(credential) => Self::Known((&credential).into()),
            Err(_) => Self::Unsupported(scheme::kind(json).unwrap_or_else(|| "unknown".into())),
        }
    }
}
