//! Carry: a credential, put on a request and taken off its response.

use hyper::{Response, header};
use reqwest::{Request, ResponseBuilderExt, header::HeaderValue};
use url::Url;

use super::{credentials::Answer, error::Error};
use crate::{
    scheme::{Scheme, Sent},
    target::is_platform,
    text::percent_decoded,
};

/// Whether the caller gave the request a credential of its own: a header, user info, or a `/t/TOKEN` in the path.
pub(super) fn has_own(request: &Request) -> bool {
    let url = request.url();
    let has_user = !url.username().is_empty() || url.password().is_some();
    let segments: Vec<&str> = url.path().split('/').collect();
    let is_token = |pair: &[&str]| pair[0] == "t" && !pair[1].is_empty() && !is_platform(pair[1]);
    request.headers().contains_key(header::AUTHORIZATION)
        || has_user
        || segments.windows(2).any(is_token)
}

/// Puts it on.
pub(super) fn attach(request: &mut Request, answer: &Answer) -> Result<(), Error> {
    let scheme = answer.credential.scheme();
    match scheme.sent() {
        Sent::Header(value) => {
            let value = HeaderValue::from_str(value.expose());
            let unsendable = |_| Error::request(request.url(), "what is stored is no header value");
            let mut value = value.map_err(unsendable)?;
            value.set_sensitive(true);
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        Sent::Path => {
            let path = format!("{}{}", prefix(scheme), request.url().path());
            request.url_mut().set_path(&path);
        }
        Sent::Signature => {
            let key = answer.key.to_string();
            return Err(Error::Signature { key });
        }
    }
    Ok(())
}

/// What stands before the path of a URL.
fn prefix(scheme: &dyn Scheme) -> String {
    format!("/t/{}", scheme.only_field().unwrap_or_default())
}

/// The response as the answer to `url`, which is what was asked for before a credential was put on.
pub(super) fn detach(
    response: reqwest::Response,
    url: &Url,
    answer: Option<&Answer>,
) -> Result<reqwest::Response, Error> {
    let unusable = |_| Error::request(url, "its answer cannot be used");
    let named = Response::builder().url(url.clone()).body(());
    let named = named.map_err(unusable)?.into_parts().0;
    let mut response: Response<reqwest::Body> = response.into();
    response.extensions_mut().extend(named.extensions);
    if let Some(answer) = answer {
        // A server may say in a header what it was asked for.
        let values = response.headers_mut().values_mut();
        values
            .filter(|value| is_in(answer, &String::from_utf8_lossy(value.as_bytes())))
            .for_each(|value| value.set_sensitive(true));
    }
    Ok(response.into())
}

/// Takes the token out of a URL that the server made from the one that it was asked for.
pub(super) fn without_token(url: &mut Url, answer: &Answer) {
    let scheme = answer.credential.scheme();
    if scheme.sent() != Sent::Path {
        return;
    }
    let mut prefixed = url.clone();
    prefixed.set_path(&prefix(scheme));
    let rest = url.path().strip_prefix(prefixed.path());
    if let Some(rest) = rest.filter(|rest| rest.starts_with('/')).map(str::to_owned) {
        url.set_path(&rest);
    }
}

/// Whether a text has a secret of the credential in it.
pub(super) fn is_in(answer: &Answer, text: &str) -> bool {
    let decoded = percent_decoded(text).unwrap_or_default();
    let fields = answer.credential.scheme().fields();
    // A user name is no secret, and may be a word like any other.
    let secrets = fields.iter().filter(|(name, _)| *name != "username");
    let mut secrets = secrets.map(|(_, secret)| *secret);
    secrets.any(|secret| !secret.is_empty() && (text.contains(secret) || decoded.contains(secret)))
}
