//! Many of us at once: P44.

use std::thread;

use crate::common::{bearer, entries, files, leftovers, login, logout};
use crate::support::Home;

const PROCESSES: usize = 16;
const LOGINS: usize = 100;

#[test]
fn p44_sixteen_processes_lose_nothing() {
    let home = Home::new();
    login(&home, "before.example", "secret-0").run().ok();
    let runs: Vec<Vec<_>> = (0..PROCESSES)
        .map(|process| {
            let host = |index| format!("h{index}.p{process}.example");
            (0..LOGINS)
                .map(|index| (host(index), login(&home, &host(index), &host(index))))
                .collect()
        })
        .collect();
    thread::scope(|scope| {
        for runs in runs {
            scope.spawn(|| runs.into_iter().for_each(|(_, run)| drop(run.run().ok())));
        }
    });
    for file in files(&home) {
        let entries = entries(&file);
        assert_eq!(entries.len(), PROCESSES * LOGINS + 1);
        for (host, value) in entries.iter().filter(|(host, _)| *host != "before.example") {
            assert_eq!(*value, bearer(host));
        }
    }
    assert!(leftovers(home.path()).is_empty());
}

#[test]
fn p44_logins_and_logouts_of_others_do_not_meet() {
    let home = Home::new();
    for index in 0..40 {
        login(&home, &format!("old{index}.example"), "secret-0")
            .run()
            .ok();
    }
    let old: Vec<_> = (0..40)
        .map(|index| logout(&home, &format!("old{index}.example")))
        .collect();
    let new: Vec<_> = (0..40)
        .map(|index| login(&home, &format!("new{index}.example"), "secret-1"))
        .collect();
    thread::scope(|scope| {
        for runs in [old, new] {
            scope.spawn(|| runs.into_iter().for_each(|run| drop(run.run().ok())));
        }
    });
    for file in files(&home) {
        let entries = entries(&file);
        assert_eq!(entries.len(), 40);
        assert!(entries.keys().all(|key| key.starts_with("new")));
    }
}
