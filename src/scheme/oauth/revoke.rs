//! Revoke: a provider is told that a login's tokens are not to be taken any more (RFC 7009).

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};
use hyper::{Request, StatusCode, header};
use url::{
    Url,
    form_urlencoded::{Serializer, byte_serialize},
};

use super::{OAuth, refresh::secure};
use crate::{
    http::{Client, status},
    secret::Secret,
    text::escape,
};

/// How long a logout waits for the provider.
const LIMIT: Duration = Duration::from_secs(10);

/// Why a server may still take tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRevoked {
    /// The provider has no place to revoke them at.
    NoWay,
    /// It did not do it, and why.
    Failed(String),
}

impl From<String> for NotRevoked {
    fn from(why: String) -> Self {
        Self::Failed(why)
    }
}

/// Revokes the refresh token, then the access token.
///
/// # Errors
/// When the provider has no way to, or did not within ten seconds.
pub async fn revoke(client: &Client, login: &OAuth) -> Result<(), NotRevoked> {
    let Some(endpoint) = &login.revocation_endpoint else {
        return Err(NotRevoked::NoWay);
    };
    let Some(endpoint) = secure(endpoint) else {
        return Err("the provider's revocation endpoint is not https"
            .to_owned()
            .into());
    };
    let all = async {
        // The refresh token first: it is the one that lives long (RFC 7009 §2.1).
        if let Some(token) = login.refresh_token() {
            send(client, login, &endpoint, ("refresh_token", token)).await?;
        }
        send(
            client,
            login,
            &endpoint,
            ("access_token", &login.access_token),
        )
        .await?;
        Ok(())
    };
    let timed_out = |_| format!("the provider did not answer within {} s", LIMIT.as_secs());
    tokio::time::timeout(LIMIT, all).await.map_err(timed_out)?
}

/// The crate `oauth2` refuses plain http here, on this machine too, so the request is ours.
async fn send(
    client: &Client,
    login: &OAuth,
    endpoint: &Url,
    (hint, token): (&str, &Secret),
) -> Result<(), String> {
    let answer = client.send(request(login, endpoint, hint, token)).await;
    let answer = answer.map_err(|failure| format!("the provider could not be asked: {failure}"))?;
    if let Some(failure) = status(&answer) {
        return Err(format!("the provider did not revoke it: {failure}"));
    }
    match answer.status() {
        // A token that is not known any more is as good as revoked (RFC 7009 §2.2).
        StatusCode::OK | StatusCode::NO_CONTENT => Ok(()),
        code => match error_code(answer.body()) {
            // Some tokens are good until they expire, whatever anybody says (RFC 7009 §2.2.1).
            Some(error) if error == "unsupported_token_type" && hint == "access_token" => Ok(()),
            Some(error) => Err(format!("the provider refused: `{}`", escape(&error))),
            None => Err(format!("the provider refused: HTTP {}", code.as_u16())),
        },
    }
}

fn request(login: &OAuth, endpoint: &Url, hint: &str, token: &Secret) -> Request<Vec<u8>> {
    let mut form = Serializer::new(String::new());
    form.append_pair("token", token.expose());
    form.append_pair("token_type_hint", hint);
    let mut request = Request::post(endpoint.as_str())
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json");
    match &login.xauth.client_secret {
        Some(secret) if login.xauth.secret_in_body => {
            form.append_pair("client_id", &login.client_id);
            form.append_pair("client_secret", secret.expose());
        }
        Some(secret) => {
            request = request.header(header::AUTHORIZATION, basic(&login.client_id, secret))
        }
        None => {
            form.append_pair("client_id", &login.client_id);
        }
    }
    let body = form.finish().into_bytes();
    request
        .body(body)
        .expect("the URL and the header were made of good parts")
}

/// The client's name and secret, encoded twice (RFC 6749 §2.3.1).
fn basic(id: &str, secret: &Secret) -> String {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(id), encoded(secret.expose()));
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}

fn error_code(body: &[u8]) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    Some(body.get("error")?.as_str()?.to_owned())
}
