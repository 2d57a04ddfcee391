//! One home: after a login, no other store holds an older one.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Mode, Oracle, Signal};
use crate::{Desk, KEY, bearer};

#[track_caller]
fn rattler_finds(desk: &Desk, token: &str) {
    let wanted = json!({ "key": KEY, "credential": { "BearerToken": token } });
    for oracle in Oracle::all() {
        let run = oracle.at(&desk.home).envs(desk.service.env());
        let ran = run
            .args(["get", &format!("https://{KEY}/channel")])
            .run()
            .ok();
        assert_eq!(ran.json(), wanted, "{}", oracle.name);
    }
}

#[test]
fn p71_from_the_keychain_to_the_file() {
    let desk = Desk::holding("old", Mode::Unlocked);
    desk.service.put("other.example.com", &bearer("other"));
    let ran = desk.login("new", &["--store", "file"]).ok();
    ran.notes("removed the older login");
    rattler_finds(&desk, "new");
    let items = desk.service.items();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].secret, Some(bearer("other")));
}

#[test]
fn p71_from_the_file_to_the_keychain() {
    let desk = Desk::new(Mode::Unlocked);
    desk.login("old", &["--store", "file"]).ok();
    let other = ["login", "other.example.com", "--token", "-"];
    let other = desk.xauth(&other).args(["--store", "file"]);
    other.stdin("other-token").run().ok();
    desk.login("new", &[]).ok().notes("removed the older login");
    rattler_finds(&desk, "new");
    let left = json!({ "other.example.com": { "BearerToken": "other-token" } });
    for path in [desk.home.store_path(), desk.home.credentials_path()] {
        assert_eq!(desk.home.read_json(&path), left, "{}", path.display());
    }
}

/// Kills a login that moves the key, at every moment in turn.
fn killed_at_every_moment(from: &str, to: &str) {
    let desk = Desk::new(Mode::Unlocked);
    let start = Instant::now();
    desk.login("first", &["--store", to]).ok();
    let whole = start.elapsed() + Duration::from_millis(10);
    const ROUNDS: u32 = 50;
    for round in 0..ROUNDS {
        let (old, new) = (format!("old-{round}"), format!("new-{round}"));
        desk.login(&old, &["--store", from]).ok();
        let run = desk.logging_in(&new, &["--store", to]).spawn();
        std::thread::sleep(whole * round / ROUNDS);
        run.signal(Signal::KILL);
        run.wait();
        let copies = [desk.in_keychain(), desk.in_file()];
        let found: Vec<&String> = copies.iter().flatten().collect();
        assert!(!found.is_empty(), "round {round}: nothing is left");
        let is_known = |token: &String| *token == old || *token == new;
        assert!(found.into_iter().all(is_known), "round {round}: {copies:?}");
    }
    desk.login("last", &["--store", to]).ok();
    let copies = [desk.in_keychain(), desk.in_file()];
    let wanted = match to {
        "keychain" => [Some("last".to_owned()), None],
        _ => [None, Some("last".to_owned())],
    };
    assert_eq!(copies, wanted);
}

#[test]
fn p74_a_login_killed_on_its_way_to_the_keychain_leaves_a_copy() {
    killed_at_every_moment("file", "keychain");
}

#[test]
fn p74_a_login_killed_on_its_way_to_the_file_leaves_a_copy() {
    killed_at_every_moment("keychain", "file");
}

#[test]
fn a_copy_in_both_names_of_the_file_is_gone_too() {
    let desk = Desk::new(Mode::Unlocked);
    for name in ["rattler_auth_store.json", "credentials.json"] {
        let entries = format!("{{\"{KEY}\":{}}}", bearer(name));
        desk.home.write(format!(".rattler/{name}"), entries);
    }
    desk.login("new", &[]).ok();
    for path in [desk.home.store_path(), desk.home.credentials_path()] {
        let entries = desk.home.read_json(&path);
        assert_eq!(entries.get(KEY), None::<&Value>, "{}", path.display());
    }
}
