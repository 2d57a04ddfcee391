//! Organizations: whose tokens open repo.anaconda.cloud, and how one is issued (`anaconda_auth/repo.py`).

use hyper::{Method, Request, StatusCode, header};
use serde::Deserialize;
use url::Url;

use super::{
    answer::{Answer, NotDone, usable},
    org::Authorization,
};
use crate::{
    http::{Client, Failure},
    secret::Secret,
    text::redact_url,
};

/// The file that a token is tried with.
const TRIED: &str = "https://repo.anaconda.cloud/repo/main/noarch/repodata.json";

/// An organisation that the account is a member of.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Organization {
    /// Its id.
    pub id: String,
    /// Its name, as commands and URLs have it.
    pub name: String,
    /// Its name, as people say it.
    #[serde(default)]
    pub title: Option<String>,
}

#[derive(Deserialize)]
struct Account {
    #[serde(default)]
    subscriptions: Vec<Subscription>,
}

#[derive(Deserialize)]
struct Subscription {
    org_id: Option<String>,
    product_code: Option<String>,
}

/// The token that an organisation has. Its value is shown by nobody.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct InUse {
    /// When it ends, as the server writes it.
    #[serde(default)]
    pub expires_at: Option<String>,
}

/// A token that was issued.
#[derive(Clone, Debug, Deserialize)]
pub struct Issued {
    /// The token.
    pub token: Secret,
    /// When it ends, as the server writes it.
    #[serde(default)]
    pub expires_at: Option<String>,
}

/// The account's site, as it is asked with the account's API key.
#[derive(Debug)]
pub struct Organizations<'a> {
    client: &'a Client,
    base: Url,
    login: &'a Authorization,
}

impl<'a> Organizations<'a> {
    /// Those of the account at `base`, `https://anaconda.com`.
    pub fn at(client: &'a Client, base: Url, login: &'a Authorization) -> Self {
        Self {
            client,
            base,
            login,
        }
    }

    /// The organisations that have a subscription with tokens.
    ///
    /// # Errors
    /// When the server refuses it or is not heard. This holds for all requests.
    pub async fn with_tokens(&self) -> Result<Vec<Organization>, NotDone> {
        let all: Vec<Organization> = self.get(&["organizations", "my"]).await.json()?;
        let account: Account = self.get(&["account"]).await.json()?;
        let has_tokens = |organization: &Organization| {
            let mut own = account.subscriptions.iter();
            own.any(|subscription| {
                let product = subscription.product_code.as_deref();
                subscription.org_id.as_deref() == Some(&organization.id)
                    && product.is_some_and(|product| !product.contains("starter"))
            })
        };
        Ok(all.into_iter().filter(has_tokens).collect())
    }

    /// The token that the organisation has, if it has one.
    ///
    /// # Errors
    /// As [`with_tokens`](Self::with_tokens).
    pub async fn in_use(&self, organization: &str) -> Result<Option<InUse>, NotDone> {
        let asked = self.get(&token_of(organization)).await;
        match asked.json() {
            Err(NotDone::Refused(refusal)) if refusal.status == StatusCode::NOT_FOUND => Ok(None),
            found => found.map(Some),
        }
    }

    /// Issues a token, which revokes the one that the organisation has.
    ///
    /// # Errors
    /// As [`with_tokens`](Self::with_tokens). When the server is not heard, the old one may be revoked all the same.
    pub async fn issue(&self, organization: &str) -> Result<Issued, NotDone> {
        let body = r#"{"confirm": "yes"}"#.into();
        let segments = token_of(organization);
        let issued: Issued = self.ask(Method::PUT, &segments, body).await.json()?;
        Ok(Issued {
            token: usable(issued.token, &self.url(&segments))?,
            ..issued
        })
    }

    /// Whether the token opens repo.anaconda.cloud: the status of a request with it.
    ///
    /// # Errors
    /// When the server is not heard.
    pub async fn try_out(&self, token: &Secret) -> Result<StatusCode, NotDone> {
        let mut request = Request::head(TRIED);
        // In a header, as anaconda-auth sends it with downloads, and not in the path: that is what logs have.
        if let Some(value) = Authorization::token(token).header() {
            request = request.header(header::AUTHORIZATION, value);
        }
        let sent = match request.body(Vec::new()) {
            Ok(request) => self.client.status(request).await,
            Err(_) => Err(unsendable()),
        };
        sent.map_err(|why| NotDone::Unheard {
            url: TRIED.to_owned(),
            why,
        })
    }

    /// Each segment is one, whatever is in it.
    fn url(&self, segments: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.clear().push("api").extend(segments);
        }
        url
    }

    async fn get(&self, segments: &[&str]) -> Answer {
        self.ask(Method::GET, segments, Vec::new()).await
    }

    async fn ask(&self, method: Method, segments: &[&str], body: Vec<u8>) -> Answer {
        let url = self.url(segments);
        let mut request = Request::builder()
            .method(method)
            .uri(url.as_str())
            .header(header::ACCEPT, "application/json");
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        if let Some(value) = self.login.header() {
            request = request.header(header::AUTHORIZATION, value);
        }
        let sent = match request.body(body) {
            Ok(request) => self.client.send(request).await,
            Err(_) => Err(unsendable()),
        };
        Answer {
            url: redact_url(url.as_str()),
            sent,
            secrets: self.login.secrets(),
        }
    }
}

fn token_of(organization: &str) -> [&str; 4] {
    ["organizations", organization, "ce", "current-token"]
}

fn unsendable() -> Failure {
    Failure::Broken("the request cannot be sent".into())
}
