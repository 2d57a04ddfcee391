//! Carry: a credential, put on a request and taken off its response.

use hyper::{Response, header};
use reqwest::{Request, ResponseBuilderExt, header::HeaderValue};
use url::Url;

use super::{credentials::Answer, error::Error};
use crate::{
    scheme::{Basic, Scheme, Sent},
    secret::Secret,
    target::is_platform,
    text::percent_decoded,
};

/// Whether the caller gave the request a credential of its own: a header, or a `/t/TOKEN` in the path.
pub(super) fn has_own(request: &Request) -> bool {
    request.headers().contains_key(header::AUTHORIZATION) || !own_tokens(request.url()).is_empty()
}

/// The tokens that stand in a URL's path.
fn own_tokens(url: &Url) -> Vec<String> {
    let segments: Vec<&str> = url.path().split('/').collect();
    let is_token = |pair: &&[&str]| pair[0] == "t" && !pair[1].is_empty() && !is_platform(pair[1]);
    let tokens = segments.windows(2).filter(is_token);
    tokens.map(|pair| pair[1].to_owned()).collect()
}

/// Makes the header of a URL's user info: that is no part of what is sent, and `reqwest` does it for its builders alone.
pub(super) fn user_as_header(request: &mut Request) -> Result<(), Error> {
    let mut url = request.url().clone();
    if url.username().is_empty() && url.password().is_none() {
        return Ok(());
    }
    let plain = |text: &str| percent_decoded(text).unwrap_or_else(|| text.to_owned());
    let password = Secret::new(plain(url.password().unwrap_or_default()));
    let user = Basic::new(plain(url.username()), password);
    let unusable = || Error::request(request.url(), "its user info cannot be sent");
    let cleared = url.set_username("").and(url.set_password(None));
    cleared.map_err(|()| unusable())?;
    let Sent::Header(value) = user.sent() else {
        return Err(unusable());
    };
    let mut value = HeaderValue::from_str(value.expose()).map_err(|_| unusable())?;
    value.set_sensitive(true);
    *request.url_mut() = url;
    let headers = request.headers_mut();
    headers.entry(header::AUTHORIZATION).or_insert(value);
    Ok(())
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

/// Takes the tokens that the caller put into `from` out of a URL that the server made of it for another origin;
/// whether none is left.
pub(super) fn without_own(url: &mut Url, from: &Url) -> bool {
    let tokens = own_tokens(from);
    for token in &tokens {
        let path = url.path().replace(&format!("/t/{token}/"), "/");
        url.set_path(&path);
    }
    let decoded = percent_decoded(url.as_str()).unwrap_or_default();
    let is_left = |token: &String| {
        let plain = percent_decoded(token).unwrap_or_default();
        url.as_str().contains(token) || decoded.contains(token) || decoded.contains(&plain)
    };
    !tokens.iter().any(is_left)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{scheme::Credential, target::Key};

    fn request(url: &str) -> Request {
        Request::new(reqwest::Method::GET, url.parse().unwrap())
    }

    #[test]
    fn what_is_put_on_is_not_shown() {
        let token = Secret::new("canary-1");
        let answer = Answer {
            key: Key::stored("h.example"),
            credential: Credential::of_token("bearer", &token).unwrap(),
            again: String::new(),
        };
        let mut given = request("https://h.example/x");
        attach(&mut given, &answer).unwrap();
        let mut named = request("https://me:canary-2@h.example/x");
        user_as_header(&mut named).unwrap();
        for request in [given, named] {
            let value = &request.headers()[header::AUTHORIZATION];
            assert!(value.is_sensitive() && value.len() > 10);
            let shown = format!("{request:?} {request:#?}");
            assert!(
                !shown.contains("canary") && !shown.contains("Y2FuYXJ5"),
                "{shown}"
            );
        }
    }
}
