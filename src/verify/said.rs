//! Said: what a server says of a refusal or an account, made safe to show, and never the secret that it was sent.

use hyper::{Response, header};
use serde_json::Value;

use super::request::json;
use crate::{
    scheme::{Credential, Sent},
    text::escape,
};

/// The most characters that are shown.
const LONGEST: usize = 120;
/// Parts of a credential that are shorter are no secrets, and would be found in any text.
const SHORTEST: usize = 4;

/// What may be shown of `text`; none when there is nothing, or when it has a part of the credential in it.
pub(super) fn safe(credential: &Credential, text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || holds_secret(credential, text) {
        return None;
    }
    let shown = escape(text);
    match shown.char_indices().nth(LONGEST - 1) {
        Some((end, _)) => Some(shown[..end].to_owned() + "…"),
        None => Some(shown),
    }
}

/// Whether a part of the credential is in `text`, as it is stored or as a header carries it.
fn holds_secret(credential: &Credential, text: &str) -> bool {
    let scheme = credential.scheme();
    let fields = scheme.fields().into_iter();
    let mut secrets = fields
        .filter(|(name, _)| !matches!(*name, "username" | "access-key-id"))
        .map(|(_, secret)| secret);
    let holds = |secret: &str| secret.len() >= SHORTEST && text.contains(secret);
    let in_header = match scheme.sent() {
        Sent::Header(value) => value.expose().rsplit(' ').next().is_some_and(holds),
        Sent::Path | Sent::Signature => false,
    };
    in_header || secrets.any(holds)
}

/// The reason of a refusal: in the body, in one of the forms that servers of channels use, or in the header (RFC 6750 §3).
pub(super) fn reason(credential: &Credential, answer: &Response<Vec<u8>>) -> Option<String> {
    let body = json(answer);
    let texts = body.iter().flat_map(texts).map(str::to_owned);
    let text = texts.into_iter().next();
    let text = text.or_else(|| challenge(answer, "error_description"))?;
    safe(credential, &text)
}

/// `{"error_description": …}`, `{"error": …}`, `{"error": {"message": …}}`, `{"message": …}`, `{"detail": …}`.
fn texts(body: &Value) -> impl Iterator<Item = &str> {
    let places = [
        "/error_description",
        "/error",
        "/error/message",
        "/message",
        "/detail",
    ];
    let values = places.into_iter().filter_map(|place| body.pointer(place));
    values.filter_map(Value::as_str)
}

/// A parameter of the answer's challenge.
pub(super) fn challenge(answer: &Response<Vec<u8>>, name: &str) -> Option<String> {
    let headers = answer.headers().get_all(header::WWW_AUTHENTICATE);
    let mut texts = headers.iter().filter_map(|value| value.to_str().ok());
    texts.find_map(|text| {
        let (_, rest) = text.split_once(&format!("{name}=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    })
}
