//! Ctrl-C and its like during a refresh: what the provider gives out is kept, and a silent one is not waited for.

use std::thread;
use std::time::Duration;

use crate::refresh_killed::{Tally, moments, rounds, slow};
use crate::refresh_site::{HOST, Kept, Site, wait_until};
use crate::support::{Provider, Signal};

#[test]
fn a_signal_at_any_moment_never_loses_a_login_whose_answer_comes_at_once() {
    for kept in [Kept::InFile, Kept::InKeychain] {
        let site = Site::kept(kept, slow(100));
        let mut tally = Tally::default();
        for (moment, signal) in
            moments(rounds(6), 1300).zip([Signal::INT, Signal::TERM].iter().cycle())
        {
            site.ends_in(290);
            let refresh_token = site.part("refresh_token");
            let running = site.token().spawn();
            thread::sleep(moment);
            running.signal(*signal);
            let ran = running.wait().within(moment + Duration::from_millis(1500));
            assert!(
                matches!(
                    (ran.code, ran.signal),
                    (Some(0 | 130), None) | (None, Some(2 | 15))
                ),
                "{ran}"
            );
            tally.count(&site, 290, &refresh_token);
        }
        eprintln!("{kept:?}: {tally:?}");
        assert_eq!(tally.lost, 0, "{tally:?}");
        assert_eq!(tally.leased, 0, "a signal undoes the lease: {tally:?}");
    }
}

#[test]
fn a_signal_waits_for_an_answer_that_is_on_its_way() {
    for signal in [Signal::INT, Signal::TERM] {
        let site = Site::new(slow(600));
        let refresh_token = site.part("refresh_token");
        let running = site.xauth(&["refresh", HOST]).spawn();
        wait_until("the provider", || !site.idp.is_active(&refresh_token));
        running.signal(signal);
        let ran = running.wait();
        assert!(matches!(ran.code, Some(0 | 130)), "{ran}");
        assert_ne!(site.part("refresh_token"), refresh_token, "{ran}");
        assert!(site.is_alive());
    }
}

#[test]
fn a_signal_waits_for_an_answer_that_is_being_stored() {
    for signal in [Signal::INT, Signal::TERM] {
        let site = Site::new(Provider::default());
        let refresh_token = site.part("refresh_token");
        // The provider has answered before the file takes its place.
        let slowly = "inject=renameat2:delay_enter=1000000";
        let run = site.xauth(&["refresh", HOST]);
        let strace = [
            "strace",
            "-D",
            "-f",
            "-o",
            "/dev/null",
            "-e",
            "trace=renameat2",
            "-e",
        ];
        let running = run.through([&strace[..], &[slowly, "--"]].concat()).spawn();
        wait_until("the provider", || !site.idp.is_active(&refresh_token));
        thread::sleep(Duration::from_millis(400));
        running.signal(signal);
        let ran = running.wait();
        assert_ne!(site.part("refresh_token"), refresh_token, "{ran}");
        assert!(site.is_alive(), "{ran}");
    }
}

#[test]
fn a_signal_does_not_wait_for_a_provider_that_is_silent() {
    for kept in [Kept::InFile, Kept::InKeychain] {
        for signal in [Signal::INT, Signal::TERM] {
            let site = Site::kept(kept, Provider::default());
            site.ends_in(290);
            let before = site.login();
            site.idp.freeze();
            let running = site.token().spawn();
            wait_until("the lease", || site.login() != before);
            // The time in which a rattler may show that it was faster.
            thread::sleep(Duration::from_millis(900));
            running.signal(signal);
            let ran = running
                .wait()
                .fails_with(130)
                .within(Duration::from_secs(5));
            assert_eq!(ran.out, "", "{ran}");
            assert_eq!(site.login(), before, "the lease is undone");
            site.idp.thaw();
        }
    }
}
