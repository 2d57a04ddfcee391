//! Grant: what a provider gave out, as a login that can be stored.

use oauth2::{TokenResponse, basic::BasicTokenType};

use super::{Facts, OAuth, Other, Own, Registration, protocol::Tokens, provider::Provider};
use crate::{error::Error, scheme::rules, secret::Secret};

/// The login that the tokens make.
pub(super) fn login(
    provider: &Provider,
    registration: &Registration,
    tokens: &Tokens,
    account: Option<String>,
    now: i64,
) -> Result<OAuth, Error> {
    let access_token = usable(tokens).map_err(|why| refuse(&provider.issuer, why))?;
    let mut login = OAuth {
        audience: registration.audience.clone(),
        access_token,
        refresh_token: refresh_token(tokens),
        expires_at: expires_at(tokens, now),
        token_endpoint: provider.token.to_string(),
        revocation_endpoint: provider.revocation.as_ref().map(ToString::to_string),
        client_id: registration.client_id.clone(),
        xauth: Own {
            facts: Facts {
                issuer: Some(provider.issuer.clone()),
                scopes: registration.scopes.clone(),
                requested: Vec::new(),
                account,
                issued_at: Some(now),
                audience: None,
                redirect_uri: registration.redirect_uri(),
                no_consent: registration.no_consent,
                made_with: None,
            },
            client_secret: registration.client_secret.clone(),
            secret_in_body: registration.client_secret.is_some() && provider.wants_secret_in_body,
            expires_at: None,
        },
        other: Other::default(),
    };
    login.xauth.facts.grant(granted(tokens));
    Ok(login)
}

/// The same login with new tokens. A refresh token that was not replaced stays (RFC 6749 §6).
pub(super) fn renewed(old: &OAuth, tokens: &Tokens, now: i64) -> Result<OAuth, Error> {
    let access_token = usable(tokens).map_err(|why| refuse(&old.token_endpoint, why))?;
    let mut new = old.clone();
    new.access_token = access_token;
    new.refresh_token = refresh_token(tokens).or(new.refresh_token);
    new.expires_at = expires_at(tokens, now);
    new.xauth.expires_at = None;
    new.xauth.facts.issued_at = Some(now);
    new.xauth.facts.grant(granted(tokens));
    Ok(new)
}

fn usable(tokens: &Tokens) -> Result<Secret, &'static str> {
    if *tokens.token_type() != BasicTokenType::Bearer {
        return Err("gave out a token that is no bearer token");
    }
    let token = Secret::new(tokens.access_token().secret().as_str());
    rules::token(&token, "the access token", "--oauth")
        .map_err(|_| "gave out an access token that cannot be sent")
}

fn refresh_token(tokens: &Tokens) -> Option<Secret> {
    let token = tokens.refresh_token()?;
    let token = Secret::new(token.secret().as_str());
    (!token.expose().is_empty()).then_some(token)
}

fn expires_at(tokens: &Tokens, now: i64) -> Option<i64> {
    let seconds = tokens.expires_in()?.as_secs();
    Some(now.saturating_add_unsigned(seconds))
}

fn granted(tokens: &Tokens) -> Option<Vec<String>> {
    let scopes = tokens.scopes()?;
    let scopes = scopes.iter().map(|scope| scope.to_string());
    Some(scopes.filter(|scope| !scope.is_empty()).collect())
}

fn refuse(provider: &str, why: &str) -> Error {
    Error::Provider {
        issuer: crate::text::redact_url(provider),
        why: why.into(),
        hint: None,
    }
}
