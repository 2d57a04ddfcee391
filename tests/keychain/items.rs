//! What an item looks like, and what is made of items that others wrote.

use std::collections::BTreeMap;

use serde_json::json;

use crate::support::{Mode, Oracle};
use crate::{Desk, KEY, bearer};

fn attributes(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| ((*name).into(), (*value).into()))
        .collect()
}

#[test]
fn an_item_is_labelled_and_found_as_rattlers_own() {
    let desk = Desk::new(Mode::Unlocked);
    desk.login("abc-def", &[]).ok();
    let ours = desk.service.items();
    assert_eq!(ours.len(), 1);
    assert_eq!(ours[0].label, format!("keyring:{KEY}@rattler"));
    let wanted = attributes(&[("service", "rattler"), ("username", KEY)]);
    assert_eq!(ours[0].attributes, wanted);
    assert_eq!(ours[0].secret, Some(bearer("abc-def")));
    desk.run(&["logout", KEY]).ok();
    for oracle in Oracle::all() {
        let run = oracle.at(&desk.home).envs(desk.service.env());
        let run = run.args(["store-keychain", KEY]);
        run.stdin(bearer("abc-def")).run().ok();
        assert_eq!(desk.service.items(), ours, "{}", oracle.name);
    }
}

#[test]
fn an_item_of_an_older_keyring_is_read_and_updated_in_place() {
    let desk = Desk::new(Mode::Unlocked);
    let more = [("target", "default"), ("application", "rust-keyring")];
    let all = [("service", "rattler"), ("username", KEY), more[0], more[1]];
    let mut store = vec!["store", "--label=older"];
    store.extend(all.iter().flat_map(|(name, value)| [*name, *value]));
    desk.service.secret_tool(&store, &bearer("old")).ok();
    assert_eq!(desk.token(), "old");
    desk.login("new", &[]).ok();
    let items = desk.service.items();
    assert_eq!(items.len(), 1, "{items:?}");
    assert_eq!(items[0].label, "older");
    assert_eq!(items[0].attributes, attributes(&all));
    assert_eq!(items[0].secret, Some(bearer("new")));
    desk.run(&["logout", KEY]).ok();
    assert!(desk.service.items().is_empty());
}

#[test]
fn an_item_that_is_no_credential_is_listed_not_used_and_removable() {
    for value in ["not JSON", r#"{"Passkey":"x"}"#, "\"text\"", "{}", ""] {
        let desk = Desk::new(Mode::Unlocked);
        desk.service.put(KEY, value);
        let listed = desk.run(&["status"]).ok();
        assert!(listed.out.contains(KEY), "{listed}");
        let listed = desk.run(&["status", KEY]);
        assert!(listed.out.contains("unsupported"), "{value}: {listed}");
        desk.run(&["token", KEY]).fails_with(3).notes(KEY);
        desk.run(&["logout", KEY]).ok();
        assert!(desk.service.items().is_empty());
    }
}

#[test]
fn items_that_are_not_ours_stay_as_they_are() {
    let desk = Desk::new(Mode::Unlocked);
    let store = |args: &[&str]| desk.service.secret_tool(args, "theirs").ok();
    store(&["store", "--label=a", "service", "other", "username", KEY]);
    store(&["store", "--label=b", "service", "rattler"]);
    let before = desk.service.items();
    desk.login("abc-def", &[]).ok();
    let listed = desk.run(&["status", "--json"]).ok().json();
    assert_eq!(listed["entries"].as_array().unwrap().len(), 1, "{listed}");
    desk.run(&["logout", "--all", "--yes"]).ok();
    assert_eq!(desk.service.items(), before);
}

fn s3_keys(id: &str) -> String {
    let keys = json!({ "access_key_id": id, "secret_access_key": "s", "session_token": null });
    json!({ "S3Credentials": keys }).to_string()
}

fn log_in_to_bucket(desk: &Desk) -> crate::support::Ran {
    let arguments = ["login", "s3://pool", "--s3-access-key-id", "new"];
    let run = desk.xauth(&arguments);
    run.args(["--s3-secret-access-key", "-"])
        .stdin("secret")
        .run()
}

/// rattler's own command line stores `s3://pool` under `pool`.
#[test]
fn a_buckets_bare_name_is_found_replaced_and_removed() {
    let desk = Desk::new(Mode::Unlocked);
    desk.service.put("pool", &s3_keys("old"));
    let id = ["token", "s3://pool/channel", "--field", "access-key-id"];
    desk.run(&id).ok().prints("old\n");
    log_in_to_bucket(&desk).ok();
    desk.run(&id).ok().prints("new\n");
    let labels: Vec<_> = desk
        .service
        .items()
        .into_iter()
        .map(|item| item.label)
        .collect();
    assert_eq!(labels, ["keyring:s3://pool@rattler"]);
    desk.service.put("pool", &s3_keys("old"));
    desk.run(&["logout", "s3://pool"]).ok();
    assert!(desk.service.items().is_empty());
}

#[test]
fn a_host_of_a_buckets_name_is_left_alone() {
    for value in [bearer("host"), "not JSON".into()] {
        let desk = Desk::new(Mode::Unlocked);
        desk.service.put("pool", &value);
        log_in_to_bucket(&desk).ok();
        let id = ["token", "s3://pool", "--field", "access-key-id"];
        desk.run(&id).ok().prints("new\n");
        desk.run(&["logout", "s3://pool"]).ok();
        let items = desk.service.items();
        assert_eq!(items.len(), 1, "{items:?}");
        assert_eq!(items[0].secret, Some(value));
    }
}
