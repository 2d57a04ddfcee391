//! A clipboard: on a display, on none, and on one that does not answer.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use xauth::ui::{Tone, Ui};

use crate::part::play;
use crate::support::{Display, Run, Session};

const CODE: &str = "WDJB-MJHT é";

fn copy(test: &str) -> Run {
    play(test, |ui| {
        let start = Instant::now();
        let is_copied = ui.copy("something else") && ui.copy(CODE);
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "it takes too long"
        );
        if !is_copied {
            return 1;
        }
        ui.say(Tone::Note, "copied");
        ui.ask_yes("Done?").unwrap();
        0
    })
}

#[test]
fn what_was_copied_can_be_pasted() {
    let run = copy("clipboard::what_was_copied_can_be_pasted");
    let folder = TempDir::with_prefix("xauth-").unwrap();
    let display = Display::start(folder.path());
    let mut session = Session::start(run.env("DISPLAY", display.name()));
    session.wait_for("copied");
    let paste = Run::new("xclip").args(["-out", "-selection", "clipboard"]);
    let pasted = paste.env("DISPLAY", display.name()).run();
    assert_eq!((pasted.code, &*pasted.out), (Some(0), CODE), "{pasted}");
    session.wait_for("(y/N)").keys("y\r");
    session.end().exits(0);
}

#[test]
fn without_a_clipboard_it_says_so() {
    let run = copy("clipboard::without_a_clipboard_it_says_so");
    Session::start(run.clone()).end().exits(1);
    Session::start(run.env("DISPLAY", ":986")).end().exits(1);
}

#[test]
fn a_display_that_does_not_answer_is_not_waited_for() {
    let run = copy("clipboard::a_display_that_does_not_answer_is_not_waited_for");
    // Displays over TCP are counted from port 6000.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let number = silent.local_addr().unwrap().port() - 6000;
    let run = run.env("DISPLAY", format!("127.0.0.1:{number}"));
    Session::start(run).end().exits(1);
    assert!(silent.accept().is_ok(), "it was tried");
}
