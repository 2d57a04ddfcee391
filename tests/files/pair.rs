//! The two files of the store, one of which rattler writes alone (design §5).

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use crate::common::{bearer, entries, files, login, logout};
use crate::support::{Home, Oracle};
use xauth::{
    scheme::Credential,
    store::{File, Store},
    target::Key,
};

/// Longer than two changes that may not know of each other are apart.
fn later() {
    sleep(Duration::from_millis(400));
}

#[test]
fn where_the_files_differ_the_one_changed_last_wins() {
    for newer in files(&Home::new()) {
        let home = Home::new();
        let newer = newer.file_name().unwrap();
        for file in files(&home) {
            let name = file.file_name().unwrap().to_owned();
            if name != newer {
                home.write(
                    format!(".rattler/{}", name.display()),
                    r#"{"a.example":{"BearerToken":"old"},"x.example":{"BearerToken":"x"}}"#,
                );
            }
        }
        sleep(Duration::from_millis(20));
        home.write(
            format!(".rattler/{}", newer.display()),
            r#"{"a.example":{"BearerToken":"new"}}"#,
        );
        home.xauth()
            .args(["token", "a.example"])
            .run()
            .ok()
            .prints("new\n");
        home.xauth()
            .args(["token", "x.example"])
            .run()
            .ok()
            .prints("x\n");
        // A login of something else makes them alike in it, and keeps the newer.
        login(&home, "b.example", "secret-1").run().ok();
        for file in files(&home) {
            assert_eq!(
                entries(&file)["a.example"],
                bearer("new"),
                "{}",
                file.display()
            );
        }
    }
}

#[test]
fn what_rattler_stores_is_seen_and_logged_out_of() {
    for oracle in Oracle::all() {
        let home = Home::new();
        login(&home, "a.example", "secret-1").run().ok();
        let credential = r#"{"BearerToken":"theirs"}"#;
        oracle
            .at(&home)
            .args(["store", "p.example"])
            .stdin(credential)
            .run()
            .ok();
        home.xauth()
            .args(["token", "p.example"])
            .run()
            .ok()
            .prints("theirs\n");
        logout(&home, "p.example").run().ok();
        for file in files(&home) {
            assert_eq!(
                entries(&file).keys().collect::<Vec<_>>(),
                ["a.example"],
                "{}",
                oracle.name
            );
        }
    }
}

#[test]
fn what_rattler_replaces_is_replaced_for_good() {
    for oracle in Oracle::all() {
        let home = Home::new();
        login(&home, "a.example", "secret-1").run().ok();
        sleep(Duration::from_millis(20));
        let path = home.credentials_path();
        let store = oracle
            .at(&home)
            .args(["store-file", path.to_str().unwrap(), "a.example"]);
        store.stdin(r#"{"BearerToken":"theirs"}"#).run().ok();
        home.xauth()
            .args(["token", "a.example"])
            .run()
            .ok()
            .prints("theirs\n");
        login(&home, "b.example", "secret-2").run().ok();
        home.xauth()
            .args(["token", "a.example"])
            .run()
            .ok()
            .prints("theirs\n");
        for file in files(&home) {
            assert_eq!(
                entries(&file)["a.example"],
                bearer("theirs"),
                "{}",
                oracle.name
            );
        }
    }
}

#[test]
fn what_rattler_removes_is_gone_from_both() {
    for oracle in Oracle::all() {
        let home = Home::new();
        for host in ["a.example", "b.example"] {
            login(&home, host, "secret-1").run().ok();
        }
        later();
        oracle.at(&home).args(["delete", "a.example"]).run().ok();
        home.xauth()
            .args(["token", "a.example"])
            .run()
            .fails_with(4);
        home.xauth().args(["token", "b.example"]).run().ok();
        login(&home, "c.example", "secret-2").run().ok();
        for file in files(&home) {
            let entries = entries(&file);
            assert_eq!(
                entries.keys().collect::<Vec<_>>(),
                ["b.example", "c.example"],
                "{}",
                oracle.name
            );
        }
    }
}

/// Only what was in both files can have been removed from one.
#[test]
fn entries_of_one_file_alone_are_never_taken_for_removed() {
    let home = Home::new();
    home.write(
        ".rattler/rattler_auth_store.json",
        r#"{"old.example":{"BearerToken":"o"}}"#,
    );
    home.write(
        ".rattler/credentials.json",
        r#"{"p.example":{"BearerToken":"p"}}"#,
    );
    login(&home, "a.example", "secret-1").run().ok();
    later();
    let oracle = &Oracle::all()[1];
    let credential = r#"{"BearerToken":"q"}"#;
    oracle
        .at(&home)
        .args(["store", "q.example"])
        .stdin(credential)
        .run()
        .ok();
    login(&home, "b.example", "secret-1").run().ok();
    for host in ["old", "p", "q", "a", "b"] {
        home.xauth()
            .args(["token", &format!("{host}.example")])
            .run()
            .ok();
    }
}

#[test]
fn a_missing_or_empty_file_is_not_taken_for_a_logout() {
    for text in [None, Some("")] {
        let home = Home::new();
        login(&home, "a.example", "secret-1").run().ok();
        later();
        fs::remove_file(home.credentials_path()).unwrap();
        if let Some(text) = text {
            home.write(".rattler/credentials.json", text);
        }
        home.xauth()
            .args(["token", "a.example"])
            .run()
            .ok()
            .prints("secret-1\n");
        login(&home, "b.example", "secret-2").run().ok();
        assert_eq!(entries(&home.store_path()).len(), 2);
        logout(&home, "a.example").run().ok();
        assert_eq!(entries(&home.store_path()).len(), 1);
        assert_eq!(entries(&home.credentials_path()).len(), 1);
    }
}

#[test]
fn what_only_one_file_has_is_exchanged_in_both() {
    for only in files(&Home::new()) {
        let home = Home::new();
        let name = format!(".rattler/{}", only.file_name().unwrap().display());
        home.write(&name, r#"{"a.example":{"BearerToken":"old"}}"#);
        let store = File::in_home(Some(home.path().to_owned()));
        let key = Key::stored("a.example");
        let credential = |token| {
            let json = format!(r#"{{"BearerToken":"{token}"}}"#);
            Credential::from_json("a.example", &json).unwrap()
        };
        let (old, new) = (credential("old"), credential("new"));
        assert!(!store.replace(&key, &new, &old).unwrap());
        assert!(store.replace(&key, &old, &new).unwrap(), "{name}");
        for file in files(&home) {
            assert_eq!(entries(&file)["a.example"], bearer("new"), "{name}");
        }
    }
}
