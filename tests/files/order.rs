//! What is done before exit 0, in which order, and how little: P42.

use crate::common::{login, logout};
use crate::support::{Home, procs};

/// The places of the calls in `trace` that contain all of `words`.
fn calls(trace: &str, words: &[&str]) -> Vec<usize> {
    let has_all = |line: &str| words.iter().all(|word| line.contains(word));
    let lines = trace.lines().enumerate();
    lines
        .filter(|(_, line)| has_all(line))
        .map(|(at, _)| at)
        .collect()
}

fn check(trace: &str, home: &Home) {
    let directory = format!("<{}>", home.path().join(".rattler").display());
    let written = calls(trace, &["write(", ".rattler/.xauth.tmp"]);
    let synced = calls(trace, &["fsync(", ".rattler/.xauth.tmp"]);
    let replaced = calls(trace, &["renameat2(", ".rattler/.xauth.tmp"]);
    let directory_synced = calls(trace, &["fsync(", &directory]);
    let exit = calls(trace, &["exit_group(0)"]);
    for found in [&written, &synced, &replaced] {
        assert_eq!(found.len(), 2, "one for each file:\n{trace}");
    }
    assert_eq!(directory_synced.len(), 1, "{trace}");
    assert!(written[0] < synced[0] && written[1] < synced[1], "{trace}");
    assert!(
        synced[1] < replaced[0],
        "nothing is replaced before all is on disk:\n{trace}"
    );
    assert!(replaced[1] < directory_synced[0], "{trace}");
    assert!(directory_synced[0] < exit[0], "{trace}");
    // Two files and a directory; the home directory, too, when `.rattler` is new.
    let all = calls(trace, &["sync("]).len();
    assert!(all <= 4, "{all} syncs:\n{trace}");
}

const CALLS: &str = "write,fsync,fdatasync,rename,renameat,renameat2,link,linkat,exit_group";

#[test]
fn p42_everything_is_written_synced_put_in_place_and_synced_before_exit_0() {
    let home = Home::new();
    for host in ["a.example", "b.example"] {
        let (ran, trace) = procs::strace(login(&home, host, "secret-1"), CALLS);
        ran.ok();
        check(&trace, &home);
    }
    let (ran, trace) = procs::strace(logout(&home, "a.example"), CALLS);
    ran.ok();
    check(&trace, &home);
}

#[test]
fn p42_a_login_needs_three_syncs_and_few_other_calls() {
    let home = Home::new();
    for host in ["a.example", "b.example"] {
        login(&home, host, "secret-1").run().ok();
    }
    let (ran, trace) = procs::strace(login(&home, "c.example", "secret-1"), "all");
    ran.ok();
    assert_eq!(calls(&trace, &["fsync("]).len(), 3);
    let directory = home.path().join(".rattler");
    let below = procs::calls_below(&trace, &directory).len();
    println!(
        "{below} calls below .rattler, {} in all",
        trace.lines().count()
    );
    assert!(below <= 110, "{below} calls below .rattler:\n{trace}");
}
