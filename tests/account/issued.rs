//! A key that was just made is not lost, whatever happens before it is stored.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::common::{KEYS, Place};
use crate::support::{Run, Signal};

const ACCOUNT: &str = "GET anaconda.com/api/account";
const REVOKE: &str = "POST auth.anaconda.com/api/auth/oauth2/revoke";
const FLOW: [&str; 4] = ["login", "anaconda.com", "--oauth-flow", "device-code"];

/// A run that asks servers about logins, as is usual.
fn asking(place: &Place, arguments: &[&str]) -> Run {
    place.xauth(arguments).env_remove("XAUTH_NO_VERIFY")
}

/// A login that is interrupted when the servers have got a request for `path`.
fn interrupted(place: &Place, path: &str) -> crate::support::Ran {
    let running = asking(place, &FLOW).spawn();
    while !place.lines().iter().any(|line| line.contains(path)) {
        thread::sleep(Duration::from_millis(20));
    }
    running.signal(Signal::INT);
    running.wait().fails_with(130)
}

#[test]
fn ctrl_c_while_the_server_is_asked_about_it_stores_it() {
    let place = Place::new();
    place.world.answer(ACCOUNT, json!({ "delay": 20 }));
    let ran = interrupted(&place, "/api/account");
    ran.notes("made an API key")
        .notes("error: interrupted: the login is stored, and was not verified");
    let made = place.world.issued("api-key").pop();
    assert!(made.is_some());
    for key in KEYS {
        assert_eq!(place.stored(key), made);
    }
}

#[test]
fn ctrl_c_while_the_access_token_is_revoked_stores_it() {
    let place = Place::new();
    let endpoint = "https://auth.anaconda.com/api/auth/oauth2/revoke";
    let discovery = json!({ "revocation_endpoint": endpoint });
    place.world.set("discovery", discovery);
    place.world.answer(REVOKE, json!({ "delay": 20 }));
    let ran = interrupted(&place, "/oauth2/revoke");
    ran.notes("the login is stored, and was not verified");
    let made = place.world.issued("api-key").pop();
    assert!(made.is_some());
    assert_eq!(place.stored("anaconda.com"), made);
    assert!(
        !place
            .lines()
            .iter()
            .any(|line| line.contains("/api/account"))
    );
}

#[test]
fn one_that_its_own_server_does_not_know_yet_is_stored_with_a_word() {
    let place = Place::new();
    place.world.answer(ACCOUNT, json!({ "status": 401 }));
    let ran = asking(&place, &[&FLOW[..], &["--json"]].concat())
        .run()
        .ok();
    let ran = ran.notes("refuses it (HTTP 401); it is stored all the same (it was made just now");
    let told: Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
    assert_eq!(told["verified"], false);
    assert_eq!(
        place.stored("anaconda.com"),
        place.world.issued("api-key").pop()
    );
}

#[test]
fn one_that_cannot_be_stored_is_said_to_be_good() {
    let place = Place::new();
    // Room for a lock, and for no key.
    let run = asking(&place, &FLOW).through(["prlimit", "--fsize=200"]);
    run.run()
        .fails_with(3)
        .notes("warning: the new API key is stored nowhere, and is good all the same: delete it at")
        .notes("https://anaconda.com/app/profile/api-keys");
    assert_eq!(place.stored("anaconda.com"), None);
    assert_eq!(place.world.issued("api-key").len(), 1);
}

#[test]
fn a_key_that_its_server_refuses_is_replaced() {
    let place = Place::new();
    let old = place.world.api_key(300 * 86_400);
    place.has("anaconda.com", &old);
    place.world.set("revoked", json!([old]));
    let hint = asking(&place, &["status", "--check"]).run().fails_with(4);
    hint.notes("log in again: `xauth login anaconda.com`");
    let ran = asking(&place, &FLOW).run().ok();
    ran.notes("the key for anaconda.com is refused by its server (HTTP 401): a new one is needed");
    let new = place.world.issued("api-key").pop();
    assert_ne!(new.as_ref(), Some(&old));
    assert_eq!(place.stored("anaconda.com"), new);
    asking(&place, &["status", "--check"]).run().ok();
}

#[test]
fn a_key_of_anaconda_auth_that_its_server_refuses_is_not_taken_over() {
    use base64::Engine;
    let place = Place::new();
    let old = place.world.api_key(300 * 86_400);
    let payload =
        json!({ "domain": "anaconda.com", "api_key": old, "repo_tokens": [], "version": 1 });
    let payload = base64::engine::general_purpose::STANDARD.encode(payload.to_string());
    let all = json!({ "Anaconda Cloud": { "anaconda.com": payload } });
    place.home.write(".anaconda/keyring", all.to_string());
    place.world.set("revoked", json!([old]));
    let ran = asking(&place, &FLOW).run().ok();
    ran.notes("the key that anaconda-auth has is refused by its server (HTTP 401)");
    let new = place.world.issued("api-key").pop();
    assert_ne!(new.as_ref(), Some(&old));
    assert_eq!(place.stored("anaconda.com"), new);
}
