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
        let first = match login.refresh_token() {
            Some(token) => send(client, login, &endpoint, ("refresh_token", token)).await,
            None => Ok(()),
        };
        let access = ("access_token", &login.access_token);
        let second = send(client, login, &endpoint, access).await;
        first.and(second).map_err(NotRevoked::from)
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
    let request = request(login, endpoint, hint, token);
    let request = request.ok_or("the provider's revocation endpoint cannot be asked")?;
    let answer = client.send(request).await;
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

/// The request; none for an endpoint that is a URL in a browser's eyes alone.
fn request(login: &OAuth, endpoint: &Url, hint: &str, token: &Secret) -> Option<Request<Vec<u8>>> {
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
    request.body(form.finish().into_bytes()).ok()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::Credential;

    #[test]
    fn an_endpoint_that_cannot_be_asked_is_none() {
        let json = r#"{"OAuth":{"access_token":"a","refresh_token":"r","expires_at":1,
            "token_endpoint":"https://t","revocation_endpoint":null,"client_id":"c"}}"#;
        let Ok(Credential::OAuth(login)) = Credential::from_json("key", json) else {
            panic!("{json}");
        };
        let long = format!("https://a/{}", "x".repeat(70_000));
        for (text, can_be_asked) in [
            ("https://a/r", true),
            ("https://a{b/r", false),
            (&long, false),
        ] {
            let endpoint = secure(text).unwrap();
            let request = request(&login, &endpoint, "access_token", &login.access_token);
            assert_eq!(request.is_some(), can_be_asked, "{text:.40}");
        }
    }
}
