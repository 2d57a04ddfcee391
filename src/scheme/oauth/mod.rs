//! OAuth: an access token that a provider gave out, and what is needed to renew it.

#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the browser login is the one that uses it")
)]
mod loopback;

use serde::{Deserialize, Serialize};

use super::{Scheme, Sent, bearer, jwt};
use crate::secret::Secret;

/// What rattler keeps of an OAuth login. Fields that we do not know stay in the store as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OAuth {
    access_token: Secret,
    refresh_token: Option<Secret>,
    expires_at: Option<i64>,
    token_endpoint: String,
    revocation_endpoint: Option<String>,
    client_id: String,
}

impl Scheme for OAuth {
    fn name(&self) -> &'static str {
        "oauth"
    }

    fn describe(&self) -> &'static str {
        "an OAuth login"
    }

    fn account(&self) -> Option<String> {
        jwt::account(self.access_token.expose())
    }

    fn expires_at(&self) -> Option<i64> {
        self.expires_at
            .or_else(|| jwt::expires_at(self.access_token.expose()))
    }

    fn sent(&self) -> Sent {
        bearer::header(&self.access_token)
    }

    fn fields(&self) -> Vec<(&'static str, &str)> {
        let refresh = self.refresh_token.as_ref();
        let first = std::iter::once(("access-token", self.access_token.expose()));
        first
            .chain(refresh.map(|token| ("refresh-token", token.expose())))
            .collect()
    }

    fn only_field(&self) -> Option<&str> {
        Some(self.access_token.expose())
    }
}
