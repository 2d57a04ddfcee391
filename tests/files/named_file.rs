//! `RATTLER_AUTH_FILE` as rattler takes it: P47.

use std::fs;

use crate::common::{bearer, entries, login, logout};
use crate::support::{Home, Oracle};

#[test]
fn p47_a_missing_file_is_an_empty_store_and_is_made() {
    let home = Home::new();
    let file = home.path().join("some/where/auth.json");
    let named = |run: crate::support::Run| run.env("RATTLER_AUTH_FILE", &file);
    named(home.xauth().args(["status", "--exit-zero"]))
        .run()
        .ok();
    named(logout(&home, "a.example")).run().fails_with(4);
    assert!(!home.path().join("some").exists());
    named(login(&home, "a.example", "secret-1")).run().ok();
    assert_eq!(home.mode(&file), 0o600);
    assert_eq!(home.mode("some"), 0o700);
    assert_eq!(entries(&file)["a.example"], bearer("secret-1"));
    assert!(
        !home.path().join(".rattler").exists(),
        "it is the only store"
    );
    named(logout(&home, "a.example")).run().ok();
    assert!(entries(&file).is_empty());
}

#[test]
fn p47_a_relative_path_starts_at_the_working_directory() {
    let home = Home::new();
    for (name, file) in [("auth.json", "work/auth.json"), ("../up.json", "up.json")] {
        home.write("work/x", "");
        let relative = |run: crate::support::Run| {
            run.env("RATTLER_AUTH_FILE", name)
                .cwd(home.path().join("work"))
        };
        relative(login(&home, "a.example", "secret-1")).run().ok();
        assert_eq!(
            entries(&home.path().join(file))["a.example"],
            bearer("secret-1")
        );
        for oracle in Oracle::all() {
            let found = relative(oracle.at(&home).args(["get", "https://a.example/c"]))
                .run()
                .ok();
            assert_eq!(
                found.json()["credential"],
                bearer("secret-1"),
                "{}",
                oracle.name
            );
        }
    }
}

#[test]
fn p47_an_empty_string_is_no_file() {
    let home = Home::new();
    let empty = |run: crate::support::Run| run.env("RATTLER_AUTH_FILE", "");
    empty(login(&home, "a.example", "secret-1")).run().ok();
    assert_eq!(
        entries(&home.credentials_path())["a.example"],
        bearer("secret-1")
    );
    for oracle in Oracle::all() {
        let found = empty(oracle.at(&home).args(["get", "https://a.example/c"]))
            .run()
            .ok();
        assert_eq!(
            found.json()["credential"],
            bearer("secret-1"),
            "{}",
            oracle.name
        );
    }
}

#[test]
fn p47_a_directory_is_an_error() {
    let home = Home::new();
    fs::create_dir(home.path().join("dir")).unwrap();
    for run in [
        login(&home, "a.example", "secret-1"),
        home.xauth().args(["token", "a.example"]),
    ] {
        run.env("RATTLER_AUTH_FILE", "dir")
            .run()
            .fails_with(3)
            .notes("dir");
    }
    for oracle in Oracle::all() {
        let get = oracle.at(&home).args(["get", "https://a.example"]);
        get.env("RATTLER_AUTH_FILE", "dir").run().fails_with(1);
    }
    assert!(
        fs::read_dir(home.path().join("dir"))
            .unwrap()
            .next()
            .is_none()
    );
}
