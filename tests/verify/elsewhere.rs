//! Where a credential never goes, whatever servers say and callers ask for.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use xauth::http::Failure;
use xauth::verify::Doubt;

use crate::asked::{Asked, unknown};
use crate::support::canary;
use crate::support::fake::{Answer, Certificate, Request, Server, TlsFront};

fn credentials() -> [Value; 4] {
    let token = canary();
    [
        json!({ "BearerToken": token }),
        json!({ "CondaToken": token }),
        json!({ "BasicHTTP": { "username": "alice", "password": token } }),
        json!({ "S3Credentials": { "access_key_id": "id", "secret_access_key": token, "session_token": token } }),
    ]
}

#[test]
fn another_origin_sees_no_request() {
    for status in [301, 302, 303, 307, 308] {
        let other = Server::start(|_: &Request| Answer::text("{}"));
        let place = Arc::new(Mutex::new(other.url_as("localhost")));
        let server = Server::start(move |request: &Request| {
            let away = place.lock().unwrap().clone() + &request.path;
            Answer::redirect(status, &away)
        });
        for credential in credentials() {
            let asked = Asked::about("127.0.0.1", &credential).at(&(server.url() + "/chan"));
            let asked = asked
                .bucket(Some(&server.url()), None)
                .at("s3://127.0.0.1/x");
            assert!(asked.can_be_asked());
            unknown(&asked.verdict());
        }
        assert!(other.seen().is_empty(), "{:?}", other.seen());
        assert!(!server.seen().is_empty());
    }
}

#[test]
fn the_same_host_is_not_followed_to_either() {
    let server = Server::start(|request: &Request| match request.path.as_str() {
        "/elsewhere" => Answer::text("{}"),
        _ => Answer::redirect(302, "/elsewhere"),
    });
    for credential in credentials() {
        let asked = Asked::about("127.0.0.1", &credential).at(&(server.url() + "/chan"));
        asked.verdict();
    }
    assert!(server.seen_at("/elsewhere").is_empty());
}

#[test]
fn a_channel_on_another_host_than_the_key_is_not_asked() {
    let server = Server::start(|_: &Request| Answer::text("{}"));
    let port = server.port();
    for (key, site) in [
        ("example.com", format!("http://127.0.0.1:{port}/chan")),
        ("localhost", format!("http://127.0.0.1:{port}/chan")),
        ("*.example.com", format!("http://localhost:{port}/chan")),
        (
            "https://example.com/chan",
            format!("http://127.0.0.1:{port}/chan"),
        ),
        (
            &format!("http://127.0.0.1:{port}/chan/one"),
            format!("http://127.0.0.1:{port}/chan"),
        ),
    ] {
        for credential in credentials() {
            let asked = Asked::about(key, &credential).at(&site);
            assert!(!asked.can_be_asked(), "{key} {site}");
            unknown(&asked.verdict());
        }
    }
    assert!(server.seen().is_empty(), "{:?}", server.seen());
}

/// An origin beside the channel, such as an API, is not what a key for one channel is for.
#[test]
fn the_key_of_one_channel_goes_to_that_channel_alone() {
    let server = Server::start(|_: &Request| Answer::text("{}"));
    let channel = server.url() + "/get/one";
    let asked = Asked::about(&channel, &json!({ "CondaToken": canary() }));
    asked.at(&channel).verdict();
    assert!(server.seen_at("/api/me").is_empty());
    assert!(!server.seen().is_empty());
}

#[test]
fn names_that_only_look_like_a_known_servers_are_not_its() {
    for (key, kind) in [
        ("notprefix.dev", "BearerToken"),
        ("prefix.dev.evil.example", "BearerToken"),
        ("anaconda.com.evil.example", "BearerToken"),
        ("notanaconda.org", "CondaToken"),
        ("conda.anaconda.org", "CondaToken"),
        ("*.dev", "BearerToken"),
        ("*.com", "BearerToken"),
    ] {
        let asked = Asked::about(key, &json!({ kind: canary() }));
        assert!(!asked.can_be_asked(), "{key}");
    }
    for (key, kind) in [
        ("*.prefix.dev", "BearerToken"),
        ("prefix.dev", "BearerToken"),
        ("*.anaconda.org", "CondaToken"),
        ("anaconda.com", "BearerToken"),
        ("repo.anaconda.cloud", "BearerToken"),
    ] {
        let asked = Asked::about(key, &json!({ kind: canary() }));
        assert!(asked.can_be_asked(), "{key}");
    }
}

#[test]
fn a_secret_is_in_a_url_only_as_a_conda_token() {
    for credential in credentials() {
        let server = Server::start(|_: &Request| Answer::status(401));
        let asked = Asked::about("127.0.0.1", &credential).at(&(server.url() + "/chan"));
        let asked = asked.bucket(Some(&server.url()), None);
        asked.at("s3://127.0.0.1/x").verdict();
        let in_path = credential.get("CondaToken").is_some();
        assert!(!server.seen().is_empty());
        for request in server.seen().iter().filter(|one| one.path != "/api/me") {
            assert_eq!(request.path.contains("canary"), in_path, "{request:?}");
            assert!(!format!("{:?}", request.query).contains("canary"));
            assert_eq!(request.header("referer"), "");
        }
    }
}

#[test]
fn a_server_with_a_bad_certificate_sees_no_request() {
    for certificate in [Certificate::SelfSigned, Certificate::Good] {
        let server = Server::start(|_: &Request| Answer::status(401));
        let front = TlsFront::start(certificate, &server.url());
        for credential in credentials() {
            let asked = Asked::about("localhost", &credential).at(&(front.url() + "/chan"));
            let asked = asked.bucket(Some(&front.url()), None);
            let verdict = asked.at("s3://localhost/x").verdict();
            let doubt = unknown(&verdict).0;
            assert!(
                matches!(doubt, Doubt::Trouble(Failure::Untrusted(_))),
                "{doubt:?}"
            );
        }
        assert!(server.seen().is_empty());
    }
}
