//! Waits: what is seen, the person's Enter, Ctrl-C, and what is left of the terminal.

use std::sync::mpsc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use xauth::ui::{Color, Terminal, Tone, Ui, Volume};

use crate::part::play;
use crate::screen::see;
use crate::session::Session;
use crate::support::{Run, Signal};

const LONG: Duration = Duration::from_secs(15);

/// A person answers before this, which nobody presses Enter in.
const SHORT: Duration = Duration::from_millis(500);

/// Waits, and returns how often Enter was pressed before `limit`, which is at most once.
fn wait_for_enter(ui: &mut Terminal, limit: Duration) -> usize {
    let (sender, pressed) = mpsc::channel();
    let _waiting = ui.wait("Waiting for the browser");
    let _listening = ui.when_enter(Box::new(move || sender.send(()).unwrap()));
    ui.say(Tone::Note, "listening");
    pressed.recv_timeout(limit).into_iter().count()
}

/// As the login does: Ctrl-C ends the wait, and then the process.
fn wait_for_interrupt(ui: &mut Terminal) -> u8 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let _waiting = ui.wait("Waiting for the browser");
        let _listening = ui.when_enter(Box::new(|| ()));
        let interrupt = tokio::signal::ctrl_c();
        let interrupt = tokio::time::timeout(LONG, interrupt);
        ui.say(Tone::Note, "started");
        interrupt.await.map_or(1, |_| 130)
    })
}

fn lines(shown: &str) -> Vec<String> {
    let mut lines = see(shown);
    // The test program's own first lines.
    lines.retain(|line| !line.is_empty() && !line.starts_with("running "));
    lines
}

#[track_caller]
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
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

#[test]
fn p07_ctrl_c_is_left_to_who_waits() {
    let run = play(
        "waiting::p07_ctrl_c_is_left_to_who_waits",
        wait_for_interrupt,
    );
    let mut session = Session::start(run);
    session.wait_for("started").keys("\x03");
    let ended = session.end().exits(130);
    assert_eq!(lines(&ended.shown), ["started"], "{:?}", ended.shown);
}

#[test]
fn p07_ctrl_c_is_left_to_who_waits_after_a_question_and_when_nothing_turns() {
    let test = "waiting::p07_ctrl_c_is_left_to_who_waits_after_a_question_and_when_nothing_turns";
    let run = play(test, |ui| {
        ui.ask_secret("Secret:").unwrap();
        wait_for_interrupt(ui)
    });
    for terminal in ["xterm", "dumb"] {
        let mut session = Session::start(run.clone().env("TERM", terminal));
        session.wait_for("Secret:").keys("a\r");
        session.wait_for("started").keys("\x03");
        session.end().exits(130);
    }
}

#[test]
fn p07_a_signal_that_ends_a_wait_leaves_the_terminal_as_it_was() {
    let test = "waiting::p07_a_signal_that_ends_a_wait_leaves_the_terminal_as_it_was";
    let run = play(test, wait_for_interrupt);
    for signal in [Signal::TERM, Signal::HUP, Signal::QUIT] {
        let mut session = Session::start(run.clone());
        session.wait_for("started").signal(signal);
        let ended = session.end();
        assert_eq!(ended.signal, Some(signal.as_raw()), "{:?}", ended.shown);
        assert_eq!(lines(&ended.shown), ["started"], "{:?}", ended.shown);
    }
}

#[test]
fn p07_ctrl_z_gives_the_terminal_back_and_the_wait_goes_on() {
    let test = "waiting::p07_ctrl_z_gives_the_terminal_back_and_the_wait_goes_on";
    let run = play(test, wait_for_interrupt);
    let mut session = Session::start(run);
    session.wait_for("started");
    for _ in 0..2 {
        wait_until("hidden", || session.stty().contains("-echo "));
        session.signal(Signal::TSTP);
        session.wait_for_state('T');
        assert_eq!(session.stty(), session.stty_before());
        session.signal(Signal::CONT);
    }
    session.wait_for("Waiting for the browser").keys("\x03");
    session.end().exits(130);
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

#[test]
fn a_qr_code_is_black_on_white_unless_colours_are_off_or_it_has_no_room() {
    let test = "waiting::a_qr_code_is_black_on_white_unless_colours_are_off_or_it_has_no_room";
    let run = play(test, |ui| {
        ui.qr(&"https://idp.example/device?user_code=ABCD-EFGH".repeat(3));
        0
    });
    let code = |run: Run| Session::start(run).end().exits(0);
    code(run.clone()).shows("\x1b[30;107m    █▀▀▀▀▀█ ");
    code(run.clone().env("NO_COLOR", "1"))
        .shows("████ ▄▄▄▄▄ █")
        .hides("\x1b[");
    let narrow = ["sh", "-c", "stty cols 40; \"$@\"; stty cols 80", "sh"];
    let narrow = code(run.clone().through(narrow));
    narrow
        .shows("warning:")
        .shows("columns, and this one has 40")
        .hides("▀▀▀");
    assert!(run.run().err.starts_with("████"));
}
