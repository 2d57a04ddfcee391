//! Authorization: what a server is sent so that it knows who asks.

use base64::{Engine, prelude::BASE64_STANDARD};
use hyper::header;
use zeroize::Zeroizing;

use crate::{
    scheme::{Credential, Sent},
    secret::Secret,
};

/// The value of an `Authorization` header.
#[derive(Clone, Debug)]
pub struct Authorization(Secret);

impl Authorization {
    /// What a credential is sent as; none for one that signs.
    pub fn of(credential: &Credential) -> Option<Self> {
        let scheme = credential.scheme();
        match scheme.sent() {
            Sent::Header(value) => Some(Self(value)),
            Sent::Path => Some(Self::token(&Secret::new(scheme.only_field()?))),
            Sent::Signature => None,
        }
    }

    /// An access token.
    pub fn token(token: &Secret) -> Self {
        Self(Secret::new(format!("token {}", token.expose())))
    }

    /// The header's value, kept out of what others may show.
    pub(in crate::anaconda) fn header(&self) -> Option<header::HeaderValue> {
        let mut value = header::HeaderValue::from_str(self.0.expose()).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// The secret without the word before it; and of a user's name and password the latter, too.
    pub(in crate::anaconda) fn secrets(&self) -> Vec<Secret> {
        let value = self.0.expose();
        let (word, secret) = value.split_once(' ').unwrap_or(("", value));
        let mut secrets = vec![Secret::new(secret)];
        let pair = Some(secret).filter(|_| word == "Basic");
        let pair = pair.and_then(|pair| BASE64_STANDARD.decode(pair).ok());
        if let Some(pair) = pair.map(Zeroizing::new)
            && let Ok(pair) = str::from_utf8(&pair)
            && let Some((_, password)) = pair.split_once(':')
        {
            secrets.push(Secret::new(password));
        }
        secrets
    }
}
