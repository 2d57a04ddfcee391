//! Page: what the browser shows when it comes back; no script, nothing from outside.

use http_body_util::Full;
use hyper::{
    Response, StatusCode,
    body::Bytes,
    header::{self, HeaderValue},
};

use super::request::Refusal;
use crate::text;

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");

/// Only the style above may be used; its hash is checked by a test.
const POLICY: &str = "default-src 'none'; style-src 'sha256-TODO'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// How a login ended, for the person at the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// It worked.
    LoggedIn {
        /// The host that one is now logged in to.
        host: String,
        /// Who the provider says one is.
        account: Option<String>,
    },
    /// It did not, and why.
    Failed(String),
    /// xauth was stopped before it knew.
    Unfinished,
}

impl Page {
    pub(super) fn response(&self) -> Response<Full<Bytes>> {
        match self {
            Self::LoggedIn { host, account } => {
                let account = account
                    .as_ref()
                    .map(|account| format!(" as {}", strong(account)));
                let what = format!(
                    "Logged in to {}{}.",
                    strong(host),
                    account.unwrap_or_default()
                );
                let title = format!("Logged in to {}", html(host));
                respond(
                    StatusCode::OK,
                    &title,
                    "done",
                    &what,
                    "You can close this tab.",
                )
            }
            Self::Failed(why) => failed(StatusCode::OK, &html(why)),
            Self::Unfinished => failed(
                StatusCode::OK,
                "xauth was stopped before the login was complete.",
            ),
        }
    }
}

impl Refusal {
    pub(super) fn response(self) -> Response<Full<Bytes>> {
        let (status, why) = match self {
            Self::OtherHost => (
                StatusCode::BAD_REQUEST,
                "This request was not meant for xauth.",
            ),
            Self::NoSuchPath => (StatusCode::NOT_FOUND, "There is nothing at this address."),
            Self::Method => (
                StatusCode::METHOD_NOT_ALLOWED,
                "This address can only be visited.",
            ),
            Self::NotOurs => (
                StatusCode::BAD_REQUEST,
                "This is not an answer to the login that xauth is waiting for.",
            ),
            Self::Late => (
                StatusCode::BAD_REQUEST,
                "This login has already been answered.",
            ),
        };
        failed(status, why)
    }
}

fn failed(status: StatusCode, why: &str) -> Response<Full<Bytes>> {
    respond(
        status,
        "Login failed",
        "failed",
        why,
        "Go back to the terminal.",
    )
}

fn respond(
    status: StatusCode,
    title: &str,
    kind: &str,
    what: &str,
    next: &str,
) -> Response<Full<Bytes>> {
    let body = TEMPLATE
        .replace("{title}", title)
        .replace("{kind}", kind)
        .replace("{next}", next)
        .replace("{style}", STYLE)
        .replace("{what}", what);
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONNECTION, "close"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("GET"));
    }
    response
}

fn strong(foreign: &str) -> String {
    format!("<strong><bdi>{}</bdi></strong>", html(foreign))
}

/// Foreign text, as text.
fn html(foreign: &str) -> String {
    text::escape(foreign)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
