//! A refresh that is killed at any moment: what is stored stays whole, and the login
//! is lost only where nobody could keep it.

use std::thread;
use std::time::Duration;

use crate::refresh_site::{HOST, Kept, Site, now, wait_until};
use crate::support::{Oracle, Provider, Signal};

/// A provider that has changed the tokens for a while before it says so.
pub fn slow(token_delay: u64) -> Provider {
    Provider {
        token_delay,
        ..Provider::default()
    }
}

/// Moments between the start and the end of a refresh, in no order, in milliseconds.
pub fn moments(count: u64, end: u64) -> impl Iterator<Item = Duration> {
    (0..count).map(move |round| Duration::from_millis(round * 619 % end))
}

/// How many rounds: few, or what `XAUTH_KILL_ROUNDS` says.
pub fn rounds(usual: u64) -> u64 {
    let rounds = std::env::var("XAUTH_KILL_ROUNDS").ok();
    rounds.map_or(usual, |rounds| rounds.parse().unwrap())
}

/// How many rounds ended in which way.
#[derive(Debug, Default)]
pub struct Tally {
    pub before: usize,
    pub leased: usize,
    /// The provider had done it, and nobody was there to keep the answer.
    pub lost: usize,
    pub after: usize,
}

impl Tally {
    /// Looks at what a killed process left, and mends it.
    pub fn count(&mut self, site: &Site, seconds: i64, refresh_token: &str) {
        site.xauth(&["status", "--json"]).run().ok();
        let left = site.login();
        let is_renewed = left["refresh_token"] != *refresh_token;
        let was_asked = !site.idp.is_active(refresh_token);
        match (is_renewed, was_asked) {
            (true, true) => self.after += 1,
            (true, false) => panic!("a token of nobody's: {left}"),
            (false, true) => {
                self.lost += 1;
                let token = site.token().run();
                assert!(matches!(token.code, Some(0 | 4)), "{token}");
                site.log_in(&[]);
            }
            (false, false) => {
                let is_leased = left["xauth"]["expires_at"].is_i64();
                self.before += usize::from(!is_leased);
                self.leased += usize::from(is_leased);
                assert_true_expiry(site, seconds);
                site.token().run().ok();
                assert_ne!(site.part("refresh_token"), refresh_token);
            }
        }
        assert!(site.is_alive());
        assert!(site.login()["xauth"]["expires_at"].is_null());
    }
}

/// `status` says when the token really expires, whatever a lease says.
#[track_caller]
fn assert_true_expiry(site: &Site, seconds: i64) {
    let status = site.xauth(&["status", HOST, "--json"]).run().ok().json();
    let at = status["entries"][0]["expires_at"].as_str().unwrap();
    let at: i64 = run_date(site, at);
    assert!((at - now() - seconds).abs() < 10, "{status}");
}

fn run_date(site: &Site, time: &str) -> i64 {
    let run = site.home.run("date").args(["-d", time, "+%s"]).run().ok();
    run.out.trim().parse().unwrap()
}

#[test]
fn p63_a_refresh_that_is_killed_leaves_a_store_that_heals() {
    for (kept, seconds, end) in [
        (Kept::InFile, 290, 1000),
        (Kept::InFile, -60, 1000),
        (Kept::InKeychain, 290, 1500),
    ] {
        let site = Site::kept(kept, slow(100));
        let mut tally = Tally::default();
        for moment in moments(rounds(6), end) {
            site.ends_in(seconds);
            let refresh_token = site.part("refresh_token");
            let running = site.token().spawn();
            thread::sleep(moment);
            running.signal(Signal::KILL);
            running.wait();
            // The provider has answered by now whoever was there to hear it.
            thread::sleep(Duration::from_millis(150));
            tally.count(&site, seconds, &refresh_token);
        }
        eprintln!("{kept:?}, {seconds} s: {tally:?}");
        assert!(tally.leased > 0, "{tally:?}");
    }
}

#[test]
fn p63_a_refresh_that_is_killed_before_it_is_answered_is_lost_only_if_the_provider_did_it() {
    let site = Site::new(slow(3000));
    let refresh_token = site.part("refresh_token");
    site.idp.freeze();
    let running = site.xauth(&["refresh", HOST]).spawn();
    thread::sleep(Duration::from_millis(400));
    running.signal(Signal::KILL);
    assert_eq!(running.wait().signal, Some(9));
    assert_eq!(site.part("refresh_token"), refresh_token);
    site.idp.thaw();
    // What was sent is done by the provider now, and nobody is there to be told.
    wait_until("the provider", || !site.idp.is_active(&refresh_token));
    let ran = site.xauth(&["refresh", HOST]).run().fails_with(4);
    assert!(ran.err.contains("xauth login 127.0.0.1"), "{ran}");
    assert_eq!(
        site.part("refresh_token"),
        refresh_token,
        "it stays for a look"
    );
}

#[test]
fn a_rattler_uses_the_old_token_of_a_lease_that_was_left_behind() {
    for oracle in Oracle::all() {
        let site = Site::new(Provider::default());
        site.ends_in(290);
        let before = site.login();
        let running = site.token().spawn();
        wait_until("the lease", || site.login() != before);
        running.signal(Signal::KILL);
        running.wait();
        let leased = site.login();
        assert_ne!(leased, before);
        site.rattler(&oracle).run().ok().prints("200\n");
        assert_eq!(
            (site.login(), site.refreshes()),
            (leased, 0),
            "{}",
            oracle.name
        );
        assert_true_expiry(&site, 290);
        site.token().run().ok();
        assert_eq!(site.refreshes(), 1);
        assert!(site.is_alive());
    }
}
