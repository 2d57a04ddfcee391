//! What a request must be to be the callback.

use hyper::{Method, Request, header};
use subtle::ConstantTimeEq;
use url::form_urlencoded;

use super::redirect::RedirectUri;
use crate::{secret::Secret, text};

/// What the provider said.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// The authorization code.
    Code(Secret),
    /// There is none; both texts are the provider's, and safe to show.
    Refused {
        /// One of the names of RFC 6749 §4.1.2.1.
        error: String,
        /// The same in words.
        description: Option<String>,
    },
}

/// Why a request is not the callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It was meant for another host: a page that rebinds its own name to this address.
    OtherHost,
    /// There is nothing at that path.
    NoSuchPath,
    /// The path is right, the method is not.
    Method,
    /// Its parameters are not those of an answer to this login.
    NotOurs,
    /// The callback was there before it.
    Late,
}

/// What the callback of one login looks like.
pub(super) struct Expected {
    hosts: Vec<String>,
    path: String,
    state: Secret,
}

impl Expected {
    pub(super) fn new(redirect: &RedirectUri, port: u16, state: &Secret) -> Self {
        let host = redirect.host();
        let mut hosts = vec![format!("{host}:{port}")];
        if port == 80 {
            hosts.push(host.to_owned());
        }
        Self {
            hosts,
            path: redirect.path().to_owned(),
            state: state.clone(),
        }
    }

    /// The answer and its `iss`, when this is the callback.
    pub(super) fn read<B>(
        &self,
        request: &Request<B>,
    ) -> Result<(Answer, Option<String>), Refusal> {
        if !self.is_for_us(request) {
            return Err(Refusal::OtherHost);
        }
        if request.uri().path() != self.path {
            return Err(Refusal::NoSuchPath);
        }
        if request.method() != Method::GET {
            return Err(Refusal::Method);
        }
        self.parameters(request.uri().query().unwrap_or_default())
            .ok_or(Refusal::NotOurs)
    }

    fn is_for_us<B>(&self, request: &Request<B>) -> bool {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let host = hosts.next().and_then(|host| host.to_str().ok());
        let is_ours = |host: &str| (self.hosts.iter()).any(|ours| ours.eq_ignore_ascii_case(host));
        host.is_some_and(is_ours) && hosts.next().is_none() && request.uri().authority().is_none()
    }

    fn parameters(&self, query: &str) -> Option<(Answer, Option<String>)> {
        let state = only(query, "state").ok()??;
        if !self.is_state(&state) {
            return None;
        }
        let code = only(query, "code").ok()?;
        let error = only(query, "error").ok()?;
        let iss = only(query, "iss").ok()?;
        let answer = match (code, error) {
            (Some(code), None) if !code.is_empty() => Answer::Code(Secret::new(code)),
            (None, Some(error)) if !error.is_empty() => Answer::Refused {
                error: text::escape(&error),
                description: only(query, "error_description")
                    .ok()?
                    .map(|t| text::escape(&t)),
            },
            _ => return None,
        };
        Some((answer, iss))
    }

    fn is_state(&self, given: &str) -> bool {
        let expected = self.state.expose().as_bytes();
        !expected.is_empty() && bool::from(expected.ct_eq(given.as_bytes()))
    }
}

/// More than one value.
struct Doubled;

/// The value of a parameter that may be there once.
fn only(query: &str, name: &str) -> Result<Option<String>, Doubled> {
    let mut values = form_urlencoded::parse(query.as_bytes())
        .filter(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned());
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        _ => Err(Doubled),
    }
}
