//! Answer: what a server of Anaconda's says: JSON, or no and why (`binstar_client/__init__.py`, `_check_response`).

use hyper::{Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use crate::{
    http::{self, Failure},
    scheme::Credential,
    secret::Secret,
    text::{escape_without, redact_url},
};

/// Why something was not done.
#[derive(Clone, Debug)]
pub enum NotDone {
    /// There is no answer, or none that can be used.
    Unheard {
        /// What was asked, without secrets.
        url: String,
        /// Why.
        why: Failure,
    },
    /// The server said no.
    Refused(Refusal),
}

/// What a server says when it says no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What was asked, without secrets.
    pub url: String,
    /// The status of its answer.
    pub status: StatusCode,
    /// Its reason, safe to show, if it gives one in a way that we know.
    pub why: Option<String>,
}

/// An answer, and what was asked for it.
pub(super) struct Answer {
    /// The URL, without secrets.
    pub(super) url: String,
    pub(super) sent: Result<Response<Vec<u8>>, Failure>,
    /// What must not be in a reason, for servers that say what they were sent.
    pub(super) secrets: Vec<Secret>,
}

impl Answer {
    /// The JSON of an answer that says yes.
    pub(super) fn json<T: DeserializeOwned>(self) -> Result<T, NotDone> {
        let url = self.url.clone();
        let answer = self.done()?;
        serde_json::from_slice(answer.body()).map_err(|_| NotDone::Unheard {
            url,
            why: Failure::Broken(odd(answer.body()).into()),
        })
    }

    /// An answer that says yes.
    pub(super) fn done(self) -> Result<Response<Vec<u8>>, NotDone> {
        let Self { url, sent, secrets } = self;
        let trouble = sent.as_ref().ok().and_then(http::status);
        let answer = match (sent, trouble) {
            (Ok(answer), None) => answer,
            (Err(why), _) | (_, Some(why)) => return Err(NotDone::Unheard { url, why }),
        };
        match answer.status() {
            status if status.is_success() => Ok(answer),
            status => Err(NotDone::Refused(Refusal {
                url,
                status,
                why: reason(answer.body(), &secrets),
            })),
        }
    }
}

/// A token that a server made, if it can be sent.
pub(super) fn usable(token: Secret, url: &Url) -> Result<Secret, NotDone> {
    match Credential::of_token("conda-token", &token) {
        Ok(_) => Ok(token),
        Err(_) => Err(NotDone::Unheard {
            url: redact_url(url.as_str()),
            why: Failure::Broken("it gives out a token that cannot be sent".into()),
        }),
    }
}

fn odd(body: &[u8]) -> &'static str {
    match body.trim_ascii_start() {
        [] => "its answer is empty",
        [b'<', ..] => "its answer is a web page, and not JSON",
        _ => "its answer cannot be understood",
    }
}

/// The reason in an answer: `error`, as a text or as an object with a `message`, or what other servers have for it.
fn reason(body: &[u8], secrets: &[Secret]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = ["error", "message", "detail"].iter().find_map(|name| {
        let said = body.get(name)?;
        let inner = ["message", "code"]
            .iter()
            .find_map(|name| said.get(name)?.as_str());
        said.as_str().or(inner)
    });
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    Some(escape_without(text, secrets))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, body: &str) -> Answer {
        let mut response = Response::new(body.as_bytes().to_vec());
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        Answer {
            url: "https://h/x".into(),
            sent: Ok(response),
            secrets: Vec::new(),
        }
    }

    #[test]
    fn a_reason_is_found_in_every_form_and_is_safe_to_show() {
        let secrets = [Secret::new("canary-1")];
        for (body, why) in [
            (r#"{"error": "no"}"#, Some("no")),
            (
                r#"{"error": {"code": "auth_required", "message": "log in"}}"#,
                Some("log in"),
            ),
            (
                r#"{"error": {"code": "auth_required"}}"#,
                Some("auth_required"),
            ),
            (r#"{"detail": "Not Found"}"#, Some("Not Found")),
            (
                r#"{"error": "bad token canary-1\u001b[2J"}"#,
                Some("bad token ***\\u{1b}[2J"),
            ),
            (r#"{"error": 7}"#, None),
            (r#"{"error": ""}"#, None),
            ("[]", None),
            ("<html>", None),
            ("", None),
        ] {
            assert_eq!(reason(body.as_bytes(), &secrets).as_deref(), why, "{body}");
        }
    }

    #[test]
    fn trouble_is_no_refusal() {
        for status in [302, 408, 429, 500, 503] {
            let said = of(status, r#"{"error": "x"}"#).done();
            assert!(matches!(said, Err(NotDone::Unheard { .. })), "{status}");
        }
        let Err(NotDone::Refused(refusal)) = of(403, "<html>").done() else {
            panic!("it is a refusal");
        };
        assert_eq!((refusal.status.as_u16(), refusal.why), (403, None));
    }

    #[test]
    fn what_is_no_json_is_no_answer() {
        for (body, wanted) in [
            ("", "is empty"),
            (" <html>", "web page"),
            ("[1", "cannot be understood"),
        ] {
            let Err(NotDone::Unheard { why, .. }) = of(200, body).json::<Value>() else {
                panic!("{body}");
            };
            assert!(why.to_string().contains(wanted), "{why}");
        }
    }
}
