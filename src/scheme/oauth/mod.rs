//! OAuth: an access token that a provider gave out, and what is needed to renew it.

mod application;
mod facts;
mod flags;
mod grant;
mod identity;
mod issuer;
mod login;
mod loopback;
mod own;
mod preset;
mod protocol;
mod provider;
mod refresh;
mod revoke;
mod tidy;
mod userinfo;

use serde::{Deserialize, Serialize};

use self::own::{Other, Own};
pub use self::{
    application::Application,
    facts::Facts,
    flags::{Flags, Flow, Registration, SCOPES},
    issuer::Issuer,
    login::{DeviceCode, Guide, Login},
    loopback::RedirectUri,
    preset::Preset,
    refresh::{Refused, refresh},
    revoke::{NotRevoked, revoke},
    userinfo::userinfo_endpoint,
};
use super::{Scheme, Sent, bearer, jwt};
use crate::secret::Secret;

/// An OAuth login in rattler's form (`rattler_networking`, `authentication_storage/authentication.rs`), in which
/// `xauth` has what only we need. rattler ignores fields that it does not know, and drops them when it renews an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OAuth {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    audience: Option<String>,
    access_token: Secret,
    refresh_token: Option<Secret>,
    expires_at: Option<i64>,
    token_endpoint: String,
    revocation_endpoint: Option<String>,
    client_id: String,
    #[serde(
        default,
        deserialize_with = "own::own",
        skip_serializing_if = "Own::is_empty"
    )]
    xauth: Own,
    /// What others put there.
    #[serde(flatten)]
    other: Other,
}

/// How long before its end an access token is renewed when we do not know how long it lived, in seconds.
const USUAL_MARGIN: i64 = 5 * 60;
/// The same for one that lives for half an hour or more.
const LONG_MARGIN: i64 = 10 * 60;

impl OAuth {
    /// Whether the provider may give out a new access token without the person.
    pub fn is_refreshable(&self) -> bool {
        self.refresh_token().is_some()
    }

    fn refresh_token(&self) -> Option<&Secret> {
        let token = self.refresh_token.as_ref();
        token.filter(|token| !token.expose().is_empty())
    }

    /// How long before its end the access token is to be renewed, in seconds: long enough that what it is
    /// printed for can use it, and before rattler does it (at five minutes), which takes no lock.
    pub fn margin(&self) -> i64 {
        let lifetime = self.xauth.facts.issued_at.zip(self.expires_at());
        let lifetime = lifetime.map(|(start, end)| end.saturating_sub(start));
        match lifetime {
            // A clock that was set back can make it end before it began; an expired one is due all the same.
            Some(seconds) if seconds < 3 * LONG_MARGIN => (seconds / 5).max(1),
            Some(_) => LONG_MARGIN,
            None => USUAL_MARGIN,
        }
    }

    /// The same login while it is being renewed: other programs see a token that needs no renewal before `until`.
    pub fn leased(&self, until: i64) -> Self {
        let mut leased = self.clone();
        leased.xauth.expires_at = self.expires_at();
        leased.expires_at = Some(until);
        leased
    }

    /// Whether both have the same tokens.
    pub fn has_same_tokens(&self, other: &Self) -> bool {
        self.access_token == other.access_token && self.refresh_token == other.refresh_token
    }

    /// Whether the client has a secret.
    pub fn has_client_secret(&self) -> bool {
        self.xauth.client_secret.is_some()
    }

    /// What is known of the login beside its tokens, for the notes: what the entry has in other places, too.
    pub fn remembered(&self) -> Facts {
        Facts {
            audience: self.audience.clone(),
            made_with: Some(self.made_with()),
            ..self.xauth.facts.clone()
        }
    }

    /// What is known of the login beside its tokens.
    pub fn facts(&self) -> &Facts {
        &self.xauth.facts
    }

    fn made_with(&self) -> [String; 2] {
        [self.client_id.clone(), self.token_endpoint.clone()]
    }

    /// Takes from `facts` what the entry does not have any more, because rattler rewrote it.
    pub fn mend(&mut self, facts: &Facts) {
        let is_about = facts
            .made_with
            .as_ref()
            .is_none_or(|made_with| *made_with == self.made_with());
        if self.xauth.facts.is_empty() && is_about {
            self.xauth.facts = Facts {
                issued_at: None,
                made_with: None,
                ..facts.clone()
            };
            self.audience = self.audience.take().or_else(|| facts.audience.clone());
        }
    }

    /// Where tokens are renewed.
    pub fn token_endpoint(&self) -> &str {
        &self.token_endpoint
    }

    /// Where tokens are revoked.
    pub fn revocation_endpoint(&self) -> Option<&str> {
        self.revocation_endpoint.as_deref()
    }

    /// The client that the login was made with.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// What the access token is for, where that was asked for.
    pub fn audience(&self) -> Option<&str> {
        self.audience.as_deref()
    }
}

impl Scheme for OAuth {
    fn name(&self) -> &'static str {
        "oauth"
    }

    fn describe(&self) -> &'static str {
        "an OAuth login"
    }

    fn account(&self) -> Option<String> {
        let known = self.xauth.facts.account.clone();
        known.or_else(|| jwt::account(self.access_token.expose()))
    }

    fn expires_at(&self) -> Option<i64> {
        self.xauth
            .expires_at
            .or(self.expires_at)
            .or_else(|| jwt::expires_at(self.access_token.expose()))
    }

    fn sent(&self) -> Sent {
        bearer::header(&self.access_token)
    }

    fn fields(&self) -> Vec<(&'static str, &str)> {
        let refresh = self.refresh_token();
        let first = std::iter::once(("access-token", self.access_token.expose()));
        first
            .chain(refresh.map(|token| ("refresh-token", token.expose())))
            .collect()
    }

    fn only_field(&self) -> Option<&str> {
        Some(self.access_token.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::Credential;

    #[test]
    fn an_expired_token_is_always_due() {
        for (lifetime, margin) in [(-9_000, 1), (0, 1), (300, 60), (3_600, LONG_MARGIN)] {
            let json = format!(
                r#"{{"OAuth":{{"access_token":"a","refresh_token":"r","expires_at":{},"token_endpoint":"https://t",
                "revocation_endpoint":null,"client_id":"c","xauth":{{"issued_at":10000}}}}}}"#,
                10_000 + lifetime
            );
            let Ok(Credential::OAuth(login)) = Credential::from_json("key", &json) else {
                panic!("{json}");
            };
            assert_eq!(login.margin(), margin, "{lifetime}");
        }
    }
}
