//! Request: what is sent to a server, with a credential and without, and what its answer is read as.

use hyper::{
    Request, Response,
    header::{self, HeaderName, HeaderValue},
    http::request::Builder,
};
use serde_json::Value;
use url::Url;

use super::{ANSWER, START, Verdict};
use crate::{
    http::{self, Client},
    scheme::{Credential, Sent},
};

/// A request that carries nothing.
pub(super) fn plain(url: &Url) -> Builder {
    Request::get(url.as_str())
}

/// A header with a secret in it; none for what no header can carry.
pub(super) fn header(request: Builder, name: HeaderName, secret: &str) -> Option<Builder> {
    let mut value = HeaderValue::from_str(secret).ok()?;
    value.set_sensitive(true);
    Some(request.header(name, value))
}

/// A request that carries the credential as it is stored for that; none for one that signs, or that cannot be sent.
pub(super) fn with(credential: &Credential, url: &Url) -> Option<Builder> {
    let scheme = credential.scheme();
    match scheme.sent() {
        Sent::Header(value) => header(plain(url), header::AUTHORIZATION, value.expose()),
        Sent::Path => {
            let mut url = url.clone();
            let path = format!("/t/{}{}", scheme.only_field()?, url.path());
            url.set_path(&path);
            Some(plain(&url))
        }
        Sent::Signature => None,
    }
}

/// Sends it, and reads the answer, of a status that says something; else the verdict is trouble.
pub(super) async fn send(
    client: &Client,
    url: &Url,
    request: Option<Builder>,
    body: Vec<u8>,
) -> Result<Response<Vec<u8>>, Verdict> {
    let request = request.and_then(|request| request.body(body).ok());
    read(client, url, request, ANSWER).await
}

/// The same for a file of a channel, of which the start is read.
pub(super) async fn start(
    client: &Client,
    url: &Url,
    request: Option<Builder>,
) -> Result<Response<Vec<u8>>, Verdict> {
    let request = request.and_then(|request| request.body(Vec::new()).ok());
    read(client, url, request, START).await
}

async fn read(
    client: &Client,
    url: &Url,
    request: Option<Request<Vec<u8>>>,
    longest: usize,
) -> Result<Response<Vec<u8>>, Verdict> {
    let request = request.ok_or_else(|| Verdict::unasked("what is stored cannot be sent"))?;
    let trouble = |failure| Verdict::trouble(Some(url), failure);
    let answer = client.start(request, longest).await.map_err(trouble)?;
    match http::status(&answer) {
        Some(failure) => Err(trouble(failure)),
        None => Ok(answer),
    }
}

/// The body as JSON, if it is.
pub(super) fn json(answer: &Response<Vec<u8>>) -> Option<Value> {
    serde_json::from_slice(answer.body()).ok()
}
