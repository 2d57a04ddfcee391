//! Choosing: how to log in, what to log out of, and whether all of it.

use serde_json::{Value, json};

use crate::hidden::login;
use crate::support::{Ended, Home, Session};

const DOWN: &str = "\x1b[B";
const ESCAPE: &str = "\x1b";
const CTRL_C: &str = "\x03";
const KEYS: [&str; 3] = ["a.example", "b.example", "c.example"];

/// A home with three logins.
pub fn full_home() -> Home {
    let home = Home::new();
    for key in KEYS {
        let run = home.xauth().args(["login", key, "--token", "-"]);
        run.stdin("a-token").run().ok();
    }
    home
}

fn left(home: &Home) -> Vec<String> {
    let file = home.read_json(home.store_path());
    file.as_object().unwrap().keys().cloned().collect()
}

/// Runs `xauth logout …`, and types `keys` one after the other when `question` is there.
#[track_caller]
fn logout(home: &Home, words: &str, question: &str, keys: &[&str]) -> Ended {
    let mut session = Session::start(login(home, words));
    session.wait_for(question);
    for key in keys {
        session.keys(key);
    }
    session.end()
}

#[track_caller]
fn pick_scheme(keys: &str, then: &[(&str, &str)]) -> (Ended, Option<Value>) {
    let home = Home::new();
    let mut session = Session::start(login(&home, "login h.example"));
    session
        .wait_for("Log in to h.example with")
        .wait_for("enter to choose")
        .keys(keys);
    for (question, answer) in then {
        session.wait_for(question).keys(answer).keys("\r");
    }
    let ended = session.end();
    let stored = home.read(home.store_path());
    (
        ended,
        stored.map(|bytes| serde_json::from_slice(&bytes).unwrap()),
    )
}

#[test]
fn without_a_flag_the_scheme_is_chosen() {
    let bearer = json!({ "h.example": { "BearerToken": "abc" } });
    let conda = json!({ "h.example": { "CondaToken": "abc" } });
    let basic = json!({ "h.example": { "BasicHTTP": { "username": "u", "password": "abc" } } });
    let password: &[_] = &[
        ("User name for h.example:", "u"),
        ("Password for h.example: ", "abc"),
    ];
    for (downs, then, expected) in [
        (0, &[("Token for h.example: ", "abc")][..], bearer),
        (1, &[("Conda token for h.example: ", "abc")], conda),
        (2, password, basic),
    ] {
        let (ended, stored) = pick_scheme(&(DOWN.repeat(downs) + "\r"), then);
        ended.exits(0).hides("abc").hides("filter");
        assert_eq!(stored, Some(expected));
    }
}

#[test]
fn p07_no_scheme_is_no_login() {
    for keys in [ESCAPE, CTRL_C] {
        let (ended, stored) = pick_scheme(keys, &[]);
        ended.exits(130).shows("nothing was changed");
        assert_eq!(stored, None);
    }
}

#[test]
fn a_known_server_needs_no_choice_of_scheme() {
    let home = Home::new();
    let mut session = Session::start(login(&home, "login anaconda.org"));
    session
        .wait_for("your Anaconda account")
        .keys(DOWN)
        .keys("\r");
    session.wait_for("make a token at https://anaconda.org/settings/access");
    session
        .wait_for("Conda token for anaconda.org: ")
        .keys("abc\r");
    session.end().exits(0).hides("a bearer token (");
}

#[test]
fn logout_without_a_host_removes_what_is_chosen() {
    let home = full_home();
    let keys = [" ", DOWN, DOWN, " ", "\r"];
    let ended = logout(&home, "logout", "enter to go on", &keys).exits(0);
    assert!(
        ended.shown.contains("removed `a.example`"),
        "{:?}",
        ended.shown
    );
    assert_eq!(left(&home), ["b.example"]);
}

#[test]
fn p07_choosing_nothing_to_log_out_of_changes_nothing() {
    let home = full_home();
    let before = home.read(home.store_path());
    for (keys, code, said) in [
        (&["\r"][..], 1, "nothing was removed"),
        (&[" ", CTRL_C], 130, "nothing was changed"),
        (&[" ", ESCAPE], 130, "nothing was changed"),
    ] {
        let ended = logout(&home, "logout", "enter to go on", keys);
        ended.exits(code).shows(said);
        assert_eq!(home.read(home.store_path()), before, "{keys:?}");
    }
}

#[test]
fn logout_all_needs_a_yes() {
    let home = full_home();
    let before = home.read(home.store_path());
    for (keys, code, said) in [
        ("\r", 1, "nothing was removed"),
        ("n\r", 1, "nothing was removed"),
        ("no\r", 1, "nothing was removed"),
        (CTRL_C, 130, "nothing was changed"),
        (ESCAPE, 130, "nothing was changed"),
        ("y\x03", 130, "nothing was changed"),
    ] {
        let ended = logout(&home, "logout --all", "Remove all 3 logins? (y/N)", &[keys]);
        ended.exits(code).shows(said);
        assert_eq!(home.read(home.store_path()), before, "{keys:?}");
    }
    let ended = logout(
        &home,
        "logout --all",
        "Remove all 3 logins? (y/N)",
        &["y\r"],
    );
    ended.exits(0).shows("removed 3 logins");
    assert_eq!(left(&home), <[&str; 0]>::default());
}

#[test]
fn logout_all_with_yes_does_not_ask() {
    let home = full_home();
    let session = Session::start(login(&home, "logout --all --yes"));
    session.end().exits(0).hides("?");
    assert_eq!(left(&home), <[&str; 0]>::default());
}

#[test]
fn with_nothing_stored_nothing_is_asked() {
    let home = Home::new();
    for words in ["logout", "logout --all"] {
        let session = Session::start(login(&home, words));
        session
            .end()
            .exits(4)
            .shows("no credentials stored")
            .hides("?")
            .hides("removed");
    }
}
