//! Ctrl-C while a login that is stored is used, renewed or ended at servers that do not answer.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::real_common::{HOST, Login, stored};
use crate::support::{Home, Idp, Person, Provider, Run, Session};
use crate::terminal_common::{CTRL_C, Silent, interrupt, measured, wait_until};

/// A home with a login at the provider.
fn logged_in(idp: &Idp) -> Home {
    let home = Home::new();
    let login = Login::start(&home, idp, &["--oauth-flow", "device-code"]);
    idp.approve_device(&login.code(), &Person::quick("alice"));
    login.done();
    home
}

fn at_terminal(home: &Home, words: &[&str]) -> Run {
    let run = home.xauth().env("TERM", "xterm-256color");
    run.args(words.iter().copied())
}

#[test]
fn p07_ctrl_c_ends_a_logout_whose_provider_does_not_answer() {
    let idp = Idp::start(Provider::default());
    let home = logged_in(&idp);
    idp.freeze();
    let mut session = Session::start(at_terminal(&home, &["logout", HOST]));
    session.wait_for("telling the login provider");
    sleep(Duration::from_millis(100));
    interrupt("revocation", &home, session);
    assert!(stored(&home).is_some());
}

#[test]
fn p07_ctrl_c_ends_a_check_of_a_server_that_does_not_answer() {
    let (home, server) = (Home::new(), Silent::start());
    let url = format!("{}/channel", server.url());
    let run = home.xauth().args(["login", &url, "--token", "-"]);
    run.args(["--allow-insecure-http"])
        .stdin("a-token")
        .run()
        .ok();
    let session = Session::start(at_terminal(&home, &["which", &url, "--check"]));
    let _held = server.wait_for_request();
    interrupt("which --check", &home, session);
}

#[test]
fn p07_ctrl_c_ends_a_renewal_whose_provider_does_not_answer() {
    // The second is so short that the entry is leased meanwhile.
    for (name, access_lifetime) in [("refresh", 3600), ("refresh of a short one", 120)] {
        let idp = Idp::start(Provider {
            access_lifetime,
            ..Provider::default()
        });
        let home = logged_in(&idp);
        let before = stored(&home);
        idp.freeze();
        let session = Session::start(at_terminal(&home, &["refresh", HOST]));
        sleep(Duration::from_millis(1200));
        session.wait_for_state('S');
        end_of_renewal(name, &home, session);
        assert_eq!(stored(&home), before);
        idp.thaw();
        // It is a login still, and nobody holds its lock.
        wait_until("asked", || !idp.token_requests("refresh_token").is_empty());
    }
}

#[track_caller]
fn end_of_renewal(name: &str, home: &Home, mut session: Session) {
    let start = Instant::now();
    session.keys(CTRL_C);
    let ended = session.end().exits(130);
    let took = start.elapsed();
    measured(name, took);
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert!(ended.shown.contains("interrupted"), "{:?}", ended.shown);
    assert!(stored(home).is_some());
}
