//! The words for each cause: what a program shows to its user, who has to get on with them.

use std::{
    convert::Infallible,
    fs,
    pin::Pin,
    task::{Context, Poll},
};

use hyper::body::{Body, Bytes, Frame};
use xauth::client::reqwest::{self, Method, Request};
use xauth::client::{Client, Error};
use xauth::vault::Choice;

use crate::common::{client, env, get, hides, run};
use crate::elsewhere::redirecting;
use crate::support::Home;
use crate::support::fake::{Answer, Server};

const STORED: &str = r#"{"h.example":{"BearerToken":"canary-token"},
    "s.example":{"S3Credentials":{"access_key_id":"a","secret_access_key":"canary-key","session_token":null}},
    "127.0.0.1":{"CondaToken":"canary-conda"},
    "localhost":{"BearerToken":"canary-line\nfeed"}}"#;

fn home() -> Home {
    let home = Home::new();
    home.write(home.store_path(), STORED);
    home
}

#[track_caller]
fn says(error: &Error, words: &str) {
    hides(&["canary-".into()], error);
    assert_eq!(error.to_string(), words);
}

#[test]
fn what_is_not_sent_says_why() {
    let home = home();
    for (url, words) in [
        (
            "http://h.example/x",
            "the credential for `h.example` is not sent over plain http to `http://h.example/x`",
        ),
        (
            "https://s.example/x",
            "`s.example` holds S3 keys, which sign requests, and this client does not sign",
        ),
        (
            "http://localhost:1/x",
            "`http://localhost:1/x` cannot be asked for: what is stored is no header value",
        ),
        (
            "file:///etc/passwd",
            "`file:///etc/passwd` cannot be asked for: it is neither http nor https",
        ),
        (
            "no url",
            "`no url` cannot be asked for: relative URL without a base",
        ),
    ] {
        says(&get(&client(&home), url).unwrap_err(), words);
    }
    let offline = Client::builder().store(Choice::File).offline();
    let offline = offline.build(&env(&home)).unwrap();
    let url = "https://h.example/x";
    let words = "`https://h.example/x` cannot be asked for: the network must not be used";
    says(&get(&offline, url).unwrap_err(), words);
    let closed = Client::builder().store(Choice::File).require_login();
    let closed = closed.build(&env(&home)).unwrap();
    let words = "`https://u.example/x` needs a login: run `xauth login u.example`";
    says(&get(&closed, "https://u.example/x").unwrap_err(), words);
}

#[test]
fn what_is_refused_says_which_login_it_was() {
    let home = home();
    let server = Server::start(|_| Answer::status(403));
    let url = server.url() + "/chan";
    let error = get(&client(&home), &url).unwrap_err();
    says(
        &error,
        &format!("`{url}` refuses the login `127.0.0.1` (HTTP 403)"),
    );
    let command = "xauth login 127.0.0.1";
    assert_eq!(error.command(), Some(command));
}

#[test]
fn what_is_not_followed_says_why() {
    let home = home();
    for (location, why) in [
        ("http://", "to what is no URL"),
        ("ftp://127.0.0.1/x", "to what is neither http nor https"),
        (
            "http://localhost:1/?canary-conda",
            "to a URL with the login in it, which is not followed",
        ),
    ] {
        let server = redirecting(302, location.into());
        let url = server.url() + "/chan";
        let error = get(&client(&home), &url).unwrap_err();
        says(&error, &format!("`{url}` redirects {why}"));
    }
}

/// A body that is read once.
struct Once(Option<Bytes>);

impl Body for Once {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|data| Ok(Frame::data(data))))
    }
}

#[test]
fn a_body_that_is_gone_says_so() {
    let server = redirecting(307, "/elsewhere".into());
    let url = server.url() + "/chan";
    let mut request = Request::new(Method::PUT, url.parse().unwrap());
    *request.body_mut() = Some(reqwest::Body::wrap(Once(Some("a body".into()))));
    let error = run(client(&Home::new()).execute(request)).unwrap_err();
    let why = "a body that cannot be sent twice";
    says(&error, &format!("`{url}` redirects {why}"));
}

#[test]
fn a_damaged_store_says_where() {
    let home = Home::new();
    fs::create_dir_all(home.store_path().parent().unwrap()).unwrap();
    home.write(home.store_path(), "{\"127.0.0.1\": canary-");
    let error = get(&client(&home), "http://127.0.0.1:1/x").unwrap_err();
    hides(&["canary-".into()], &error);
    assert!(matches!(error, Error::Store(_)), "{error:?}");
    assert!(
        error.to_string().contains("rattler_auth_store.json"),
        "{error}"
    );
}
