//! A login with a code at a terminal: what is shown, and the person's Enter.

use std::thread::sleep;
use std::time::Duration;

use crate::real_common::{HOST, stored};
use crate::support::{Home, Idp, Person, Provider, Run, Session, see};
use crate::terminal_common::{
    CTRL_C, code, login, opened, page, parameter, wait_until, with_browser,
};
use crate::terminal_interrupted::DEVICE;

const SPINNER: &str = "⠙";

fn by_code(home: &Home, idp: &Idp, more: &[&str]) -> Run {
    let more = [&["--oauth-flow", "device-code"], more].concat();
    with_browser(home, login(home, &idp.issuer(), &more), "")
}

fn approve(idp: &Idp, code: &str) {
    idp.approve_device(code, &Person::quick("alice"));
}

#[test]
fn p59_enter_opens_the_page_once_while_we_ask_already() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let mut session = Session::start(by_code(&home, &idp, &[]));
    let code = code(&mut session);
    session
        .wait_for("press Enter")
        .wait_for("waiting for you to log in");
    wait_until("asked", || !idp.token_requests(DEVICE).is_empty());
    assert_eq!(opened(&home), [""; 0]);

    session.keys("\r\r\n");
    wait_until("opened", || !opened(&home).is_empty());
    let asked = idp.token_requests(DEVICE).len();
    wait_until("asked again", || idp.token_requests(DEVICE).len() > asked);
    session.keys("\r");
    sleep(Duration::from_millis(200));
    let page = idp.url(&format!("/device?user_code={code}"));
    assert_eq!(opened(&home), [page.as_str()]);

    approve(&idp, &code);
    let ended = session.end().exits(0).shows(SPINNER).shows(&page);
    let lines = see(&ended.shown);
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with(&format!("logged in to {HOST}")))
    );
    assert!(
        lines.iter().all(|line| !line.contains("waiting")),
        "{lines:?}"
    );
    assert!(stored(&home).is_some());
    assert_eq!(opened(&home).len(), 1);
}

#[test]
fn p59_who_does_not_press_enter_is_logged_in_all_the_same() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let mut session = Session::start(by_code(&home, &idp, &[]));
    approve(&idp, &code(&mut session));
    session.end().exits(0);
    assert!(stored(&home).is_some());
    assert_eq!(opened(&home), [""; 0]);
}

#[test]
fn where_no_browser_can_open_enter_is_not_offered() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let run = by_code(&home, &idp, &[]).env_remove("BROWSER");
    let mut session = Session::start(run);
    let code = code(&mut session);
    session.wait_for("in any browser").keys("\r");
    approve(&idp, &code);
    session.end().exits(0).hides("Enter");
}

#[test]
fn with_quiet_the_code_and_the_page_are_shown_and_nothing_turns() {
    let idp = Idp::start(Provider::default());
    for flow in ["device-code", "auth-code"] {
        let home = Home::new();
        let run = login(&home, &idp.issuer(), &["-q", "--oauth-flow", flow]);
        let mut session = Session::start(run);
        let page = page(&mut session);
        match flow {
            "device-code" => approve(&idp, &code_of(&page)),
            _ => drop(Person::quick("alice").visit(page.as_str())),
        }
        let ended = session.end().exits(0).hides(SPINNER).hides("waiting");
        assert!(!ended.shown.contains("logged in"), "{:?}", ended.shown);
    }
}

fn code_of(page: &url::Url) -> String {
    parameter(page, "user_code")
}

#[test]
fn when_no_browser_opens_a_code_takes_its_place() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let run = login(&home, &idp.issuer(), &[]).env("BROWSER", "false");
    let mut session = Session::start(run);
    session.wait_for("no browser could be opened");
    approve(&idp, &code(&mut session));
    // It would not open the other page either.
    session.end().exits(0).hides("Enter");
    assert!(stored(&home).is_some());
}

#[test]
fn a_qr_code_is_of_a_page_that_a_telephone_can_use() {
    let idp = Idp::start(Provider::default());
    let qr = "█▀▀▀▀▀█";
    for (flow, is_drawn) in [("device-code", true), ("auth-code", false)] {
        let home = Home::new();
        let run = login(&home, &idp.issuer(), &["--qr", "--oauth-flow", flow]);
        let mut session = Session::start(run);
        session.wait_for("waiting for you to log in").keys(CTRL_C);
        let ended = session.end().exits(130);
        assert_eq!(ended.shown.contains(qr), is_drawn, "{:?}", ended.shown);
        assert_eq!(ended.shown.contains("no QR code"), !is_drawn);
    }
}
