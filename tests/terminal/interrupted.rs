//! Signals during a wait: Ctrl-C is the caller's, and the terminal is left as it was.

use xauth::ui::{Terminal, Tone, Ui};

use crate::part::play;
use crate::support::{Session, Signal};
use crate::waiting::{LONG, lines, wait_until};

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

#[test]
fn p07_ctrl_c_is_left_to_who_waits() {
    let run = play(
        "interrupted::p07_ctrl_c_is_left_to_who_waits",
        wait_for_interrupt,
    );
    let mut session = Session::start(run);
    session.wait_for("started").keys("\x03");
    let ended = session.end().exits(130);
    assert_eq!(lines(&ended.shown), ["started"], "{:?}", ended.shown);
}

#[test]
fn p07_ctrl_c_is_left_to_who_waits_after_a_question_and_when_nothing_turns() {
    let test =
        "interrupted::p07_ctrl_c_is_left_to_who_waits_after_a_question_and_when_nothing_turns";
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
    let test = "interrupted::p07_a_signal_that_ends_a_wait_leaves_the_terminal_as_it_was";
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
    let test = "interrupted::p07_ctrl_z_gives_the_terminal_back_and_the_wait_goes_on";
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
