//! Page: what the person at the browser is told.

use hyper::{
    Response, StatusCode,
    header::{self, HeaderValue},
};

use super::{
    document::{ASIDE, Body, DONE, Document, FAILED},
    request::Refusal,
};
use crate::text;

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
    /// It did not; what happened, in any text.
    Failed(String),
}

impl Page {
    pub(super) fn response(&self) -> Response<Body> {
        match self {
            Self::LoggedIn { host, account } => {
                let account = account
                    .as_deref()
                    .map(|name| format!(" as {}", strong(name)));
                let heading = format!(
                    "Logged in to {}{}.",
                    strong(host),
                    account.unwrap_or_default()
                );
                let document = Document {
                    title: &format!("Logged in to {} · xauth", html(host)),
                    mark: &DONE,
                    heading: &heading,
                    lines: &["You can close this tab."],
                };
                document.response(StatusCode::OK)
            }
            Self::Failed(why) => {
                let document = Document {
                    title: "Login failed · xauth",
                    mark: &FAILED,
                    heading: "Login failed",
                    lines: &[&sentence(why), "Go back to the terminal."],
                };
                document.response(StatusCode::OK)
            }
        }
    }
}

impl Refusal {
    pub(super) fn response(self) -> Response<Body> {
        let heading = match self {
            Self::OtherHost => "This request was meant for another host",
            Self::NoSuchPath => "There is nothing at this address",
            Self::Method => "This address can only be visited",
            Self::NotOurs => "This is not the answer that xauth is waiting for",
            Self::Late => "This login has been answered already",
        };
        let document = Document {
            title: "Not a login · xauth",
            mark: &ASIDE,
            heading,
            lines: &["The terminal shows how the login goes on."],
        };
        let mut response = document.response(self.status());
        if self == Self::Method {
            let only_get = HeaderValue::from_static("GET");
            response.headers_mut().insert(header::ALLOW, only_get);
        }
        response
    }

    fn status(self) -> StatusCode {
        match self {
            Self::OtherHost | Self::NotOurs | Self::Late => StatusCode::BAD_REQUEST,
            Self::NoSuchPath => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
        }
    }
}

/// An error's message as a sentence of a page.
fn sentence(message: &str) -> String {
    let text = with_code(&html(message));
    let first = text.split(' ').next().unwrap_or_default();
    let is_word = first.chars().all(|c| c.is_ascii_lowercase());
    let text = match text.get(..1) {
        Some(letter) if is_word => letter.to_uppercase() + &text[1..],
        _ => text,
    };
    let is_whole = text.ends_with(['.', '!', '?', '…']);
    text + if is_whole { "" } else { "." }
}

/// What is between backticks, as code.
fn with_code(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return text.to_owned();
    }
    let parts = parts.iter().enumerate().map(|(at, part)| match at % 2 {
        0 => (*part).to_owned(),
        _ => format!("<code>{part}</code>"),
    });
    parts.collect()
}

/// A name from outside; `bdi` keeps one that is written from right to left in its place.
fn strong(name: &str) -> String {
    format!("<strong><bdi>{}</bdi></strong>", html(name))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_become_sentences() {
        for (message, shown) in [
            ("the provider said no", "The provider said no."),
            (
                "`idp.example` said no!",
                "<code>idp.example</code> said no!",
            ),
            ("prefix.dev did not answer", "prefix.dev did not answer."),
            ("a stray ` stays", "A stray ` stays."),
            ("", "."),
        ] {
            assert_eq!(sentence(message), shown);
        }
    }

    #[test]
    fn p57_foreign_text_is_text() {
        let shown = strong("<script>'\"&</script>\u{1b}\u{202e}");
        let text = "&lt;script&gt;&#39;&quot;&amp;&lt;/script&gt;\\u{1b}\\u{202e}";
        assert_eq!(shown, format!("<strong><bdi>{text}</bdi></strong>"));
        assert!(sentence(&"<".repeat(10_000)).matches("&lt;").count() < 300);
    }
}
