//! What becomes of a method, a body and headers on the way to elsewhere (RFC 9110 §15.4).

use xauth::client::reqwest::{Method, Request, header};

use crate::common::{client, run};
use crate::support::Home;
use crate::support::fake::{Answer, Server};

/// Sends a request that is sent on once, by name to another origin; what came there.
fn sent_on(code: u16, method: Method, body: &'static str) -> (String, String, Server) {
    let other = Server::start(|_| Answer::status(200));
    let server = crate::elsewhere::redirecting(code, other.url_as("localhost"));
    let mut request = Request::new(method, server.url().parse().unwrap());
    let headers = request.headers_mut();
    headers.insert(header::COOKIE, "canary-cookie".parse().unwrap());
    headers.insert(header::AUTHORIZATION, "Bearer canary-own".parse().unwrap());
    let mut key: header::HeaderValue = "canary-key".parse().unwrap();
    key.set_sensitive(true);
    headers.insert("x-api-key", key);
    headers.insert(header::ACCEPT, "application/json".parse().unwrap());
    if !body.is_empty() {
        headers.insert(header::CONTENT_TYPE, "text/plain".parse().unwrap());
        *request.body_mut() = Some(body.into());
    }
    let response = run(client(&Home::new()).execute(request));
    assert_eq!(response.unwrap().status(), 200);
    let first = server.seen().remove(0);
    assert_eq!(first.header("authorization"), "Bearer canary-own");
    assert_eq!(first.body, body);
    let seen = other.seen().remove(0);
    for name in ["cookie", "authorization", "x-api-key", "referer"] {
        assert_eq!(seen.header(name), "", "{name}");
    }
    assert_eq!(seen.header("accept"), "application/json");
    let has_type = seen.header("content-type") == "text/plain";
    assert_eq!(has_type, !seen.body.is_empty(), "{seen:?}");
    (seen.method, seen.body, other)
}

#[test]
fn a_post_becomes_a_get_where_the_status_says_so() {
    for (code, method, wanted, has_body) in [
        (301, Method::POST, "GET", false),
        (302, Method::POST, "GET", false),
        (303, Method::POST, "GET", false),
        (303, Method::PUT, "GET", false),
        (303, Method::HEAD, "HEAD", false),
        (302, Method::HEAD, "HEAD", false),
        (302, Method::PUT, "PUT", true),
        (307, Method::POST, "POST", true),
        (308, Method::PUT, "PUT", true),
    ] {
        let body = if method == Method::HEAD { "" } else { "a body" };
        let (came, body_came, _other) = sent_on(code, method.clone(), body);
        assert_eq!(came, wanted, "{code} {method}");
        assert_eq!(!body_came.is_empty(), has_body, "{code} {method}");
    }
}

#[test]
fn other_answers_lead_nowhere() {
    for code in [300, 304, 305] {
        let server = crate::elsewhere::redirecting(code, "/elsewhere".into());
        let response = run(client(&Home::new()).get(&server.url())).unwrap();
        assert_eq!(response.status(), code);
        assert_eq!(server.seen().len(), 1);
    }
}
