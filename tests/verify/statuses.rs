//! What each status means, and what is read of its words.

use serde_json::json;
use xauth::http::Failure;
use xauth::verify::{Doubt, Verdict};

use crate::asked::{Asked, good, rejected, statuses, unknown};
use crate::support::canary;
use crate::support::fake::{Answer, Request, Server};

const INDEX: &str = r#"{"info":{"subdir":"noarch"},"packages":{}}"#;

/// A server that answers in one way to `token` and in another to anyone else.
fn server(token: &str, with: Answer, without: Answer) -> Server {
    let token = token.to_owned();
    Server::start(move |request: &Request| match has(request, &token) {
        true => with.clone(),
        false => without.clone(),
    })
}

fn has(request: &Request, token: &str) -> bool {
    request.header("authorization").contains(token)
}

fn ask(server: &Server, token: &str) -> Verdict {
    let token = json!({ "BearerToken": token });
    let asked = Asked::about("127.0.0.1", &token);
    asked.at(&(server.url() + "/chan")).verdict()
}

/// The same with two answers.
fn verdict(with: Answer, without: Answer) -> Verdict {
    let token = canary();
    ask(&server(&token, with, without), &token)
}

fn index() -> Answer {
    Answer::text(INDEX)
}

#[test]
fn only_a_refusal_is_one() {
    for status in [401, 403] {
        let verdict = verdict(Answer::status(status), index());
        assert_eq!(rejected(&verdict), (status, None));
    }
    for status in [400, 402, 404, 405, 407, 409, 410, 418, 451] {
        let verdict = verdict(Answer::status(status), Answer::status(401));
        assert_eq!(unknown(&verdict).0, &Doubt::Unclear, "{status}");
        assert_eq!(statuses(&verdict), [Some(status), None]);
    }
    for status in [408, 429, 500, 502, 503, 504, 511, 599] {
        let verdict = verdict(Answer::status(status), Answer::status(401));
        let trouble = Doubt::Trouble(Failure::Server(status));
        assert_eq!(unknown(&verdict).0, &trouble);
        assert_eq!(statuses(&verdict), [Some(status), None]);
    }
    for status in [300, 301, 302, 303, 304, 307, 308] {
        let away = Answer::redirect(status, "http://127.0.0.1:9/");
        let verdict = verdict(away, Answer::status(401));
        let trouble = Doubt::Trouble(Failure::Redirected(status));
        assert_eq!(unknown(&verdict).0, &trouble);
    }
}

#[test]
fn a_credential_is_good_where_it_makes_the_difference() {
    for status in [401, 403, 404] {
        let verdict = verdict(index(), Answer::status(status));
        assert_eq!(good(&verdict), None);
        assert_eq!(statuses(&verdict), [Some(200), Some(status)]);
    }
    let login = Answer::redirect(302, "http://127.0.0.1:9/login");
    good(&verdict(index(), login));
    for status in [400, 410] {
        let verdict = verdict(index(), Answer::status(status));
        assert_eq!(unknown(&verdict).0, &Doubt::Unclear, "{status}");
    }
    for status in [429, 500, 503] {
        let verdict = verdict(index(), Answer::status(status));
        assert_eq!(
            unknown(&verdict).0,
            &Doubt::Trouble(Failure::Server(status))
        );
        assert_eq!(statuses(&verdict), [Some(200), Some(status)]);
    }
}

#[test]
fn a_server_that_says_yes_to_everything_proves_nothing() {
    for body in [
        INDEX,
        "<html>welcome",
        "",
        "{}",
        r#"{"user":{"username":"eve"},"login":"eve"}"#,
    ] {
        let everything = Answer::text(body);
        let server = Server::start(move |_: &Request| everything.clone());
        for kind in ["BearerToken", "CondaToken"] {
            let token = json!({ kind: canary() });
            let asked = Asked::about("127.0.0.1", &token).at(&server.url());
            let asked = asked.at(&(server.url() + "/chan"));
            unknown(&asked.verdict());
        }
    }
}

#[test]
fn a_page_in_the_place_of_an_index_proves_nothing() {
    let page = |text: &str, kind: &str| {
        let answer = Answer::status(200).header("Content-Type", kind);
        verdict(answer.body(text), Answer::status(401))
    };
    for (text, kind) in [
        ("<!doctype html><title>Sign in</title>", "text/html"),
        ("\u{feff}\n <html>", "application/json"),
        ("<?xml version='1.0'?>", "application/json"),
        (INDEX, "text/html; charset=utf-8"),
        ("", "application/json"),
        ("please sign in", "text/plain"),
        ("null", "application/json"),
    ] {
        assert_eq!(unknown(&page(text, kind)).0, &Doubt::Unclear, "{text}");
    }
    good(&page(&format!("\u{feff}\n {INDEX}"), "text/plain"));
}

#[test]
fn a_servers_reason_is_passed_on_short_and_harmless() {
    let said = |answer: Answer| {
        let verdict = verdict(answer, index());
        rejected(&verdict).1.map(str::to_owned)
    };
    let body = |text: &str| {
        said(Answer {
            status: 401,
            ..Answer::text(text)
        })
    };
    for (text, shown) in [
        (
            r#"{"error":"Authentication token has expired"}"#,
            "Authentication token has expired",
        ),
        (
            r#"{"error":{"code":"auth_required","message":"auth required"}}"#,
            "auth required",
        ),
        (
            r#"{"error":"invalid_token","error_description":"it is over"}"#,
            "it is over",
        ),
        (r#"{"detail":"API key expired"}"#, "API key expired"),
        (r#"{"message":"a\u001b[2Jb\u202e"}"#, r"a\u{1b}[2Jb\u{202e}"),
    ] {
        assert_eq!(body(text).as_deref(), Some(shown));
    }
    for text in [
        "",
        "{",
        "<html>",
        "[]",
        "{}",
        r#"{"error":7}"#,
        r#"{"error":" "}"#,
    ] {
        assert_eq!(body(text), None, "{text}");
    }
    let long = body(&json!({ "message": "x".repeat(9000) }).to_string()).unwrap();
    assert_eq!(long.chars().count(), 120);
    let challenge =
        r#"Bearer realm="r", error="invalid_token", error_description="The access token expired""#;
    let answer = Answer::status(401).header("WWW-Authenticate", challenge);
    assert_eq!(said(answer).as_deref(), Some("The access token expired"));
}

#[test]
fn a_server_that_says_the_secret_again_is_not_quoted() {
    let token = canary();
    let server = Server::start(|request: &Request| {
        let body =
            json!({ "error": { "message": format!("no: {}", request.header("authorization")) } });
        let status = if request.path.contains("401") {
            401
        } else {
            403
        };
        Answer {
            status,
            ..Answer::json(&body)
        }
    });
    for credential in [
        json!({ "BearerToken": token }),
        json!({ "BasicHTTP": { "username": "alice", "password": token } }),
    ] {
        for status in [401, 403] {
            let asked = Asked::about("127.0.0.1", &credential);
            let verdict = asked.at(&format!("{}/{status}", server.url())).verdict();
            assert_eq!(rejected(&verdict), (status, None));
        }
    }
    let me = json!({ "user": { "username": token } });
    let expected = token.clone();
    let server = Server::start(move |request: &Request| match request.header("x-api-key") {
        key if key == expected => Answer::json(&me),
        _ => Answer::status(401),
    });
    let asked = Asked::about("127.0.0.1", &json!({ "CondaToken": token }));
    assert_eq!(good(&asked.at(&server.url()).verdict()), None);
}

#[test]
fn a_quetz_that_takes_keys_says_whose_they_are() {
    let token = canary();
    let key = token.clone();
    let server = Server::start(move |request: &Request| {
        let me = json!({ "name": "Alice", "user": { "id": "1", "username": "alice" } });
        match (request.path.as_str(), request.header("x-api-key") == key) {
            ("/api/me", true) => Answer::json(&me),
            _ => Answer::status(401),
        }
    });
    let asked = Asked::about("127.0.0.1", &json!({ "CondaToken": token })).at(&server.url());
    let verdict = asked.verdict();
    assert_eq!(good(&verdict), Some("alice"));
    assert_eq!(statuses(&verdict), [Some(200), Some(401)]);
}

/// Nothing is asked twice, in either order.
#[test]
fn a_channel_can_be_asked_first() {
    let server = Server::start(|_: &Request| Answer::status(404));
    let token = json!({ "CondaToken": canary() });
    let asked = Asked::about("127.0.0.1", &token).at(&(server.url() + "/chan"));
    let paths = || -> Vec<String> { server.seen().into_iter().map(|one| one.path).collect() };
    unknown(&asked.verdict());
    unknown(&asked.channels_verdict());
    let channel = |path: &String| path.ends_with("/chan/noarch/repodata.json");
    let paths = paths();
    assert_eq!(paths.len(), 4, "{paths:?}");
    assert_eq!([&paths[0], &paths[3]], ["/api/me", "/api/me"]);
    assert!(paths[1..3].iter().all(channel), "{paths:?}");
}
