//! When nobody is asked although there is a terminal, and how little a terminal may be able to do.

use std::time::Duration;

use serde_json::json;

use crate::hidden::login;
use crate::pickers::full_home;
use crate::support::{Home, Run, Session};

#[track_caller]
fn is_refused(home: &Home, run: Run) {
    let before = home.read(home.store_path());
    let ended = Session::start(run).end().exits(2).shows("hint: ");
    assert!(!ended.shown.contains("? "), "{:?}", ended.shown);
    assert_eq!(home.read(home.store_path()), before);
}

#[test]
fn p08_no_input_and_ci_never_ask() {
    let home = full_home();
    for words in [
        "login h.example",
        "login h.example --token",
        "login h.example --token -",
        "login h.example --basic",
        "login h.example --username u --password",
        "login s3://bucket",
        "logout",
    ] {
        is_refused(&home, login(&home, words).args(["--no-input"]));
        is_refused(&home, login(&home, words).env("CI", "1"));
    }
}

#[test]
fn p08_where_standard_error_is_no_terminal_nobody_is_asked() {
    let home = Home::new();
    let run = login(&home, "login h.example --token").through(["sh", "-c", "\"$@\" 2>said", "sh"]);
    Session::start(run).end().exits(2);
    let said = String::from_utf8(home.read("said").unwrap()).unwrap();
    assert!(said.starts_with("error: the token is missing"), "{said}");
}

#[test]
fn p08_ci_that_is_off_asks() {
    let home = Home::new();
    for off in ["", "0", "false"] {
        let mut session = Session::start(login(&home, "login h.example --token").env("CI", off));
        session.wait_for("Token for h.example: ").keys("\x03");
        session.end().exits(130);
    }
}

#[test]
fn questions_are_not_part_of_the_result() {
    let home = Home::new();
    let run = login(&home, "login h.example --token --json");
    let mut session = Session::start(run.through(["sh", "-c", "\"$@\" >result", "sh"]));
    session.wait_for("Token for h.example: ").keys("abc\r");
    session.end().exits(0);
    assert_eq!(home.read_json("result")["key"], json!("h.example"));
}

#[test]
fn colour_is_for_terminals_that_have_it() {
    let home = Home::new();
    let red = "\x1b[1m\x1b[31merror: \x1b[0m";
    let run = || login(&home, "token h.example");
    for (coloured, run) in [
        (true, run()),
        (false, run().env("TERM", "dumb")),
        (false, run().env("NO_COLOR", "1")),
        (false, run().env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1")),
        (true, run().env("NO_COLOR", "")),
        (true, run().env("TERM", "dumb").env("CLICOLOR_FORCE", "1")),
        (true, run().env("NO_COLOR", "1").args(["--color", "always"])),
        (true, run().env("TERM", "dumb").args(["--color=always"])),
        (false, run().args(["--color", "never"])),
        (
            false,
            run().env("CLICOLOR_FORCE", "1").args(["--color", "never"]),
        ),
        (true, run().args(["--color", "auto"])),
    ] {
        let ended = Session::start(run.clone()).end().exits(4);
        assert_eq!(
            ended.shown.contains(red),
            coloured,
            "{run:?}: {:?}",
            ended.shown
        );
        assert_eq!(
            ended.shown.contains('\x1b'),
            coloured,
            "{run:?}: {:?}",
            ended.shown
        );
    }
}

#[test]
fn without_a_terminal_colour_must_be_asked_for() {
    let home = Home::new();
    let run = || home.xauth().args(["token", "h.example"]);
    assert!(!run().run().fails_with(4).err.contains('\x1b'));
    assert!(
        run()
            .env("CLICOLOR_FORCE", "1")
            .run()
            .fails_with(4)
            .err
            .contains('\x1b')
    );
    assert!(
        run()
            .args(["--color=always"])
            .run()
            .fails_with(4)
            .err
            .contains('\x1b')
    );
}

#[test]
fn a_dumb_terminal_is_asked_in_lines() {
    let home = full_home();
    for (words, answers) in [
        (
            "login h.example",
            &[
                ("by number: ", "9\r"),
                ("by number: ", "3\r"),
                ("User name for h.example: ", "john\r"),
                ("Password for h.example: ", "hidden-pw\r"),
            ][..],
        ),
        (
            "logout",
            &[("by numbers: ", "1, x\r"), ("by numbers: ", "1, 3\r")],
        ),
        ("logout --all", &[("(y/N) ", "what\r"), ("(y/N) ", "yes\r")]),
    ] {
        let mut session = Session::start(login(&home, words).env("TERM", "dumb"));
        for (question, answer) in answers {
            session.wait_for(question).keys(answer);
        }
        session.end().exits(0).hides("\x1b").hides("hidden-pw");
    }
    assert_eq!(home.read_json(home.store_path()), json!({}));
}

#[test]
fn p07_a_dumb_terminal_is_interrupted_like_any_other() {
    let home = full_home();
    let before = home.read(home.store_path());
    for (keys, ended_by) in [
        ("\x03", (None, Some(2))),
        ("\x04", (Some(130), None)),
        ("\r", (Some(1), None)),
    ] {
        let mut session = Session::start(login(&home, "logout").env("TERM", "dumb"));
        session.wait_for("by numbers: ").keys(keys);
        let ended = session.end();
        assert_eq!((ended.code, ended.signal), ended_by, "{:?}", ended.shown);
        assert_eq!(home.read(home.store_path()), before);
    }
}

#[test]
fn p08_a_refusal_is_quick() {
    let home = Home::new();
    let run = home.xauth().args(["login", "h.example", "--token"]);
    run.run().fails_with(2).within(Duration::from_secs(2));
}
