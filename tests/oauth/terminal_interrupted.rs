//! Ctrl-C while a person logs in: within a second, whatever the login waits for.

use std::net::TcpListener;
use std::thread::sleep;
use std::time::Duration;

use crate::real_common::HOST;
use crate::support::{Home, Idp, Provider, Session};
use crate::terminal_common::{
    CTRL_C, Silent, code, come_back, interrupt, is_closed, login, opened, page, redirect,
    wait_until, with_browser,
};

pub const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const BY_BROWSER: [&str; 2] = ["--oauth-flow", "auth-code"];
const BY_DEVICE: [&str; 2] = ["--oauth-flow", "device-code"];

#[test]
fn p07_ctrl_c_ends_the_search_for_a_provider_that_does_not_answer() {
    for flow in [BY_BROWSER, BY_DEVICE] {
        let (home, provider) = (Home::new(), Silent::start());
        let mut session = Session::start(login(&home, &provider.url(), &flow));
        let _held = provider.wait_for_request();
        // Who waits for half a minute is told what for.
        session.wait_for("asking the login provider");
        interrupt("discovery", &home, session);
    }
}

#[test]
fn p07_ctrl_c_ends_the_wait_for_the_browser() {
    let idp = Idp::start(Provider::default());
    for with in [true, false] {
        let home = Home::new();
        let run = login(&home, &idp.issuer(), &BY_BROWSER);
        let run = if with {
            with_browser(&home, run, "")
        } else {
            run
        };
        let mut session = Session::start(run);
        let back = redirect(&page(&mut session));
        session.wait_for("waiting for you to log in");
        wait_until("opened", || !with || !opened(&home).is_empty());
        interrupt("waiting for the browser", &home, session);
        is_closed(&back);
    }
}

#[test]
fn p07_ctrl_c_ends_a_wait_that_a_person_only_now_came_back_to() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    let run = login(&home, &idp.issuer(), &BY_BROWSER);
    let mut session = Session::start(with_browser(&home, run, ""));
    let page = page(&mut session);
    session.wait_for("waiting for you to log in");
    idp.freeze();
    let _browser = come_back(&page, &idp.issuer());
    sleep(Duration::from_millis(400));
    interrupt("token request", &home, session);
    is_closed(&redirect(&page));
    idp.thaw();
    // It was under way, then.
    let asked = || idp.token_requests("authorization_code");
    wait_until("asked", || !asked().is_empty());
    assert_eq!(asked()[0].error, "invalid_grant");
}

#[test]
fn p07_ctrl_c_ends_the_polling_with_a_code() {
    let idp = Idp::start(Provider::default());
    for hanging in [false, true] {
        let home = Home::new();
        let before = idp.token_requests(DEVICE).len();
        let mut session = Session::start(login(&home, &idp.issuer(), &BY_DEVICE));
        code(&mut session);
        wait_until("asked", || idp.token_requests(DEVICE).len() > before);
        if hanging {
            idp.freeze();
            sleep(Duration::from_millis(1500));
        }
        let what = ["polling", "a poll that hangs"][usize::from(hanging)];
        interrupt(what, &home, session);
        idp.thaw();
    }
}

#[test]
fn p07_ctrl_c_does_not_wait_for_what_opens_the_browser() {
    let idp = Idp::start(Provider::default());
    for flow in [BY_BROWSER, BY_DEVICE] {
        let home = Home::new();
        let run = login(&home, &idp.issuer(), &flow);
        let mut session = Session::start(with_browser(&home, run, "exec sleep 4"));
        session.wait_for("waiting for you to log in").keys("\r");
        wait_until("opened", || !opened(&home).is_empty());
        interrupt("an opener that hangs", &home, session);
    }
}

#[test]
fn p07_ctrl_c_during_a_login_leaves_an_earlier_one_as_it_was() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    home.xauth()
        .args(["login", HOST, "--token", "-"])
        .stdin("earlier")
        .run()
        .ok();
    let mut session = Session::start(login(&home, &idp.issuer(), &BY_DEVICE));
    code(&mut session);
    interrupt("polling, with an earlier login", &home, session);
    let store = home.read_json(home.credentials_path());
    assert_eq!(store[HOST]["BearerToken"], "earlier");
}

/// A person who presses it twice must not have a terminal that shows nothing of what is typed.
#[test]
fn p07_ctrl_c_pressed_again_and_again_leaves_the_terminal_as_it_was() {
    let idp = Idp::start(Provider::default());
    for pause in 0..20 {
        let home = Home::new();
        let mut session = Session::start(login(&home, &idp.issuer(), &BY_DEVICE));
        session.wait_for("waiting for you to log in");
        for _ in 0..4 {
            session.keys(CTRL_C);
            sleep(Duration::from_micros(400 * pause));
        }
        // The second one may end it in the usual way.
        let ended = session.end();
        assert!(
            ended.code == Some(130) || ended.signal == Some(2),
            "{:?}",
            ended.code
        );
    }
}

#[test]
fn p07_ctrl_c_does_not_wait_long_for_a_clipboard_that_does_not_answer() {
    let idp = Idp::start(Provider::default());
    let home = Home::new();
    // Displays over TCP are counted from port 6000.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let number = silent.local_addr().unwrap().port() - 6000;
    let more = [&BY_DEVICE[..], &["--clipboard"]].concat();
    let run = login(&home, &idp.issuer(), &more);
    let run = run.env("DISPLAY", format!("127.0.0.1:{number}"));
    let session = Session::start(run);
    let _held = silent.accept().unwrap();
    interrupt("a clipboard that hangs", &home, session);
}
