//! The end of an OAuth login: revoked, then removed: P66.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;

use crate::support::Home;
use crate::support::fake::{Answer, Pace, Provider};
use crate::{HOST, nothing_stored, now, store, store_entry, stored, xauth};

#[test]
fn p66_the_refresh_token_is_revoked_first_and_the_local_copy_removed_last() {
    let home = Home::new();
    let file = home.store_path();
    let present = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&present);
    let provider = Provider::start(move |request, _| {
        if request.path == "/revoke" {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            noted.lock().unwrap().push(text.contains(HOST));
        }
        None
    });
    store(&home, &provider, &json!(now() + 3600));
    let before = stored(&home);
    xauth(&home, &provider, &["logout", HOST]).run().ok();
    let requests = provider.server().seen();
    let paths: Vec<_> = requests
        .iter()
        .map(|request| request.path.as_str())
        .collect();
    assert_eq!(paths, ["/revoke", "/revoke"]);
    for (request, kind) in requests.iter().zip(["refresh_token", "access_token"]) {
        assert_eq!(request.method, "POST");
        assert_eq!(request.form("token"), before[kind]);
        assert_eq!(request.form("token_type_hint"), kind);
        assert_eq!(request.form("client_id"), "rattler");
        assert!(request.query.is_empty(), "{request:?}");
    }
    assert_eq!(*present.lock().unwrap(), [true, true]);
    nothing_stored(&home);
}

#[test]
fn p66_a_provider_that_does_not_revoke_is_named_and_the_local_copy_goes() {
    for answer in [
        Answer::status(503),
        Answer::status(500).body("\u{1b}[2J"),
        Answer::error("unsupported_token_type"),
        Answer::error("invalid_client"),
        Answer::paced(Pace::Close),
    ] {
        let provider =
            Provider::start(move |request, _| (request.path == "/revoke").then(|| answer.clone()));
        let home = Home::new();
        store(&home, &provider, &json!(now() + 3600));
        let ran = xauth(&home, &provider, &["logout", HOST]).run();
        let ran = ran.fails_with(1);
        assert!(!ran.err.contains('\u{1b}'), "{ran:?}");
        assert!(ran.err.contains("still"), "{ran}");
        nothing_stored(&home);
    }
}

#[test]
fn p66_a_provider_that_hangs_holds_logout_up_for_a_while_and_no_more() {
    let provider = Provider::start(|request, _| {
        (request.path == "/revoke").then(|| Answer::paced(Pace::Never))
    });
    let home = Home::new();
    store(&home, &provider, &json!(now() + 3600));
    let ran = xauth(&home, &provider, &["logout", HOST]).run();
    let ran = ran.fails_with(1).within(Duration::from_secs(35));
    assert!(ran.err.contains("still"), "{ran}");
    nothing_stored(&home);
}

#[test]
fn p66_offline_or_told_not_to_it_sends_nothing_and_says_so() {
    for (option, codes) in [("--offline", [0, 1]), ("--no-revoke", [0, 0])] {
        let home = Home::new();
        let provider = Provider::usual();
        store(&home, &provider, &json!(now() + 3600));
        let ran = xauth(&home, &provider, &["logout", HOST, option]).run();
        crate::exits(&ran, &codes);
        if option == "--offline" {
            assert!(
                ran.err.contains(option) && ran.err.contains("provider"),
                "{ran}"
            );
        }
        assert!(provider.server().seen().is_empty());
        nothing_stored(&home);
    }
}

#[test]
fn p66_a_revocation_endpoint_that_may_not_be_asked_is_not_asked() {
    for endpoint in [
        json!("http://elsewhere.example/revoke"),
        json!("file:///etc/passwd"),
        json!("javascript:alert(1)"),
        json!(""),
        json!(null),
    ] {
        let home = Home::new();
        let provider = Provider::usual();
        let mut entry = provider.stored(&json!(now() + 3600));
        entry["OAuth"]["revocation_endpoint"] = endpoint;
        store_entry(&home, &entry);
        let ran = xauth(&home, &provider, &["logout", HOST]).run();
        crate::exits(&ran, &[0, 1]);
        assert!(provider.server().seen().is_empty(), "{ran}");
        nothing_stored(&home);
    }
}

/// A token endpoint in a store's file is not trusted further than one of a discovery document.
#[test]
fn p54_a_stored_token_endpoint_that_is_not_https_is_sent_nothing() {
    for endpoint in [
        "http://elsewhere.example/token",
        "http://127.0.0.1.evil.example/token",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "",
    ] {
        let home = Home::new();
        let provider = Provider::usual();
        let mut entry = provider.stored(&json!(now() - 60));
        entry["OAuth"]["token_endpoint"] = endpoint.into();
        store_entry(&home, &entry);
        let ran = xauth(&home, &provider, &["token", HOST]).run();
        crate::exits(&ran, &[4]);
        assert!(provider.server().seen().is_empty(), "{ran}");
        assert_eq!(
            stored(&home)["refresh_token"],
            entry["OAuth"]["refresh_token"]
        );
    }
}
