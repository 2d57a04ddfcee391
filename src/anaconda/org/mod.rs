//! Org: the API of anaconda.org, and of an Anaconda Repository of one's own, for access tokens (`binstar_client/__init__.py`).

mod authorization;
mod token;

use std::{cell::RefCell, collections::BTreeMap};

use hyper::{HeaderMap, Method, Request, header};
use serde::Deserialize;
use url::Url;

pub use self::authorization::Authorization;
pub use self::token::{Listed, Strength, Wanted};
use super::answer::{Answer, NotDone, usable};
use crate::{
    http::{Client, Failure},
    secret::Secret,
    text::{escape_without, redact_url},
};

/// The API of anaconda.org.
pub const PUBLIC: &str = "https://api.anaconda.org";

/// The version of the API that we speak: that of anaconda-client.
const VERSION: &str = "1.16.0";

/// A server.
#[derive(Debug)]
pub struct Server<'a> {
    client: &'a Client,
    base: Url,
    said: RefCell<Vec<Said>>,
    /// What it was sent and gave out.
    secrets: RefCell<Vec<Secret>>,
}

/// What a header says, which may be a secret.
type Said = (&'static str, Secret);

#[derive(Deserialize)]
struct Made {
    token: Secret,
}

impl<'a> Server<'a> {
    /// The server whose API is at `base`.
    pub fn at(client: &'a Client, base: Url) -> Self {
        Self {
            client,
            base,
            said: RefCell::default(),
            secrets: RefCell::default(),
        }
    }

    /// What it said beside its answers, each thing once.
    pub fn warnings(&self) -> Vec<String> {
        let secrets = self.secrets.borrow();
        let said = self.said.borrow();
        let warnings = said.iter();
        warnings
            .map(|(what, value)| format!("{what}: {}", escape_without(value.expose(), &secrets)))
            .collect()
    }

    /// Makes a token, for an account's API key, or a user's name and password.
    ///
    /// # Errors
    /// When the server refuses it or is not heard. In the latter case it may have been made. This holds for all requests.
    pub async fn create(&self, login: &Authorization, wanted: &Wanted) -> Result<Secret, NotDone> {
        let body = serde_json::to_vec(wanted).expect("it is plain text and numbers");
        let url = self.url(&["authentications"]);
        let asked = self.ask(Method::POST, &url, Some(login), body).await;
        let made: Made = asked.json()?;
        self.secrets.borrow_mut().push(made.token.clone());
        usable(made.token, &url)
    }

    /// The tokens of the account.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn list(&self, login: &Authorization) -> Result<Vec<Listed>, NotDone> {
        let url = self.url(&["authentications"]);
        let asked = self.ask(Method::GET, &url, Some(login), Vec::new()).await;
        asked.json()
    }

    /// The token that is sent.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn current(&self, login: &Authorization) -> Result<Listed, NotDone> {
        let url = self.url(&["authentication"]);
        let asked = self.ask(Method::GET, &url, Some(login), Vec::new()).await;
        asked.json()
    }

    /// What tokens can be good for, with a description of each. Nobody needs a login for it.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn scopes(&self) -> Result<BTreeMap<String, String>, NotDone> {
        let url = self.url(&["scopes"]);
        let asked = self.ask(Method::GET, &url, None, Vec::new()).await;
        asked.json()
    }

    /// Revokes the token of this name, of an organisation if one is named.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn revoke(
        &self,
        login: &Authorization,
        organization: Option<&str>,
        name: &str,
    ) -> Result<(), NotDone> {
        let url = match organization {
            Some(organization) => self.url(&["authentications", "org", organization, "name", name]),
            None => self.url(&["authentications", "name", name]),
        };
        self.delete(&url, login).await
    }

    /// Revokes the token that is sent.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn revoke_current(&self, login: &Authorization) -> Result<(), NotDone> {
        self.delete(&self.url(&["authentications"]), login).await
    }

    async fn delete(&self, url: &Url, login: &Authorization) -> Result<(), NotDone> {
        let asked = self.ask(Method::DELETE, url, Some(login), Vec::new()).await;
        asked.done().map(|_| ())
    }

    /// Each segment is one, whatever is in it.
    fn url(&self, segments: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    async fn ask(
        &self,
        method: Method,
        url: &Url,
        login: Option<&Authorization>,
        body: Vec<u8>,
    ) -> Answer {
        let secrets = login.map(Authorization::secrets).unwrap_or_default();
        self.secrets.borrow_mut().extend_from_slice(&secrets);
        let sent = match request(method, url, login, body) {
            Some(request) => self.client.send(request).await,
            None => Err(Failure::Broken("the request cannot be sent".into())),
        };
        if let Ok(answer) = &sent {
            self.hear(answer.headers());
        }
        Answer {
            url: redact_url(url.as_str()),
            sent,
            secrets,
        }
    }

    /// What it says in headers, which anaconda-client passes on, too.
    fn hear(&self, headers: &HeaderMap) {
        let said = [
            ("conda-token-warning", "the server says of the token"),
            ("x-anaconda-lockdown", "the server is locked down"),
            ("x-anaconda-read-only", "the server can only be read now"),
        ];
        let mut all = self.said.borrow_mut();
        for (name, what) in said {
            let Some(value) = headers.get(name) else {
                continue;
            };
            let value = Secret::new(String::from_utf8_lossy(value.as_bytes()));
            if !all.contains(&(what, value.clone())) {
                all.push((what, value));
            }
        }
    }
}

fn request(
    method: Method,
    url: &Url,
    login: Option<&Authorization>,
    body: Vec<u8>,
) -> Option<Request<Vec<u8>>> {
    let mut request = Request::builder()
        .method(method)
        .uri(url.as_str())
        .header("x-binstar-api-version", VERSION)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json");
    if let Some(login) = login {
        request = request.header(header::AUTHORIZATION, login.header()?);
    }
    request.body(body).ok()
}
