//! Facts: what is known of an OAuth login beside its tokens, none of it secret.

use serde::{Deserialize, Serialize};

/// Who logged in where, and what for. Kept in the entry and in the notes, because rattler drops it from the entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The provider's issuer URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// What was granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// What was asked for, where something else was granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requested: Vec<String>,
    /// Who logged in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// When the access token was given out, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<i64>,
    /// What the token is for; in the entry it has a place of its own, which old versions of rattler drop too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Where the browser was sent back to, if that was not left to us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// Whether the provider was not to be asked for the person's consent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_consent: bool,
    /// The client and the token endpoint of the login, which have places of their own in the entry: by these the
    /// notes are known to be about it, and not about one that another program put in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_with: Option<[String; 2]>,
}

impl Facts {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What a login has to ask for to be granted the same.
    pub fn requested(&self) -> &[String] {
        match self.requested.as_slice() {
            [] => &self.scopes,
            requested => requested,
        }
    }

    /// Takes what was granted, and remembers what was asked for if that is something else.
    pub(super) fn grant(&mut self, granted: Option<Vec<String>>) {
        let Some(granted) = granted.filter(|granted| *granted != self.scopes) else {
            return;
        };
        let before = std::mem::replace(&mut self.scopes, granted);
        if self.requested.is_empty() {
            self.requested = before;
        }
    }
}
