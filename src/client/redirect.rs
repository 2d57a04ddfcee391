//! Redirect: where an answer leads, as a request of its own (RFC 9110 §15.4).

use std::time::Duration;

use hyper::{HeaderMap, Method, StatusCode, header};
use reqwest::{Request, Response, header::HeaderName};
use url::Url;

use super::{
    carry::{is_in, without_own, without_token},
    credentials::Answer,
    error::Error,
};

/// How many are followed.
pub(super) const MOST: usize = 10;

/// What goes no further than the origin that it was given for.
const OF_ORIGIN: [HeaderName; 4] = [
    header::AUTHORIZATION,
    header::COOKIE,
    header::PROXY_AUTHORIZATION,
    header::HOST,
];

/// What says something of the body.
const OF_BODY: [HeaderName; 5] = [
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::CONTENT_ENCODING,
    header::CONTENT_LANGUAGE,
    header::TRANSFER_ENCODING,
];

/// A request that may be sent on.
pub(super) struct Asked {
    /// The URL, without a credential.
    pub(super) url: Url,
    method: Method,
    headers: HeaderMap,
    timeout: Option<Duration>,
    /// A copy, if the body can be sent again.
    copy: Option<Request>,
}

impl Asked {
    pub(super) fn of(request: &Request) -> Self {
        Self {
            url: request.url().clone(),
            method: request.method().clone(),
            headers: request.headers().clone(),
            timeout: request.timeout().copied(),
            copy: request.try_clone(),
        }
    }

    /// The request again, if its body can be sent again.
    pub(super) fn again(&self) -> Option<Request> {
        self.copy.as_ref()?.try_clone()
    }

    /// Where the response leads, if it leads anywhere. `sent` is the URL as it went out, with `answer` on it.
    ///
    /// # Errors
    /// For what must not be followed.
    pub(super) fn next(
        self,
        response: &Response,
        sent: &Url,
        answer: Option<&Answer>,
    ) -> Result<Option<Request>, Error> {
        let Some(location) = location(response) else {
            return Ok(None);
        };
        let url = self.target(&location, sent, answer)?;
        let mut request = match self.is_asked_with_get(response.status()) {
            true => self.as_get(),
            false => (self.copy)
                .ok_or_else(|| Error::redirect(&self.url, "a body that cannot be sent twice"))?,
        };
        if url.origin() != self.url.origin() {
            let headers = request.headers_mut();
            OF_ORIGIN.iter().for_each(|name| drop(headers.remove(name)));
            *headers = without_sensitive(headers);
        }
        *request.url_mut() = url;
        Ok(Some(request))
    }

    fn target(&self, location: &str, sent: &Url, answer: Option<&Answer>) -> Result<Url, Error> {
        let refuse = |why: &str| Error::redirect(&self.url, why);
        let url = sent.join(location);
        let mut url = url.map_err(|_| refuse("to what is no URL"))?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(refuse("to what is neither http nor https"));
        }
        if self.url.scheme() == "https" && url.scheme() != "https" {
            return Err(refuse("from https to plain http, which is not followed"));
        }
        // Nobody but the person says which user they are.
        if url.set_username("").and(url.set_password(None)).is_err() {
            return Err(refuse("to what is no URL"));
        }
        if let Some(answer) = answer {
            without_token(&mut url, answer);
        }
        let has_login = answer.is_some_and(|answer| is_in(answer, url.as_str()))
            || url.origin() != self.url.origin() && !without_own(&mut url, &self.url);
        match has_login {
            true => Err(refuse(
                "to a URL with the login in it, which is not followed",
            )),
            false => Ok(url),
        }
    }

    /// RFC 9110 §15.4.2 to §15.4.4: what most clients do with a POST, and what 303 is for.
    fn is_asked_with_get(&self, status: StatusCode) -> bool {
        match status {
            StatusCode::SEE_OTHER => self.method != Method::HEAD,
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => self.method == Method::POST,
            _ => false,
        }
    }

    fn as_get(&self) -> Request {
        let mut request = Request::new(Method::GET, self.url.clone());
        *request.headers_mut() = self.headers.clone();
        *request.timeout_mut() = self.timeout;
        OF_BODY
            .iter()
            .for_each(|name| drop(request.headers_mut().remove(name)));
        request
    }
}

fn location(response: &Response) -> Option<String> {
    let is_redirect = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = response.headers().get(header::LOCATION);
    let location = location.filter(|_| is_redirect)?;
    Some(String::from_utf8_lossy(location.as_bytes()).into_owned())
}

/// What the caller marked is for the origin that it was given for.
fn without_sensitive(headers: &HeaderMap) -> HeaderMap {
    let plain = headers.iter().filter(|(_, value)| !value.is_sensitive());
    plain
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
