//! With a code.

use serde_json::json;

use crate::common::{KEYS, Place};

#[test]
fn a_code_becomes_an_api_key_for_both_hosts() {
    let place = Place::new();
    let ran = place.login(&[]).ok().prints("");
    let keys = place.world.issued("api-key");
    assert_eq!(keys.len(), 1);
    for key in KEYS {
        assert_eq!(place.stored(key).as_ref(), Some(&keys[0]), "{ran}");
    }
    let wanted = [
        "GET anaconda.com/.well-known/openid-configuration 200",
        "POST auth.anaconda.com/api/auth/oauth2/device/authorize 200",
        "POST auth.anaconda.com/api/auth/oauth2/token 400",
        "POST auth.anaconda.com/api/auth/oauth2/token 200",
        "POST anaconda.com/api/auth/api-keys 201",
    ];
    assert_eq!(place.lines(), wanted);
    ran.notes("your one-time code: WDJB-MJHT")
        .notes("https://anaconda.com/device?user_code=WDJB-MJHT")
        .notes("made an API key, which expires in ")
        .notes(
            "applies to https://anaconda.com, https://repo.anaconda.cloud (every port and path)",
        );
}

#[test]
fn the_requests_are_those_of_anaconda_auth() {
    let place = Place::new();
    place.login(&[]).ok();
    let requests = place.world.requests();
    let client = "client_id=b4ad7f1d-c784-46b5-a9fe-106e50441f5a";
    let (code, poll, key) = (&requests[1], &requests[2], &requests[4]);
    assert!(code.body.contains(client) && code.body.contains("scope=openid"));
    assert!(!code.body.contains("email"), "{}", code.body);
    assert!(poll.body.contains(client) && poll.body.contains("device_code="));
    let version = env!("CARGO_PKG_VERSION");
    let body = format!(
        r#"{{"scopes": ["cloud:read", "cloud:write", "repo:read"], "tags": ["xauth/v{version}"]}}"#
    );
    assert_eq!(key.body, body);
    let access = &place.world.issued("access-token")[0];
    let bearer = format!("Bearer {access}");
    assert_eq!(key.header("authorization"), Some(bearer.as_str()));
    let others = requests.iter().filter(|request| *request != key);
    for request in others {
        assert_eq!(request.header("authorization"), None, "{}", request.line());
    }
}

#[test]
fn an_older_site_makes_keys_at_its_older_place() {
    let place = Place::new();
    place.world.set("old_keys", true);
    place.login(&[]).ok();
    assert!(place.stored("anaconda.com").is_some());
    let wanted = [
        "POST anaconda.com/api/auth/api-keys 404",
        "POST anaconda.com/api/iam/api-keys 201",
    ];
    assert_eq!(place.lines()[4..], wanted);
}

#[test]
fn a_provider_in_a_hurry_is_asked_less_often() {
    let place = Place::new();
    place.world.set("device", json!(["slow_down"]));
    let ran = place.login(&[]).ok();
    assert!(ran.took.as_secs() >= 6, "{ran}");
}

#[test]
fn who_says_no_or_nothing_is_not_logged_in() {
    for (told, why) in [
        ("access_denied", "access_denied"),
        ("expired_token", "expired_token"),
    ] {
        let place = Place::new();
        place.world.set("device", json!([told]));
        place
            .login(&[])
            .fails_with(4)
            .notes(why)
            .notes("hint: log in again");
        assert_eq!(place.stored("anaconda.com"), None);
        assert!(place.world.issued("api-key").is_empty());
    }
    let place = Place::new();
    place.world.set("device", vec!["authorization_pending"; 9]);
    place
        .login(&["--timeout", "2s"])
        .fails_with(4)
        .notes("saw nobody log in within 2 s");
    assert_eq!(place.stored("anaconda.com"), None);
}

#[test]
fn a_program_reads_the_code_and_what_was_done_as_json() {
    let place = Place::new();
    let ran = place.login(&["--json"]).ok();
    let lines: Vec<serde_json::Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["user_code"], "WDJB-MJHT");
    assert_eq!(lines[1]["key"], "anaconda.com");
    assert_eq!(
        lines[1]["applies_to"],
        json!(KEYS.map(|key| format!("https://{key}")))
    );
    assert!(lines[1]["expires_at"].is_string());
}

#[test]
fn the_server_says_whose_key_it_is() {
    let place = Place::new();
    let login = ["login", "anaconda.com", "--oauth-flow", "device-code"];
    let run = place.xauth(&login).env_remove("XAUTH_NO_VERIFY");
    run.run()
        .ok()
        .notes("as me\n")
        .notes("verified: https://anaconda.com/api/account takes it");
    let status = place.xauth(&["status"]).run().ok();
    assert_eq!(status.out.matches(" me ").count(), 2, "{status}");
    let lines = place.lines();
    assert_eq!(lines.last().unwrap(), "GET anaconda.com/api/account 200");
}
