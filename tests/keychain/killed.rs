//! A daemon that dies in the middle, and one that is killed after a login.

use std::thread;
use std::time::{Duration, Instant};

use crate::Desk;
use crate::support::Mode;
use crate::support::procs::inject;

#[test]
fn a_login_that_was_confirmed_outlives_a_killed_daemon() {
    let mut desk = Desk::new(Mode::Unlocked);
    for round in 0..3 {
        let token = format!("token-{round}");
        desk.login(&token, &[]).ok();
        desk.service.kill_daemon();
        desk.service.restart_daemon();
        assert_eq!(desk.in_keychain(), Some(token));
    }
}

#[test]
fn a_daemon_killed_in_the_middle_is_an_error_and_never_a_false_success() {
    const ROUNDS: u32 = 24;
    let mut desk = Desk::new(Mode::Unlocked);
    let start = Instant::now();
    let mut stored = "token-first".to_owned();
    desk.login(&stored, &["--store", "keychain"]).ok();
    let whole = start.elapsed();
    let mut codes = Vec::new();
    for round in 0..ROUNDS {
        let token = format!("token-{round}");
        let run = desk.logging_in(&token, &["--store", "keychain"]).spawn();
        thread::sleep(whole * round / ROUNDS);
        desk.service.kill_daemon();
        let ran = run.wait().within(Duration::from_secs(10));
        desk.service.restart_daemon();
        let found = desk.in_keychain().expect("one is there");
        match ran.code {
            Some(0) => assert_eq!(found, token, "{ran}"),
            Some(3) => assert!(found == stored || found == token, "{found}: {ran}"),
            _ => panic!("{ran}"),
        }
        stored = found;
        codes.push(ran.code);
    }
    assert!(codes.contains(&Some(3)), "it was never killed in time");
    desk.has_no_file();
}

/// A keychain that was there a moment ago must not pass for one that never was.
#[test]
fn a_daemon_killed_in_the_middle_does_not_send_the_secret_to_the_file() {
    let mut desk = Desk::holding("old", Mode::Unlocked);
    for round in 0..12 {
        let run = desk.logging_in("new", &[]).spawn();
        thread::sleep(Duration::from_millis(10 + 4 * round));
        desk.service.kill_daemon();
        let ran = run.wait().within(Duration::from_secs(10));
        desk.service.restart_daemon();
        let is_in_file = desk.in_file().is_some();
        let says_so = ran.code == Some(0) && ran.err.contains("unencrypted");
        assert_eq!(is_in_file, says_so, "{ran}");
        desk.run(&["logout", crate::KEY, "--force"]).ok();
        desk.login("old", &[]).ok();
    }
}

/// One connection searches and the next reads; with the daemon gone between them, "there is none" would be a lie.
#[test]
fn a_daemon_killed_between_search_and_reading_is_no_absent_keychain() {
    let Desk { mut service, home } = Desk::holding("old", Mode::Unlocked);
    let run = home.xauth().envs(service.env());
    let run = run.args(["token", crate::KEY]);
    let slowly = || inject(run, "connect", "connect:delay_enter=1000000").0;
    let ran = thread::scope(|scope| {
        let running = scope.spawn(slowly);
        thread::sleep(Duration::from_millis(1600));
        service.kill_daemon();
        running.join().unwrap()
    });
    ran.fails_with(3).notes("keychain").notes("went away");
}
