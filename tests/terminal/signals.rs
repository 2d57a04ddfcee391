//! Signals during a question (P13 too): the terminal is left as it was, and nothing is dumped.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::hidden::login;
use crate::pickers::full_home;
use crate::support::{Home, Mode, SecretService, Session, Signal};

/// Every kind of question: the command line, and what is shown last of it.
const QUESTIONS: [(&str, &str); 5] = [
    ("login h.example --token", "Token for h.example: "),
    ("login h.example --basic", "User name for h.example:"),
    ("login h.example", "enter to choose"),
    ("logout", "enter to go on"),
    ("logout --all", "(y/N)"),
];

#[test]
fn p07_a_signal_that_ends_it_leaves_the_terminal_as_it_was() {
    let home = full_home();
    let before = home.read(home.store_path());
    for (words, question) in QUESTIONS {
        for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
            let mut session = Session::start(login(&home, words));
            session.wait_for(question).signal(signal);
            let ended = session.end();
            assert_eq!(
                ended.signal,
                Some(signal.as_raw()),
                "{words}: {:?}",
                ended.shown
            );
            assert_eq!(home.read(home.store_path()), before, "{words}");
        }
    }
}

#[test]
fn p07_stopped_it_gives_the_terminal_back_and_continued_it_hides_again() {
    let home = Home::new();
    let token = home.canary();
    let mut session = Session::start(login(&home, "login h.example --token"));
    session.wait_for("Token for h.example: ");
    for _ in 0..2 {
        session.signal(Signal::TSTP);
        session.wait_for_state('T');
        assert_eq!(session.stty(), session.stty_before());
        continue_hidden(&session);
    }
    session.keys(&token).keys("\r");
    session.end().exits(0).hides(&token);
    let stored = home.read_json(home.store_path());
    assert_eq!(stored, json!({ "h.example": { "BearerToken": token } }));
}

#[test]
fn p07_a_shell_that_shows_keys_again_does_not_show_the_secret() {
    let home = Home::new();
    let token = home.canary();
    let mut session = Session::start(login(&home, "login h.example --token"));
    session
        .wait_for("Token for h.example: ")
        .signal(Signal::STOP);
    session.wait_for_state('T');
    session.set_stty(&["echo", "icanon"]);
    continue_hidden(&session);
    session.keys(&token).keys("\r");
    session.end().exits(0).hides(&token);
}

#[track_caller]
fn continue_hidden(session: &Session) {
    let start = Instant::now();
    session.signal(Signal::CONT);
    while !session.stty().contains("-echo ") {
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "{}",
            session.stty()
        );
    }
}

#[test]
fn p07_ctrl_z_stops_a_hidden_question() {
    let home = Home::new();
    let mut session = Session::start(login(&home, "login h.example --token"));
    session.wait_for("Token for h.example: ").keys("half\x1a");
    session.wait_for_state('T');
    assert_eq!(session.stty(), session.stty_before());
    continue_hidden(&session);
    session.keys("\x03");
    session.end().exits(130).hides("half");
}

#[test]
fn p07_a_list_of_choices_goes_on_after_a_stop() {
    let home = full_home();
    for signal in [Signal::TSTP, Signal::STOP] {
        let mut session = Session::start(login(&home, "logout"));
        session.wait_for("enter to go on").signal(signal);
        session.wait_for_state('T');
        session.signal(Signal::CONT);
        session.wait_for_state('S');
        session.keys(" ").wait_for("[x] a.example").keys("\x03");
        session.end().exits(130);
    }
}

/// What handled signals during the question must not make the process deaf after it.
#[test]
fn p07_after_the_question_ctrl_c_still_ends_a_keychain_that_hangs() {
    let home = Home::new();
    let service = SecretService::start(&home, Mode::Unlocked);
    let run = login(&home, "login h.example --token").envs(service.env());
    let mut session = Session::start(run);
    session.wait_for("Token for h.example: ");
    service.stop_daemon();
    session.keys("abc\r").wait_for("\r\n");
    while session.stty() != session.stty_before() {}
    let start = Instant::now();
    session.keys("\x03");
    let ended = session.end();
    assert_eq!(
        ended.signal,
        Some(Signal::INT.as_raw()),
        "{:?}",
        ended.shown
    );
    assert!(
        start.elapsed() < Duration::from_secs(1),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn p13_a_crash_during_a_question_leaves_no_core() {
    let home = Home::for_nobody();
    let unlimited = ["sh", "-c", "ulimit -c unlimited; exec \"$@\"", "sh"];
    let mut session = Session::start(login(&home, "login h.example --token").through(unlimited));
    session
        .wait_for("Token for h.example: ")
        .keys("half-a-token");
    let process = format!("/proc/{}", session.pid());

    let limits = fs::read_to_string(format!("{process}/limits")).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    assert_eq!(
        core.split_whitespace().collect::<Vec<_>>()[4..6],
        ["0", "0"]
    );
    // What is not dumpable belongs to root (proc(5)).
    assert_eq!(fs::metadata(format!("{process}/environ")).unwrap().uid(), 0);

    let ended = session.crash();
    assert_eq!(ended.signal, Some(Signal::SEGV.as_raw()));
    let files = fs::read_dir(home.path()).unwrap();
    let names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
    assert!(
        names
            .iter()
            .all(|name| !name.to_string_lossy().contains("core")),
        "{names:?}"
    );
}
