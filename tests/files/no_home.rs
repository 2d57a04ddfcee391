//! No place to write to: P41.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use crate::common::{login, logout};
use crate::support::{Home, procs};

#[test]
fn p41_a_read_only_directory_is_read_and_not_written() {
    let home = Home::for_nobody();
    let token = home.canary();
    login(&home, "a.example", &token).run().ok();
    let before = home.read(home.store_path());
    let directory = home.path().join(".rattler");
    fs::set_permissions(&directory, Permissions::from_mode(0o500)).unwrap();
    for run in [
        login(&home, "a.example", &home.canary()),
        login(&home, "b.example", &home.canary()),
        logout(&home, "a.example"),
    ] {
        run.run().fails_with(3).notes(".rattler");
    }
    assert_eq!(home.read(home.store_path()), before);
    let ran = home.xauth().args(["token", "a.example"]).reveals().run();
    ran.ok().prints(&format!("{token}\n"));
    fs::set_permissions(&directory, Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn p41_a_home_that_cannot_be_written_is_an_error() {
    let home = Home::for_nobody();
    fs::set_permissions(home.path(), Permissions::from_mode(0o500)).unwrap();
    login(&home, "a.example", &home.canary())
        .run()
        .fails_with(3)
        .notes(".rattler");
}

#[test]
fn p41_a_read_only_file_system_is_an_error_and_changes_nothing() {
    let home = Home::new();
    login(&home, "a.example", &home.canary()).run().ok();
    let before = home.read(home.store_path());
    for (call, run) in [
        ("mkdir", login(&home, "b.example", &home.canary())),
        ("renameat2", login(&home, "b.example", &home.canary())),
        ("mkdir", logout(&home, "a.example")),
    ] {
        let (ran, _) = procs::inject(run, call, &format!("{call}:error=EROFS"));
        ran.fails_with(3).notes("Read-only file system");
    }
    assert_eq!(home.read(home.store_path()), before);
}

#[test]
fn p41_an_unset_empty_or_relative_home_is_an_error() {
    let home = Home::new();
    let token = home.canary();
    let run = || login(&home, "a.example", &token);
    let homes = [
        run().env_remove("HOME"),
        run().env("HOME", ""),
        run().env("HOME", "somewhere"),
    ];
    for run in homes {
        run.run()
            .fails_with(3)
            .notes("the home directory is not known")
            .notes("set `HOME`");
    }
    assert!(fs::read_dir(home.path()).unwrap().next().is_none());
}

#[test]
fn p41_a_missing_home_is_an_error_and_is_not_made() {
    let home = Home::new();
    let missing = home.path().join("missing");
    for run in [
        login(&home, "a.example", &home.canary()),
        home.xauth().args(["status"]),
    ] {
        let ran = run.env("HOME", &missing).run().fails_with(3);
        ran.notes("does not exist");
    }
    assert!(!missing.exists());
}
