//! Waits: what is seen, and the person's Enter.

use std::sync::mpsc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use xauth::ui::{Color, Terminal, Tone, Ui, Volume};

use crate::part::play;
use crate::support::{Session, see};

/// What is waited for is there before this.
pub const LONG: Duration = Duration::from_secs(15);

/// How long something is looked at that is not to happen, or goes on.
const SHORT: Duration = Duration::from_millis(500);

/// Waits, and returns how often Enter was pressed before `limit`, which is at most once.
fn wait_for_enter(ui: &mut Terminal, limit: Duration) -> usize {
    let (sender, pressed) = mpsc::channel();
    let _waiting = ui.wait("Waiting for the browser");
    let _listening = ui.when_enter(Box::new(move || sender.send(()).unwrap()));
    ui.say(Tone::Note, "listening");
    pressed.recv_timeout(limit).into_iter().count()
}

/// What a person sees at the end, without empty lines and the test program's own.
pub fn lines(shown: &str) -> Vec<String> {
    let mut lines = see(shown);
    lines.retain(|line| !line.is_empty() && !line.starts_with("running "));
    lines
}

#[track_caller]
pub fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < LONG, "never {what}");
        sleep(Duration::from_millis(5));
    }
}

#[test]
fn what_is_said_meanwhile_stays_and_what_turned_goes() {
    let run = play(
        "waiting::what_is_said_meanwhile_stays_and_what_turned_goes",
        |ui| {
            ui.say(Tone::Note, "before");
            let waiting = ui.wait("Waiting for the browser");
            sleep(SHORT);
            ui.say(Tone::Note, "meanwhile");
            ui.out("{\"event\":\"browser\"}\n").unwrap();
            sleep(SHORT);
            drop(waiting);
            ui.say(Tone::Note, "after");
            0
        },
    );
    let mut session = Session::start(run);
    session.wait_for("Waiting for the browser");
    wait_until("hidden", || session.stty().contains("-echo "));
    // A key that nobody asked for is not shown.
    session.keys("x\r").wait_for("meanwhile");
    let turning = see(&session.shown()).pop().unwrap();
    assert!(
        turning.ends_with("Waiting for the browser") || turning == "meanwhile",
        "{turning}"
    );
    let ended = session.end().exits(0);
    let turns = ended.shown.matches("Waiting for the browser").count();
    assert!(turns > 3, "it does not turn: {:?}", ended.shown);
    let expected = ["before", "meanwhile", "{\"event\":\"browser\"}", "after"];
    assert_eq!(lines(&ended.shown), expected, "{:?}", ended.shown);
}

#[test]
fn enter_is_heard_once_and_not_shown() {
    let run = play("waiting::enter_is_heard_once_and_not_shown", |ui| {
        let count = wait_for_enter(ui, LONG);
        ui.say(Tone::Note, &format!("pressed {count}"));
        0
    });
    let mut session = Session::start(run);
    session.wait_for("listening").keys("no\r\r\r");
    let ended = session.end().exits(0);
    assert_eq!(
        lines(&ended.shown),
        ["listening", "pressed 1"],
        "{:?}",
        ended.shown
    );
}

#[test]
fn other_keys_and_the_end_of_input_are_no_enter() {
    let run = play(
        "waiting::other_keys_and_the_end_of_input_are_no_enter",
        |ui| {
            let count = wait_for_enter(ui, SHORT * 2);
            ui.say(Tone::Note, &format!("pressed {count}"));
            0
        },
    );
    for keys in ["x \t", "\x04"] {
        let mut session = Session::start(run.clone());
        session.wait_for("listening").keys(keys);
        session.end().exits(0).shows("pressed 0");
    }
}

#[test]
fn who_listens_no_longer_takes_no_line_from_a_question() {
    let run = play(
        "waiting::who_listens_no_longer_takes_no_line_from_a_question",
        |ui| {
            assert_eq!(wait_for_enter(ui, Duration::ZERO), 0);
            let name = ui.ask_text("Your name?").unwrap();
            ui.say(Tone::Note, &format!("hello {name}"));
            0
        },
    );
    for terminal in ["xterm", "dumb"] {
        let mut session = Session::start(run.clone().env("TERM", terminal));
        session.wait_for("Your name?").keys("john\r");
        session.end().exits(0).shows("hello john");
    }
}

#[test]
fn where_nobody_can_be_asked_enter_is_nothing() {
    let run = play(
        "waiting::where_nobody_can_be_asked_enter_is_nothing",
        |ui| {
            assert!(ui.is_unattended());
            assert!(ui.browser().is_err());
            let count = wait_for_enter(ui, SHORT);
            ui.say(Tone::Note, &format!("pressed {count}"));
            0
        },
    );
    let mut session = Session::start(run.env("CI", "1").env("BROWSER", "true"));
    session.wait_for("listening").keys("\r");
    session.end().exits(0).shows("pressed 0");
}

/// To change a terminal, or to read from it, would stop a process in the background.
#[test]
fn a_wait_in_the_background_goes_on() {
    let run = play("waiting::a_wait_in_the_background_goes_on", |ui| {
        let count = wait_for_enter(ui, SHORT);
        ui.say(Tone::Note, &format!("pressed {count}"));
        0
    });
    let job = ["sh", "-c", "set -m; \"$@\" & wait $!", "sh"];
    let mut session = Session::start(run.through(job));
    session.wait_for("listening").keys("\r");
    session.end().exits(0).shows("pressed 0");
}

/// One line a wait, where nothing can turn.
#[test]
fn where_nothing_can_turn_it_is_said_once() {
    let run = play("waiting::where_nothing_can_turn_it_is_said_once", |ui| {
        let _waiting = ui.wait("Waiting for the browser");
        sleep(SHORT);
        0
    });
    let ended = Session::start(run.clone().env("TERM", "dumb"))
        .end()
        .exits(0);
    assert_eq!(lines(&ended.shown), ["Waiting for the browser"]);
    let ran = run.run();
    assert_eq!(
        (ran.code, &*ran.err),
        (Some(0), "Waiting for the browser\n")
    );
}

#[test]
fn with_quiet_nothing_is_shown() {
    let run = play("waiting::with_quiet_nothing_is_shown", |ui| {
        ui.set(Volume::Quiet, Color::Auto);
        let _waiting = ui.wait("Waiting for the browser");
        sleep(SHORT);
        0
    });
    let ended = Session::start(run.clone()).end().exits(0);
    assert_eq!(lines(&ended.shown), [""; 0]);
    assert_eq!(run.run().err, "");
}
