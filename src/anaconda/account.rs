//! Account: a login with an Anaconda account, and the API key that it is exchanged for (`anaconda_auth/actions.py`).

use hyper::{Request, Response, StatusCode, header};
use serde::Deserialize;

use super::{
    Site,
    answer::{self, NotDone},
};
use crate::{
    error::{Error, Result},
    http::{Client, Failure},
    scheme::{Credential, oauth::Application},
    secret::Secret,
    text::{escape, word},
};

/// What the key is for, and who made it: the bytes that `requests` sends for anaconda-auth, but for the tag.
const BODY: &str = concat!(
    r#"{"scopes": ["cloud:read", "cloud:write", "repo:read"], "tags": ["xauth/v"#,
    env!("CARGO_PKG_VERSION"),
    r#""]}"#
);

impl Site {
    /// The client that anaconda-auth is at the site's login provider, and what it asks for.
    pub fn application(&self) -> Application {
        let words = |scopes: &str| scopes.split(' ').map(String::from).collect();
        Application {
            origin: format!("https://{}", self.auth_domain),
            document: self.openid_config_path.clone(),
            client_id: self.client_id.clone(),
            redirect_uri: self.redirect_uri.clone(),
            scopes: words("openid email profile offline_access"),
            device_scopes: words("openid"),
            hint: self.key_hint(),
        }
    }

    /// Where a person makes and deletes keys.
    pub fn keys_page(&self) -> String {
        format!("https://{}/app/profile/api-keys", self.domain)
    }

    /// How to log in without the provider.
    fn key_hint(&self) -> String {
        format!(
            "make a key at {}, and give it: `xauth login {} --token`",
            self.keys_page(),
            word(&self.domain)
        )
    }

    /// The places that make keys, the newer one first.
    fn key_makers(&self) -> [String; 2] {
        [
            format!("https://{}/api/auth/api-keys", self.auth_domain),
            format!("https://{}/api/iam/api-keys", self.domain),
        ]
    }
}

/// Exchanges an access token for an API key. `now` is in seconds since 1970.
///
/// # Errors
/// When the site cannot be reached, refuses, or gives out no key that can be used.
pub async fn api_key(
    client: &Client,
    site: &Site,
    access_token: &Secret,
    now: i64,
) -> Result<Credential> {
    let [newer, older] = site.key_makers();
    let first = ask(client, newer, access_token).await?;
    if first.status() == StatusCode::CREATED {
        return key(site, &first, now);
    }
    let second = ask(client, older, access_token).await?;
    match second.status() {
        StatusCode::CREATED => key(site, &second, now),
        // A site has one of the two: what the other says of itself is nothing.
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Err(refused(site, first)),
        _ => Err(refused(site, second)),
    }
}

/// What a place that makes keys answered.
struct Asked {
    url: String,
    response: Response<Vec<u8>>,
    access_token: Secret,
}

impl Asked {
    fn status(&self) -> StatusCode {
        self.response.status()
    }
}

async fn ask(client: &Client, url: String, access_token: &Secret) -> Result<Asked> {
    let failed = |source| Error::Network {
        server: url.clone(),
        source,
    };
    let request = request(&url, access_token);
    let request = request.ok_or_else(|| failed(Failure::Broken("it cannot be asked".into())))?;
    let response = client.send(request).await.map_err(failed)?;
    Ok(Asked {
        response,
        access_token: access_token.clone(),
        url,
    })
}

fn request(url: &str, access_token: &Secret) -> Option<Request<Vec<u8>>> {
    let bearer = format!("Bearer {}", access_token.expose());
    let mut bearer = header::HeaderValue::try_from(bearer).ok()?;
    bearer.set_sensitive(true);
    Request::post(url)
        .header(header::AUTHORIZATION, bearer)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json")
        .body(BODY.as_bytes().to_vec())
        .ok()
}

/// What the site answers with; other fields are not for us.
#[derive(Deserialize)]
struct Answer {
    api_key: Secret,
}

fn key(site: &Site, asked: &Asked, now: i64) -> Result<Credential> {
    let refuse = |why: &str| provider(site, why);
    let answer: Answer = serde_json::from_slice(asked.response.body())
        .map_err(|_| refuse("made an API key, and its answer cannot be understood"))?;
    let key = Credential::of_token("bearer", &answer.api_key)
        .map_err(|_| refuse("gave out an API key that cannot be sent"))?;
    match key.scheme().expires_at() {
        Some(at) if at <= now => Err(refuse(
            "gave out an API key that has expired already: is the clock of this machine right?",
        )),
        _ => Ok(key),
    }
}

fn refused(site: &Site, asked: Asked) -> Error {
    let code = asked.status().as_u16();
    let answer = answer::Answer {
        url: asked.url,
        sent: Ok(asked.response),
        secrets: vec![asked.access_token],
    };
    let said = match answer.done() {
        Err(NotDone::Unheard { url, why }) => {
            let server = url;
            return Error::Network {
                server,
                source: why,
            };
        }
        Err(NotDone::Refused(refusal)) => refusal.why.map(|why| format!(": `{why}`")),
        Ok(_) => None,
    };
    provider(
        site,
        &format!("made no API key (HTTP {code}){}", said.unwrap_or_default()),
    )
}

fn provider(site: &Site, why: &str) -> Error {
    Error::Provider {
        issuer: format!("https://{}", escape(&site.domain)),
        why: why.into(),
        hint: Some(site.key_hint()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn the_body_is_that_of_anaconda_auth() {
        let body: Value = serde_json::from_str(BODY).unwrap();
        assert_eq!(
            body["scopes"],
            serde_json::json!(["cloud:read", "cloud:write", "repo:read"])
        );
        assert!(BODY.starts_with(r#"{"scopes": ["cloud:read", "#));
    }
}
