//! Provider: where a login provider has its endpoints, as it says itself and as far as that can be trusted.

use std::net::Ipv4Addr;

use hyper::{Request, Response, StatusCode, header};
use serde::Deserialize;
use url::{Host, Url};

use super::{Issuer, Registration};
use crate::{
    error::{Error, Result},
    http::{Client, status},
    target::key::{is_loopback, is_secure},
    text::{escape, redact_url},
};

/// A login provider's endpoints, all of them https (or on this machine, when the provider is).
#[derive(Clone, Debug)]
pub(super) struct Provider {
    /// As the provider writes it.
    pub(super) issuer: String,
    pub(super) authorization: Option<Url>,
    pub(super) token: Url,
    pub(super) device: Option<Url>,
    pub(super) revocation: Option<Url>,
    pub(super) keys: Option<Url>,
    /// None also where what is named cannot be trusted: no login needs it.
    pub(super) userinfo: Option<Url>,
    /// Whether answers to the browser name the issuer (RFC 9207 §3).
    pub(super) names_itself: bool,
    /// Whether a client secret can be sent in the body of a request alone.
    pub(super) wants_secret_in_body: bool,
}

/// What we read of the document (OpenID Connect Discovery 1.0 §3, RFC 8414 §2, RFC 8628 §4, RFC 9207 §3).
#[derive(Deserialize)]
pub(super) struct Document {
    issuer: Option<String>,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    device_authorization_endpoint: Option<String>,
    revocation_endpoint: Option<String>,
    jwks_uri: Option<String>,
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

impl Document {
    /// The parser's own message may quote what it read, so it is not used.
    pub(super) fn read(body: &[u8], issuer: &Issuer) -> Result<Self> {
        serde_json::from_slice(body).map_err(|_| no_document(issuer))
    }
}

fn no_document(issuer: &Issuer) -> Error {
    let why = "has something else in the place of its discovery document";
    refuse(issuer, why)
}

impl Provider {
    /// Finds the provider of a client.
    ///
    /// # Errors
    /// When it does not describe itself, or in a way that cannot be trusted.
    pub(super) async fn find(client: &Client, registration: &Registration) -> Result<Self> {
        let issuer = &registration.issuer;
        match &registration.application {
            Some(application) => application.discover(client, issuer).await,
            None => Self::discover(client, issuer).await,
        }
    }

    /// Asks the provider for its document.
    ///
    /// # Errors
    /// When there is none, or one that cannot be trusted.
    pub(super) async fn discover(client: &Client, issuer: &Issuer) -> Result<Self> {
        let mut answer = None;
        for place in issuer.documents() {
            let response = get(client, &place).await?;
            if response.status() == StatusCode::OK {
                answer = Some(response);
                break;
            }
            let missing = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED];
            if !missing.contains(&response.status()) {
                let code = response.status().as_u16();
                return Err(refuse(
                    issuer,
                    &format!(
                        "answers with HTTP {code} when it is asked for its discovery document"
                    ),
                ));
            }
        }
        let Some(answer) = answer else {
            let why =
                "has no discovery document: it is no OpenID provider, or has another issuer URL";
            return Err(refuse(issuer, why));
        };
        let document = Document::read(answer.body(), issuer)?;
        match &document.issuer {
            Some(said) if issuer.is(said) => Self::of(document, issuer),
            Some(said) => {
                let said = redact_url(said);
                let why = format!("names another issuer URL as its own: `{said}`");
                Err(refuse(issuer, &why))
            }
            None => Err(no_document(issuer)),
        }
    }

    /// The endpoints that a document names, whoever it says it is of.
    pub(super) fn of(document: Document, issuer: &Issuer) -> Result<Self> {
        let optional = |name: &str, text: Option<String>| {
            text.map(|text| endpoint(issuer, name, &text)).transpose()
        };
        let token = optional("token endpoint", document.token_endpoint)?;
        let methods = document.token_endpoint_auth_methods_supported;
        let takes = |method: &str| methods.iter().any(|supported| supported == method);
        Ok(Self {
            authorization: optional("authorization endpoint", document.authorization_endpoint)?,
            token: token.ok_or_else(|| refuse(issuer, "has no token endpoint"))?,
            device: optional("device endpoint", document.device_authorization_endpoint)?,
            revocation: optional("revocation endpoint", document.revocation_endpoint)?,
            keys: optional("key set", document.jwks_uri)?,
            userinfo: optional("userinfo endpoint", document.userinfo_endpoint)
                .ok()
                .flatten(),
            names_itself: document.authorization_response_iss_parameter_supported,
            wants_secret_in_body: takes("client_secret_post") && !takes("client_secret_basic"),
            issuer: document.issuer.unwrap_or_else(|| issuer.to_string()),
        })
    }
}

pub(super) async fn get(client: &Client, url: &str) -> Result<Response<Vec<u8>>> {
    let request = Request::get(url).header(header::ACCEPT, "application/json");
    let request = request.body(Vec::new()).expect("the URL was parsed before");
    let failed = |source| Error::Network {
        server: redact_url(url),
        source,
    };
    let response = client.send(request).await.map_err(failed)?;
    match status(&response) {
        Some(failure) => Err(failed(failure)),
        None => Ok(response),
    }
}

/// An endpoint that secrets may be sent to.
fn endpoint(issuer: &Issuer, name: &str, text: &str) -> Result<Url> {
    let bad = |why: &str| {
        let shown = redact_url(text);
        refuse(
            issuer,
            &format!("names `{shown}` as its {name}, which {why}"),
        )
    };
    let url = Url::parse(text).map_err(|_| bad("is no URL"))?;
    let is_local = is_loopback(&url) || is_here(&url);
    match url.scheme() {
        _ if url.host().is_none() => Err(bad("has no host")),
        _ if !url.username().is_empty() || url.password().is_some() => {
            Err(bad("has a user name or password in it"))
        }
        _ if url.fragment().is_some() => Err(bad("has a fragment")),
        // A provider elsewhere has no business with this machine's own services.
        "https" | "http" if is_local && !issuer.is_loopback() => Err(bad("is on this machine")),
        _ if is_secure(&url) => Ok(url),
        _ => Err(bad("is not https")),
    }
}

/// Whether the address is one of this machine or its own link, in either form.
fn is_here(url: &Url) -> bool {
    let is_here = |address: Ipv4Addr| {
        address.is_loopback() || address.is_link_local() || address.is_unspecified()
    };
    match url.host() {
        Some(Host::Ipv4(address)) => is_here(address),
        Some(Host::Ipv6(address)) => {
            address.is_unicast_link_local()
                || address.is_unspecified()
                || address.to_ipv4_mapped().is_some_and(is_here)
        }
        Some(Host::Domain(_)) | None => false,
    }
}

pub(super) fn refuse(issuer: &Issuer, why: &str) -> Error {
    Error::Provider {
        issuer: issuer.to_string(),
        why: escape(why),
        hint: Some(
            "check the issuer URL with the server's administrator, and give it with `--oauth-issuer-url URL`"
                .into(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_elsewhere_has_no_endpoint_on_this_machine() {
        let issuer: Issuer = "https://idp.example.com".parse().unwrap();
        for host in [
            "127.0.0.1",
            "localhost:8443",
            "[::1]",
            "0.0.0.0",
            "169.254.169.254",
            "[fe80::1]",
            "[::ffff:7f00:1]",
            "[::ffff:a9fe:a9fe]",
        ] {
            for scheme in ["https", "http"] {
                let url = format!("{scheme}://{host}/token");
                let document = serde_json::json!({ "issuer": "https://idp.example.com", "token_endpoint": url });
                let document = serde_json::from_value(document).unwrap();
                let error = Provider::of(document, &issuer).unwrap_err();
                let wanted = format!(
                    "the login provider `https://idp.example.com` names `{url}` as its token endpoint, \
                     which is on this machine"
                );
                assert_eq!(error.message(), wanted);
            }
        }
    }
}
