//! Lists: no secret is read for them, and what they say is true.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::Value;
use xauth::store::{Detail, Keychain, Memory, Store};
use xauth::target::Key;
use xauth::vault::{Choice, Vault};

use crate::limit::{Small, SmallStore, bearer};
use crate::support::{Mode, Monitor};
use crate::{Desk, KEY};

#[test]
fn p72_a_list_a_search_for_keys_and_a_removal_read_no_secret() {
    let small = Arc::new(Small::default());
    let keychain = Keychain::native(Arc::new(SmallStore(small.clone())), None);
    let (one, two) = (
        Key::stored("one.example.com"),
        Key::stored("two.example.com"),
    );
    keychain.set(&one, &bearer(9)).unwrap();
    keychain.set(&two, &bearer(9)).unwrap();
    let vault = Vault::of(
        vec![Box::new(keychain), Box::new(Memory::default())],
        Choice::Auto,
    );
    let (_, listed) = vault.list().remove(0);
    let listed = listed.unwrap();
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|entry| entry.detail == Detail::Unread));
    assert_eq!(vault.holder(&two).unwrap().name(), "keychain");
    assert_eq!(vault.remove(&[one], None).removed.len(), 1);
    assert_eq!(small.reads.load(Ordering::Relaxed), 0);
}

#[test]
fn p72_status_and_logout_ask_the_bus_for_no_secret() {
    let desk = Desk::holding("abc-def", Mode::Unlocked);
    desk.service.put("two.example.com", "{}");
    let monitor = Monitor::start(&desk.service);
    desk.run(&["status"]).ok();
    desk.run(&["status", "--json"]).ok();
    // What others stored may be a login that its provider has to be told of; what we stored is known.
    desk.run(&["logout", "two.example.com", "--no-revoke"]).ok();
    desk.run(&["logout", "--all", "--yes"]).ok();
    let calls = monitor.calls();
    assert!(calls.iter().any(|call| call == "SearchItems"), "{calls:?}");
    assert!(
        !calls.iter().any(|call| call.starts_with("GetSecret")),
        "{calls:?}"
    );
}

/// What one look-up costs: a connection to search on and, when something is found, one for secrets.
#[test]
fn a_token_costs_six_calls() {
    let desk = Desk::holding("abc-def", Mode::Unlocked);
    let monitor = Monitor::start(&desk.service);
    desk.token();
    let calls = monitor.calls();
    // Beside these there are two times `Hello`.
    assert_eq!(
        calls,
        ["OpenSession", "SearchItems", "OpenSession", "GetSecret"]
    );
}

#[test]
fn a_login_makes_one_connection() {
    let desk = Desk::holding("old", Mode::Unlocked);
    let monitor = Monitor::start(&desk.service);
    desk.login("new", &[]).ok();
    assert_eq!(
        monitor.calls(),
        // The first three find the keychain open, and the last looks for wildcards.
        [
            "OpenSession",
            "ReadAlias",
            "Get",
            "SearchItems",
            "SetSecret",
            "SearchItems"
        ]
    );
}

#[test]
fn a_login_that_moves_to_the_file_makes_one_connection() {
    let desk = Desk::holding("old", Mode::Unlocked);
    let monitor = Monitor::start(&desk.service);
    desk.login("new", &["--store", "file"]).ok();
    let calls = monitor.calls();
    let sessions = calls.iter().filter(|call| *call == "OpenSession");
    assert_eq!(sessions.count(), 1, "{calls:?}");
    assert_eq!(desk.in_keychain(), None);
}

fn described(desk: &Desk, arguments: &[&str]) -> Value {
    let listed = desk.xauth(arguments).args(["--json"]).run().ok().json();
    listed["entries"][0]["scheme"].clone()
}

#[test]
fn a_list_describes_what_we_stored_until_another_program_changes_it() {
    let desk = Desk::holding("abc-def", Mode::Unlocked);
    assert_eq!(described(&desk, &["status"]), "bearer");
    std::thread::sleep(std::time::Duration::from_secs(4));
    desk.service.put(KEY, r#"{"CondaToken":"theirs"}"#);
    assert_eq!(described(&desk, &["status"]), Value::Null);
    let listed = desk.run(&["status"]).ok();
    assert!(listed.out.contains("(not read)"), "{listed}");
    assert_eq!(described(&desk, &["status", KEY]), "conda-token");
}

#[test]
fn a_key_with_control_characters_is_shown_escaped() {
    let desk = Desk::new(Mode::Unlocked);
    desk.service.put("evil\u{1b}[2J.example.com", "{}");
    let listed = desk.run(&["status"]).ok();
    assert!(!listed.out.contains('\u{1b}'), "{listed}");
    assert!(listed.out.contains("[2J.example.com"), "{listed}");
}
