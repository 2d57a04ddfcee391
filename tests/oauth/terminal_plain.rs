//! Logins where there is little of a terminal, or none, or nobody at it.

use std::time::Duration;

use crate::real_common::{Login, stored};
use crate::support::{Home, Idp, Person, Provider, Session};
use crate::terminal_common::{code, login, opened, read, shown_code, wait_until, with_browser};

fn approve(idp: &Idp, code: &str) {
    idp.approve_device(code, &Person::quick("alice"));
}

#[test]
fn a_dumb_terminal_is_told_in_lines_and_takes_enter() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let run = login(&home, &idp.issuer(), &["--oauth-flow", "device-code"]);
    let run = with_browser(&home, run, "").env("TERM", "dumb");
    let mut session = Session::start(run);
    let code = code(&mut session);
    session.wait_for("waiting for you to log in").keys("\r");
    wait_until("opened", || opened(&home).len() == 1);
    approve(&idp, &code);
    let ended = session.end().exits(0).hides("\x1b");
    assert_eq!(ended.shown.matches("waiting for you").count(), 1);
}

#[test]
fn without_a_terminal_the_lines_are_plain_and_nothing_turns() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let run = login(&home, &idp.issuer(), &[]);
    let run = run.through(["sh", "-c", "exec \"$@\" 2>said", "sh"]);
    let running = run.spawn();
    let said = || read(&home, "said");
    wait_until("told", || said().contains("waiting for you"));
    approve(&idp, &shown_code(&said()));
    running.wait().ok().prints("");
    let said = said();
    assert!(!said.contains(['\x1b', '\r', '⠙']), "{said:?}");
    assert!(!said.contains("Enter"), "{said}");
    assert!(said.contains(&idp.url("/device?user_code=")), "{said}");
    assert_eq!(said.matches("waiting for you").count(), 1, "{said}");
    assert!(stored(&home).is_some());
}

/// Who names OAuth in a job has somebody who looks at it, or who reads the events.
#[test]
fn p08_in_a_job_a_login_that_was_asked_for_goes_on_with_a_code_and_no_question() {
    let idp = Idp::start(Provider::default());
    for ci in [true, false] {
        let home = Home::new();
        let run = login(&home, &idp.issuer(), &["--oauth"]);
        let run = with_browser(&home, run, "");
        let run = match ci {
            true => run.env("CI", "1"),
            false => run.args(["--no-input"]),
        };
        let mut session = Session::start(run);
        let code = code(&mut session);
        session.wait_for("waiting for you to log in").keys("\r");
        approve(&idp, &code);
        session.end().exits(0).hides("Enter").hides("? ");
        assert_eq!(opened(&home), [""; 0]);
        assert!(stored(&home).is_some());
    }
}

#[test]
fn p08_in_a_job_nobody_is_logged_in_without_having_asked_for_it() {
    for host in ["prefix.dev", "repo.prefix.dev"] {
        let home = Home::new();
        let run = || home.xauth().args(["login", host]);
        for run in [run().env("CI", "1"), run().args(["--no-input"])] {
            let ran = run.clone().run().fails_with(2);
            ran.within(Duration::from_secs(2))
                .prints("")
                .notes("--token");
            Session::start(run).end().exits(2).shows("--token");
        }
        assert_eq!(home.read(home.credentials_path()), None);
    }
}

/// Nobody is told to look at a page that this machine's browser cannot come back from.
#[test]
fn a_login_without_a_terminal_is_by_code() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let login = Login::start(&home, &idp, &[]);
    approve(&idp, &login.code());
    assert_eq!(login.done()["account"], "alice");
}
