//! Protocol: the requests of OAuth 2.0, by the crate `oauth2`, over our own client.

use std::{cell::RefCell, pin::Pin};

use hyper::{Request, Response};
use oauth2::{
    AsyncHttpClient, AuthType, ClientId, ClientSecret, EndpointNotSet, ErrorResponse,
    ExtraTokenFields, RequestTokenError, StandardErrorResponse, StandardRevocableToken,
    StandardTokenResponse,
    basic::{
        BasicErrorResponse, BasicErrorResponseType, BasicRevocationErrorResponse,
        BasicTokenIntrospectionResponse, BasicTokenType,
    },
};
use serde::{Deserialize, Serialize};

use super::tidy::tidy;
use crate::{
    error::Error,
    http::{Client, Failure, status},
    secret::Secret,
    text::{escape, redact_url},
};

/// What OpenID Connect adds to an answer with tokens (OpenID Connect Core 1.0 §3.1.3.3).
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct WithIdToken {
    pub(super) id_token: Option<Secret>,
}

impl ExtraTokenFields for WithIdToken {}

pub(super) type Tokens = StandardTokenResponse<WithIdToken, BasicTokenType>;

/// A registered client, without endpoints.
pub(super) type Registered<
    A = EndpointNotSet,
    D = EndpointNotSet,
    R = EndpointNotSet,
    T = EndpointNotSet,
> = oauth2::Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    A,
    D,
    EndpointNotSet,
    R,
    T,
>;

/// The client that is known to the provider as `id`.
pub(super) fn registered(id: &str, secret: Option<&Secret>, secret_in_body: bool) -> Registered {
    let client = Registered::new(ClientId::new(id.to_owned()));
    let client = client.set_auth_type(match secret_in_body {
        true => AuthType::RequestBody,
        false => AuthType::BasicAuth,
    });
    match secret {
        Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose().to_owned())),
        None => client,
    }
}

/// Our client as `oauth2` and `openidconnect` want it. It remembers why the last request failed.
pub(super) struct Transport<'a> {
    client: &'a Client,
    failed: RefCell<Option<(String, Failure)>>,
}

impl<'a> Transport<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self {
            client,
            failed: RefCell::default(),
        }
    }

    /// A server in trouble is as good as none: a device goes on asking then (RFC 8628 §3.5).
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Failure> {
        let server = redact_url(&request.uri().to_string());
        let sent = self.client.send(request).await;
        let failed = match &sent {
            Ok(response) => status(response),
            Err(failure) => Some(failure.clone()),
        };
        *self.failed.borrow_mut() = failed.clone().map(|failure| (server, failure));
        match failed {
            Some(failure @ Failure::Server(_)) => Err(failure),
            _ => Ok(tidy(sent?)),
        }
    }

    /// Why the last request failed, if it did.
    pub(super) fn failure(&self) -> Option<Error> {
        let (server, source) = self.failed.borrow_mut().take()?;
        Some(Error::Network { server, source })
    }

    /// Why there are no tokens: the network, or what the provider said. Bodies are never repeated.
    pub(super) fn error<E: ErrorResponse + Described + 'static>(
        &self,
        provider: &str,
        doing: &str,
        error: RequestTokenError<Failure, E>,
    ) -> Refusal {
        if let Some(error) = self.failure() {
            return Refusal::Network(error);
        }
        let (code, why) = match error {
            RequestTokenError::ServerResponse(answer) => {
                let why = format!("refused {doing}: {}", answer.described());
                (Some(answer.code()), why)
            }
            _ => (None, "gave an answer that cannot be understood".into()),
        };
        let error = Error::Provider {
            issuer: redact_url(provider),
            why,
            hint: hint(code.as_deref()),
        };
        Refusal::Said { code, error }
    }
}

/// Why there are no tokens.
pub(super) enum Refusal {
    /// The provider was not heard.
    Network(Error),
    /// The provider said no, with a code (RFC 6749 §5.2) or without.
    Said { code: Option<String>, error: Error },
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Network(error) | Refusal::Said { error, .. } => error,
        }
    }
}

fn hint(code: Option<&str>) -> Option<String> {
    let hint = match code? {
        "invalid_client" | "unauthorized_client" => {
            "check the client's registration there, and give `--oauth-client-id ID`, and `--oauth-client-secret` if it has one"
        }
        "invalid_scope" => "ask for other scopes: `--oauth-scope SCOPE`",
        "expired_token" => "log in again: the code was not typed in time",
        "access_denied" => "log in again, and agree to what is asked",
        _ => return None,
    };
    Some(hint.into())
}

/// What a provider says of an error, made safe to show.
pub(super) trait Described {
    fn code(&self) -> String;
    fn described(&self) -> String;
}

impl<C: oauth2::ErrorResponseType + AsRef<str> + 'static> Described for StandardErrorResponse<C> {
    fn code(&self) -> String {
        self.error().as_ref().to_owned()
    }

    fn described(&self) -> String {
        let code = escape(self.error().as_ref());
        match self.error_description() {
            Some(text) => escape(&format!("{text} (`{code}`)")),
            None => format!("`{code}`"),
        }
    }
}

impl<'c> AsyncHttpClient<'c> for Transport<'_> {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, Failure>> + 'c>>;

    fn call(&'c self, request: Request<Vec<u8>>) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// Whether the code says that a refresh token is dead for good (RFC 6749 §5.2).
pub(super) fn is_dead(code: Option<&str>) -> bool {
    code == Some(BasicErrorResponseType::InvalidGrant.as_ref())
}
