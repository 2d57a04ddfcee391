//! A locked keychain, a display, and a person at a terminal, or nobody.

use std::time::Duration;

use crate::support::{Mode, Run, python};
use crate::{Desk, KEY};

/// Runs it on a terminal of its own; both streams come out as one.
const ON_TERMINAL: &str =
    "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

fn on_terminal(run: Run) -> Run {
    let python = python().into_os_string();
    run.through([python, "-c".into(), ON_TERMINAL.into()])
}

#[test]
fn a_person_unlocks_the_keychain_for_a_token() {
    let desk = Desk::holding("abc-def", Mode::Prompt);
    let run = on_terminal(desk.xauth(&["token", KEY])).reveals().spawn();
    desk.service.display().answer_prompt("pw");
    let ran = run.wait().ok();
    assert!(ran.out.contains("abc-def"), "{ran}");
}

#[test]
fn a_person_unlocks_the_keychain_for_a_login_a_list_and_a_logout() {
    let desk = Desk::new(Mode::Prompt);
    let token = ["login", KEY, "--token", "abc-def"];
    let run = on_terminal(desk.xauth(&token)).spawn();
    desk.service.display().answer_prompt("pw");
    run.wait().ok();
    assert_eq!(desk.in_keychain().as_deref(), Some("abc-def"));

    let desk = desk.restarted(Mode::Prompt);
    let run = on_terminal(desk.xauth(&["status"])).spawn();
    desk.service.display().answer_prompt("pw");
    let ran = run.wait().ok();
    assert!(ran.out.contains(KEY), "{ran}");

    let desk = desk.restarted(Mode::Prompt);
    let run = on_terminal(desk.xauth(&["logout", KEY])).spawn();
    desk.service.display().answer_prompt("pw");
    run.wait().ok();
    assert!(desk.service.items().is_empty());
}

#[test]
fn nobody_answers_and_the_login_ends_after_25_seconds() {
    let desk = Desk::new(Mode::Prompt);
    let token = ["login", KEY, "--token", "abc-def"];
    let ran = on_terminal(desk.xauth(&token)).run().fails_with(3);
    assert!(ran.out.contains("locked"), "{ran}");
    assert!(ran.out.contains("--store file"), "{ran}");
    let seconds = ran.took.as_secs_f32();
    assert!((20.0..32.0).contains(&seconds), "{ran}");
    desk.has_no_file();

    // The window is still there, and answering it is not in vain.
    let run = on_terminal(desk.xauth(&token)).spawn();
    desk.service.display().answer_prompt("pw");
    run.wait().ok();
    assert_eq!(desk.in_keychain().as_deref(), Some("abc-def"));
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let desk = Desk::holding("abc-def", Mode::Prompt);
    let runs = [
        desk.xauth(&["token", KEY]),
        desk.xauth(&["status"]),
        desk.xauth(&["logout", KEY]),
        on_terminal(desk.xauth(&["token", KEY, "--no-input"])),
        on_terminal(desk.xauth(&["token", KEY])).env("CI", "1"),
    ];
    for run in runs {
        run.run().within(Duration::from_secs(5)).fails_with(3);
        assert!(!desk.service.display().has_prompt());
    }
}
