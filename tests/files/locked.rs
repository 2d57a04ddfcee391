//! The lock held, left behind, or not to be had: P45.

use std::fs;
use std::time::{Duration, Instant};

use crate::common::{entries, files, leftovers, login};
use crate::support::{Home, Running, procs};

/// A login that stays in its first sync, and so holds the lock; with its process id.
fn holder(home: &Home) -> (Running, u32) {
    let delay = [
        "strace",
        "-f",
        "-o",
        "/dev/null",
        "-e",
        "inject=fsync:delay_enter=60000000:when=1",
    ];
    let running = login(home, "held.example", "secret-1")
        .through(delay)
        .spawn();
    let start = Instant::now();
    loop {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "it never took the lock"
        );
        let is_there = fs::read_dir(home.path().join(".rattler"))
            .into_iter()
            .flatten()
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().ends_with(".tmp"));
        let note = home.read(".rattler/.xauth.lock").unwrap_or_default();
        let note = String::from_utf8(note).unwrap();
        if let (true, Some(Ok(pid))) = (is_there, note.split(' ').next().map(str::parse)) {
            return (running, pid);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn p45_a_live_holder_is_named_after_ten_seconds() {
    let home = Home::new();
    login(&home, "a.example", "secret-0").run().ok();
    let before = files(&home).map(|file| fs::read(file).unwrap());
    let (_running, pid) = holder(&home);
    let ran = login(&home, "b.example", "secret-1").run().fails_with(3);
    let ran = ran
        .within(Duration::from_secs(12))
        .notes(&format!("in use by process {pid}"));
    assert!(ran.took > Duration::from_secs(9), "{ran}");
    assert_eq!(files(&home).map(|file| fs::read(file).unwrap()), before);
    // Reading needs no lock.
    let ran = home.xauth().args(["token", "a.example"]).run().ok();
    ran.within(Duration::from_secs(2)).prints("secret-0\n");
}

#[test]
fn p45_a_killed_holder_is_no_hindrance() {
    let home = Home::new();
    login(&home, "a.example", "secret-0").run().ok();
    let (running, pid) = holder(&home);
    // It and its tracer get SIGKILL.
    drop(running);
    while fs::metadata(format!("/proc/{pid}")).is_ok() {
        std::thread::yield_now();
    }
    let ran = login(&home, "b.example", "secret-1").run().ok();
    ran.within(Duration::from_secs(1));
    assert!(leftovers(home.path()).is_empty());
    assert_eq!(entries(&home.store_path()).len(), 2);
}

#[test]
fn p45_without_locks_nothing_is_written() {
    for error in ["EOPNOTSUPP", "ENOLCK", "EBADF"] {
        let home = Home::new();
        login(&home, "a.example", "secret-0").run().ok();
        let before = home.read(home.store_path());
        let run = login(&home, "b.example", "secret-1");
        let (ran, _) = procs::inject(run, "flock", &format!("flock:error={error}"));
        ran.fails_with(3).notes(".xauth.lock");
        assert_eq!(home.read(home.store_path()), before);
        assert!(leftovers(home.path()).is_empty());
    }
}
