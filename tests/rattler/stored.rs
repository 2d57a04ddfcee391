//! What rattler stores, we find, and log out of.

use serde_json::Value;

use crate::support::Oracle;
use crate::{Desk, Place, bearer};

const HOST: &str = "conda.example.com";

#[track_caller]
fn is_found_and_removed(desk: &Desk, oracle: &Oracle, store: &str, name: &str) {
    let url = format!("https://{HOST}/channel/noarch");
    desk.xauth(&["token", &url], "")
        .ok()
        .prints("from-rattler\n");
    let which = desk.xauth(&["which", &url, "--json"], "").ok().json();
    assert_eq!(which["answer"]["key"], name, "{}", oracle.name);
    assert_eq!(which["answer"]["store"], store, "{}", oracle.name);
    for arguments in [&["status", "--json"][..], &["status", HOST, "--json"]] {
        let listed = desk.xauth(arguments, "").ok().json();
        assert_eq!(listed["entries"].as_array().unwrap().len(), 1, "{listed}");
        assert_eq!(listed["entries"][0]["key"], name);
    }
    desk.xauth(&["logout", HOST], "").ok();
    assert_eq!(desk.found(oracle, &url), Value::Null, "{}", oracle.name);
    assert_eq!(desk.oracle(oracle, &["list"], "").ok().out, "");
    desk.xauth(&["status"], "").fails_with(4);
}

/// pixi stores `example.com` for a URL and `*.example.com` for a bare host.
const NAMES: [&str; 2] = [HOST, "*.conda.example.com"];

#[test]
fn what_rattler_stores_in_the_keychain() {
    let desk = Desk::new(Place::Keychain);
    let value = bearer("from-rattler").to_string();
    for (oracle, name) in Oracle::all().iter().flat_map(|o| NAMES.map(|n| (o, n))) {
        desk.oracle(oracle, &["store-keychain", name], &value).ok();
        is_found_and_removed(&desk, oracle, "keychain", name);
    }
}

#[test]
fn what_rattler_stores_in_a_file() {
    let desk = Desk::new(Place::File);
    let value = bearer("from-rattler").to_string();
    for (oracle, name) in Oracle::all().iter().flat_map(|o| NAMES.map(|n| (o, n))) {
        let file = desk.home.credentials_path();
        let store = ["store-file", file.to_str().unwrap(), name];
        desk.oracle(oracle, &store, &value).ok();
        is_found_and_removed(&desk, oracle, "file", name);
    }
}

#[test]
fn what_rattler_stores_where_it_likes() {
    let value = bearer("from-rattler").to_string();
    for (place, store) in Place::ALL.into_iter().zip(["keychain", "file"]) {
        let desk = Desk::new(place);
        for oracle in &Oracle::all() {
            desk.oracle(oracle, &["store", HOST], &value).ok();
            is_found_and_removed(&desk, oracle, store, HOST);
        }
    }
}

#[test]
fn what_rattler_stores_is_replaced_by_a_login() {
    let value = bearer("from-rattler").to_string();
    for place in Place::ALL {
        let desk = Desk::new(place);
        for oracle in &Oracle::all() {
            desk.oracle(oracle, &["store", HOST], &value).ok();
            desk.xauth(&["login", HOST, "--token", "-"], "ours").ok();
            for oracle in &Oracle::all() {
                let found = desk.found(oracle, &format!("https://{HOST}/"));
                assert_eq!(
                    found["credential"],
                    bearer("ours"),
                    "{place:?} {}",
                    oracle.name
                );
            }
        }
    }
}

/// rattler's own logout takes away what we stored.
#[test]
fn what_we_store_rattler_can_delete() {
    for place in Place::ALL {
        let desk = Desk::new(place);
        for oracle in &Oracle::all() {
            desk.xauth(&["login", HOST, "--token", "-"], "ours").ok();
            desk.oracle(oracle, &["delete", HOST], "").ok();
            assert_eq!(desk.found(oracle, &format!("https://{HOST}/")), Value::Null);
        }
    }
}
