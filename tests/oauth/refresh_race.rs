//! Many processes and a rattler renew one login at the same moment, at a provider that ends a login
//! when a refresh token comes twice.

use std::fmt;
use std::thread;
use std::time::Duration;

use crate::refresh_site::{Kept, Site};
use crate::support::{Oracle, Provider};

/// How many of ours start together.
const OURS: usize = 8;

/// How many rounds are run in each of the tests: few, or what `XAUTH_RACE_ROUNDS` says.
fn rounds() -> u64 {
    let rounds = std::env::var("XAUTH_RACE_ROUNDS").ok();
    rounds.map_or(5, |rounds| rounds.parse().unwrap())
}

/// What came of some rounds.
#[derive(Debug, Default)]
struct Tally {
    rounds: u64,
    by_rattler: u64,
    problems: Vec<String>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            rounds,
            by_rattler,
            problems,
        } = self;
        let bad = problems.len();
        write!(
            f,
            "{rounds} rounds, {bad} bad; rattler renewed in {by_rattler}"
        )?;
        problems
            .iter()
            .try_for_each(|problem| write!(f, "\n{problem}"))
    }
}

/// Starts them all, rattler so many milliseconds after ours or before. False when the keyring did not survive it.
fn round(site: &Site, oracle: &Oracle, lead: i64, tally: &mut Tally) -> bool {
    let before = site.refreshes();
    let pause = |milliseconds: i64| {
        let milliseconds = u64::try_from(milliseconds).unwrap_or_default();
        thread::sleep(Duration::from_millis(milliseconds));
    };
    let early = (lead < 0).then(|| site.rattler(oracle).spawn());
    pause(-lead);
    let ours: Vec<_> = (0..OURS / 2).map(|_| site.token().spawn()).collect();
    let middle = (lead == 0).then(|| site.rattler(oracle).spawn());
    let more: Vec<_> = (0..OURS / 2).map(|_| site.token().spawn()).collect();
    pause(lead);
    let rattler = early
        .or(middle)
        .unwrap_or_else(|| site.rattler(oracle).spawn());

    let mut problems = Vec::new();
    let rattler = rattler.wait();
    if rattler.out != "200\n" {
        problems.push(format!("rattler: {rattler}"));
    }
    for ran in ours.into_iter().chain(more).map(|running| running.wait()) {
        if ran.code != Some(0) {
            problems.push(ran.to_string());
        }
    }
    if !site.has_keyring() {
        return false;
    }
    let asked = site.idp.token_requests("refresh_token").split_off(before);
    let agents: Vec<&str> = asked.iter().map(|asked| &*asked.agent).collect();
    tally.by_rattler += u64::from(agents.iter().any(|agent| !agent.starts_with("xauth/")));
    if asked.len() != 1 {
        problems.push(format!("{} refreshes: {asked:?}", asked.len()));
    }
    if !site.is_alive() {
        problems.push("the login is dead".into());
        site.log_in(&[]);
    }
    if !problems.is_empty() {
        let problems = problems.join("\n");
        tally
            .problems
            .push(format!("round {}, {lead} ms: {problems}", tally.rounds));
    }
    tally.rounds += 1;
    true
}

/// Rounds with both versions of rattler, which start at different times.
#[track_caller]
fn race(kept: Kept, token_delay: u64, leads: &[i64]) {
    let is_run = (0..3).any(|_| run(kept, token_delay, leads));
    assert!(is_run, "gnome-keyring died three times");
}

/// False when the keyring died, and nothing is known.
#[track_caller]
fn run(kept: Kept, token_delay: u64, leads: &[i64]) -> bool {
    let site = Site::kept(
        kept,
        Provider {
            token_delay,
            ..Provider::default()
        },
    );
    for oracle in Oracle::all() {
        let mut tally = Tally::default();
        for (_, lead) in (0..rounds()).zip(leads.iter().cycle()) {
            // Less than five minutes, so rattler renews it; the provider takes the token for longer.
            site.ends_in(290);
            if !round(&site, &oracle, *lead, &mut tally) {
                eprintln!("gnome-keyring died, and the race begins again");
                return false;
            }
        }
        eprintln!(
            "{kept:?}, {}, answers after {token_delay} ms: {tally}",
            oracle.name
        );
        assert!(tally.problems.is_empty(), "{}: {tally}", oracle.name);
    }
    site.xauth(&["refresh", "127.0.0.1"]).run().ok();
    assert!(site.is_alive());
    true
}

const TOGETHER: [i64; 1] = [0];
/// Before ours have read, while they look whether a rattler is faster, when they have leased, and while they ask.
const APART: [i64; 12] = [-300, 450, -120, 180, 700, -30, 350, 60, 500, 300, 400, 600];

#[test]
fn p63_eight_of_ours_and_a_rattler_renew_once_in_the_file() {
    race(Kept::InFile, 0, &TOGETHER);
}

#[test]
fn p63_eight_of_ours_and_a_rattler_renew_once_in_the_keychain() {
    race(Kept::InKeychain, 0, &TOGETHER);
}

#[test]
fn p63_a_rattler_that_starts_sooner_or_later_renews_once_in_the_file() {
    race(Kept::InFile, 150, &APART);
}

#[test]
fn p63_a_rattler_that_starts_sooner_or_later_renews_once_in_the_keychain() {
    race(Kept::InKeychain, 150, &APART);
}

#[test]
fn p63_eight_of_ours_renew_an_expired_login_once() {
    for kept in [Kept::InFile, Kept::InKeychain] {
        let site = Site::kept(kept, Provider::default());
        for round in 0..rounds() {
            site.ends_in(-60);
            let before = site.refreshes();
            let ours: Vec<_> = (0..OURS).map(|_| site.token().spawn()).collect();
            let printed: Vec<_> = ours.into_iter().map(|ours| ours.wait().ok().out).collect();
            let new = site.part("access_token") + "\n";
            assert!(printed.iter().all(|token| *token == new), "round {round}");
            assert_eq!(site.refreshes() - before, 1, "round {round}, {kept:?}");
            assert!(site.is_alive(), "round {round}, {kept:?}");
        }
    }
}
