//! The process dies at any moment: P43.

use std::thread;
use std::time::Duration;

use crate::common::{bearer, entries, files, leftovers, login, logout, random};
use crate::support::{Home, Signal};

const KILLS: usize = 1_000;

/// Kills `count` logins; how many had been confirmed before, in how many something was left behind.
fn kill_logins(count: usize) -> (usize, usize) {
    let home = Home::new();
    login(&home, "first.example", "secret-1").run().ok();
    let (mut confirmed, mut left) = (vec!["first.example".to_owned()], 0);
    let mut usual = 10_000;
    for index in 0..count {
        let host = format!("h{index}.example");
        let running = login(&home, &host, "secret-1").spawn();
        thread::sleep(Duration::from_micros(random(usual)));
        running.signal(Signal::KILL);
        let ran = running.wait();
        // Half of them are to come through, however busy the machine is.
        if ran.code == Some(0) {
            confirmed.push(host);
            usual -= usual / 50;
        } else {
            usual = (usual + usual / 50).min(200_000);
        }
        for file in files(&home) {
            let entries = entries(&file);
            assert!(
                confirmed.iter().all(|host| entries.contains_key(host)),
                "{ran}"
            );
        }
        let leftovers = leftovers(home.path());
        assert!(leftovers.len() <= 1, "{leftovers:?} after {ran}");
        left += leftovers.len();
    }
    logout(&home, "first.example").run().ok();
    assert!(leftovers(home.path()).is_empty());
    (confirmed.len() - 1, left)
}

#[test]
fn p43_no_confirmed_login_is_lost_by_a_kill() {
    let workers: Vec<_> = (0..2)
        .map(|_| thread::spawn(|| kill_logins(KILLS / 2)))
        .collect();
    let results: Vec<_> = workers
        .into_iter()
        .map(|worker| worker.join().unwrap())
        .collect();
    let confirmed: usize = results.iter().map(|(confirmed, _)| confirmed).sum();
    let left: usize = results.iter().map(|(_, left)| left).sum();
    println!(
        "{KILLS} kills: {confirmed} logins were confirmed before, {left} left a temporary folder"
    );
    assert!(
        left > 20,
        "the kills came too early or too late to show anything"
    );
}

/// A kill between the two files must not bring an old secret back by a later, unrelated login.
#[test]
fn p43_what_a_kill_left_different_is_made_alike_with_the_newer_value() {
    let home = Home::new();
    login(&home, "a.example", "secret-1").run().ok();
    thread::sleep(Duration::from_millis(20));
    let new = r#"{"a.example":{"BearerToken":"secret-2"}}"#;
    home.write(".rattler/rattler_auth_store.json", new);
    for host in ["b.example", "c.example", "d.example"] {
        login(&home, host, "secret-3").run().ok();
        for file in files(&home) {
            assert_eq!(entries(&file)["a.example"], bearer("secret-2"));
        }
    }
}
