//! A 403, which servers say to people, and filters on the way to everyone.

use serde_json::json;
use xauth::http::Failure;
use xauth::verify::{Doubt, Verdict};

use crate::asked::{Asked, rejected, statuses, unknown};
use crate::support::canary;
use crate::support::fake::{Answer, Request, Server};

const PAGE: &str = "<html>Hotel WiFi: agree to the terms first";

fn page() -> Answer {
    let answer = Answer::status(403).header("Content-Type", "text/html");
    answer.body(PAGE)
}

/// The verdict of a server that answers so with a login and without, and how often it was asked.
fn ask(with: Answer, without: Answer) -> (Verdict, usize) {
    let server = Server::start(
        move |request: &Request| match request.header("authorization") {
            "" => without.clone(),
            _ => with.clone(),
        },
    );
    let asked = Asked::about("127.0.0.1", &json!({ "BearerToken": canary() }));
    let verdict = asked.at(&(server.url() + "/chan")).verdict();
    (verdict, server.seen().len())
}

#[test]
fn what_everyone_is_told_is_no_refusal() {
    let why = "it answers with HTTP 403, without the login, too";
    let denied = Answer::status(403).body("<Error><Code>AccessDenied</Code></Error>");
    for answer in [page(), denied, Answer::status(403)] {
        let (verdict, _) = ask(answer, page());
        assert_eq!(unknown(&verdict), (&Doubt::Unclear, why));
        assert_eq!(statuses(&verdict), [Some(403), Some(403)]);
    }
}

#[test]
fn what_only_the_login_is_told_is_one() {
    for without in [
        Answer::status(401),
        Answer::status(404),
        Answer::text("{}"),
        Answer::redirect(302, "/login"),
    ] {
        assert_eq!(rejected(&ask(page(), without).0), (403, None));
    }
}

#[test]
fn the_words_of_a_program_need_no_second_question() {
    let reasoned = Answer {
        status: 403,
        ..Answer::json(&json!({ "detail": "no such key" }))
    };
    let (verdict, asked) = ask(reasoned, page());
    assert_eq!((rejected(&verdict), asked), ((403, Some("no such key")), 1));
    let challenge = page().header("WWW-Authenticate", "Bearer");
    let (verdict, asked) = ask(challenge, page());
    assert_eq!((rejected(&verdict), asked), ((403, None), 1));
}

#[test]
fn without_a_second_answer_there_is_no_telling() {
    let (verdict, _) = ask(page(), Answer::status(503));
    let (doubt, why) = unknown(&verdict);
    assert_eq!(doubt, &Doubt::Trouble(Failure::Server(503)));
    assert_eq!(why, "asked without the login, it answers with HTTP 503");
}
