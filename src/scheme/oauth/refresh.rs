//! Refresh: a new access token for a login, without the person (RFC 6749 §6).

use oauth2::{RefreshToken, TokenUrl};
use url::Url;

use super::{
    OAuth, grant,
    protocol::{Refusal, Transport, is_dead, registered},
};
use crate::{error::Error, http::Client, target::key::is_secure, text::redact_url};

/// Why a login was not renewed.
#[derive(Debug)]
pub enum Refused {
    /// It may be tomorrow: everything stays as it is.
    ForNow(Error),
    /// The refresh token is used up, revoked or too old; with what the provider said.
    ForGood(String),
}

/// Asks the provider for new tokens. `now` is in seconds since 1970.
///
/// # Errors
/// When the provider cannot be reached, or says no.
pub async fn refresh(client: &Client, login: &OAuth, now: fn() -> i64) -> Result<OAuth, Refused> {
    let Some(refresh_token) = login.refresh_token() else {
        return Err(Refused::ForGood("it has no refresh token".into()));
    };
    let endpoint = endpoint(login).map_err(Refused::ForNow)?;
    let own = &login.xauth;
    let registered = registered(
        &login.client_id,
        own.client_secret.as_ref(),
        own.secret_in_body,
    )
    .set_token_uri(TokenUrl::from_url(endpoint));
    let refresh_token = RefreshToken::new(refresh_token.expose().to_owned());
    let mut request = registered.exchange_refresh_token(&refresh_token);
    if let Some(audience) = &login.audience {
        request = request.add_extra_param("audience", audience);
    }
    let transport = Transport::new(client);
    let tokens = request.request_async(&transport).await;
    let tokens = tokens.map_err(|error| {
        match transport.error(&login.token_endpoint, "to renew the login", error) {
            Refusal::Said { code, error } if is_dead(code.as_deref()) => {
                Refused::ForGood(error.to_string())
            }
            refusal => Refused::ForNow(refusal.into()),
        }
    })?;
    grant::renewed(login, &tokens, now()).map_err(Refused::ForNow)
}

/// The token endpoint, which another program may have written: nothing is sent in clear to another machine.
fn endpoint(login: &OAuth) -> Result<Url, Error> {
    secure(&login.token_endpoint).ok_or_else(|| Error::Provider {
        issuer: redact_url(&login.token_endpoint),
        why: "cannot be asked to renew the login: it is not https".into(),
        hint: None,
    })
}

pub(super) fn secure(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    (is_secure(&url) && url.host().is_some()).then_some(url)
}
