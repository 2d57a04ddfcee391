//! Servers that no one should have.

use std::time::Duration;

use serde_json::json;

use crate::support::fake::{Answer, Pace, Server};
use crate::support::{Home, Signal, canary};
use crate::{login, store, stored, xauth};

#[test]
fn a_server_that_never_answers_costs_some_seconds_and_the_login_is_stored() {
    let server = Server::start(|_| Answer::paced(Pace::Never));
    let home = Home::new();
    let token = canary();
    let ran = login(&home, &format!("{}/chan", server.url()), "--token", &token)
        .run()
        .ok();
    let ran = ran.within(Duration::from_secs(20));
    assert!(
        ran.err.contains("repodata.json: no answer within "),
        "{ran}"
    );
    assert!(stored(&home).contains(&token));
}

#[test]
fn ctrl_c_while_the_server_is_asked_stores_nothing() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let server = Server::start(|_| Answer::paced(Pace::Never));
        let home = Home::new();
        let running = login(
            &home,
            &format!("{}/chan", server.url()),
            "--token",
            &canary(),
        )
        .spawn();
        while server.seen().is_empty() {
            std::thread::sleep(Duration::from_millis(5));
        }
        running.signal(signal);
        let ran = running
            .wait()
            .fails_with(130)
            .within(Duration::from_secs(5));
        assert!(
            ran.err.contains("interrupted, nothing was changed"),
            "{ran}"
        );
        assert_eq!(stored(&home), "");
        assert!(home.read(".local/state/xauth/logins.json").is_none());
    }
}

#[test]
fn ctrl_c_ends_a_check_of_what_is_stored() {
    let server = Server::start(|_| Answer::paced(Pace::Never));
    let home = Home::new();
    store(
        &home,
        &json!({ format!("{}/chan", server.url()): { "BearerToken": canary() } }),
    );
    for command in [["status", "--check"], ["doctor", "--online"]] {
        let before = server.seen().len();
        let running = xauth(&home, &command).spawn();
        while server.seen().len() == before {
            std::thread::sleep(Duration::from_millis(5));
        }
        running.signal(Signal::INT);
        running
            .wait()
            .fails_with(130)
            .within(Duration::from_secs(5));
    }
}

#[test]
fn no_secret_follows_a_redirect() {
    let other = Server::start(|_| Answer::text("{}"));
    let away = format!("{}/chan/noarch/repodata.json", other.url_as("localhost"));
    let server = Server::start(move |_| Answer::redirect(302, &away));
    let home = Home::new();
    let token = canary();
    let url = format!("{}/chan", server.url());
    let ran = login(&home, &url, "--token", &token).run().ok();
    assert!(
        ran.err
            .contains("it answers with a redirect (HTTP 302), which is not followed"),
        "{ran}"
    );
    xauth(&home, &["which", &url, "--check"])
        .run()
        .fails_with(5);
    xauth(&home, &["status", "--check"]).run().ok();
    assert!(other.seen().is_empty());
}

/// What a server says is shown without what could drive a terminal, and never the secret itself.
#[test]
fn the_reason_that_a_server_gives_is_made_safe() {
    let token = canary();
    let echo = token.clone();
    let server = Server::start(move |_| {
        let mut answer = Answer::json(&json!({ "error": format!("\u{1b}]0;x\u{7} no {echo}") }));
        answer.status = 401;
        answer
    });
    let home = Home::new();
    let url = format!("{}/chan", server.url());
    let ran = login(&home, &url, "--token", &token).run().fails_with(4);
    assert!(
        !ran.err.contains('\u{1b}') && !ran.err.contains(&token),
        "{ran}"
    );
}

/// What answered is told as soon as all have, and a server that does not answer keeps no other from being asked.
#[test]
fn one_that_hangs_keeps_no_other_from_being_asked() {
    let hangs = Server::start(|_| Answer::paced(Pace::Never));
    let server = Server::start(|_| Answer::status(401));
    let home = Home::new();
    store(
        &home,
        &json!({
            format!("{}/a", hangs.url()): { "BearerToken": "a" },
            format!("{}/b", server.url()): { "BearerToken": "b" },
        }),
    );
    let ran = xauth(&home, &["status", "--check"]).run().fails_with(4);
    let ran = ran.within(Duration::from_secs(20));
    assert!(
        ran.out.contains("cannot tell of ") && ran.out.contains("rejected\n"),
        "{ran}"
    );
}
