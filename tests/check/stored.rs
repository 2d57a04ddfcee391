//! Stored logins: what is read for a check, and what is renewed.

use serde_json::{Value, json};

use crate::support::fake::{Answer, Server};
use crate::support::{Home, Mode, Monitor, SecretService, canary};
use crate::{login, store, stored, xauth};

/// A list reads no secret, and knows the account that the server named; a check reads each, once.
#[test]
fn a_keychain_is_read_for_a_check_and_not_for_a_list() {
    let home = Home::new();
    let service = SecretService::start(&home, Mode::Unlocked);
    let server = Server::start(|request| match request.header("x-api-key") {
        "" => Answer::status(404),
        _ => Answer::json(&json!({ "user": { "username": "ada" } })),
    });
    let token = canary();
    let url = format!("{}/get/chan", server.url());
    let ran = login(&home, &url, "--conda-token", &token)
        .envs(service.env())
        .run()
        .ok();
    assert!(ran.err.contains(" as ada\n"), "{ran}");
    let reads = |arguments: &[&str]| {
        let monitor = Monitor::start(&service);
        let ran = xauth(&home, arguments)
            .envs(service.env())
            .secret(&token)
            .run()
            .ok();
        let calls = monitor.calls();
        let is_read = |call: &&String| call.contains("GetSecret");
        (ran, calls.iter().filter(is_read).count())
    };
    let (ran, count) = reads(&["status"]);
    assert!(ran.out.contains(" ada "), "{ran}");
    assert_eq!(count, 0);
    let (_, count) = reads(&["status", "--expiring", "9d"]);
    assert_eq!(count, 0, "what is known is not read");
    let (ran, count) = reads(&["status", "--check", "--json"]);
    assert_eq!(
        ran.json()["entries"][0]["verification"]["account"],
        "ada",
        "{ran}"
    );
    assert_eq!(count, 1);
}

/// What another program put into the keychain has no note: `--expiring` must not pass it over.
#[test]
fn what_no_note_describes_is_read_to_see_when_it_ends() {
    let home = Home::new();
    let service = SecretService::start(&home, Mode::Unlocked);
    // {"exp":1000000000}
    let old = "e30.eyJleHAiOjEwMDAwMDAwMDB9.x";
    service.put("old.example", &json!({ "BearerToken": old }).to_string());
    service.put(
        "other.example",
        &json!({ "BearerToken": canary() }).to_string(),
    );
    let ran = xauth(&home, &["status", "--expiring", "14d", "--json"])
        .envs(service.env())
        .run();
    let ran = ran.fails_with(4);
    let told = ran.json();
    let entries = told["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 1, "{ran}");
    assert_eq!(entries[0]["key"], "old.example");
}

fn oauth(server: &Server, expires_at: i64) -> Value {
    json!({ "OAuth": {
        "access_token": "old-access", "refresh_token": "old-refresh", "expires_at": expires_at,
        "token_endpoint": format!("{}/token", server.url()), "revocation_endpoint": null, "client_id": "rattler",
    } })
}

/// The server is asked about the token that is good now, and the new one is stored.
#[test]
fn a_login_that_is_due_is_renewed_before_it_is_asked_about() {
    let server = Server::start(|request| match request.path.as_str() {
        "/token" => Answer::json(&json!({
            "access_token": "new-access", "refresh_token": "new-refresh", "token_type": "Bearer", "expires_in": 3600,
        })),
        _ if request.header("authorization") == "Bearer new-access" => Answer::text("{}"),
        _ => Answer::status(401),
    });
    for command in [&["status", "--check"][..], &["doctor", "--online"]] {
        let home = Home::new();
        let key = format!("{}/chan", server.url());
        store(&home, &json!({ key: oauth(&server, 1_000_000_000) }));
        let ran = xauth(&home, command).run();
        assert!(!ran.err.contains("refuses the login"), "{ran}");
        assert!(stored(&home).contains("new-refresh"), "{ran}");
    }
    let asked = server.seen_at("/chan/noarch/repodata.json");
    assert!(
        asked
            .iter()
            .all(|request| !request.header("authorization").contains("old"))
    );
    assert_eq!(server.seen_at("/token").len(), 2);
}

/// A hidden login answers for nothing, and is not sent anywhere.
#[test]
fn what_another_hides_is_not_asked_about() {
    let server = Server::start(|_| Answer::status(401));
    let home = Home::new();
    let url = format!("{}/chan", server.url());
    let (shown, hidden) = (canary(), canary());
    login(&home, &url, "--token", &shown)
        .arg_no_verify()
        .run()
        .ok();
    home.write(
        ".netrc",
        format!("machine 127.0.0.1 login ada password {hidden}"),
    );
    let ran = xauth(&home, &["status", "--check", "--json"])
        .secret(&shown)
        .secret(&hidden)
        .run();
    let told = ran.fails_with(4).json();
    let entries = told["entries"].as_array().unwrap();
    let hidden: Vec<_> = entries
        .iter()
        .filter(|entry| entry["active"] == false)
        .collect();
    assert_eq!(hidden.len(), 1);
    assert!(hidden[0].get("verification").is_none());
    assert!(
        server
            .seen()
            .iter()
            .all(|request| request.header("authorization").starts_with("Bearer "))
    );
}

trait NoVerify {
    fn arg_no_verify(self) -> Self;
}

impl NoVerify for crate::support::Run {
    fn arg_no_verify(self) -> Self {
        self.env("XAUTH_NO_VERIFY", "1")
    }
}
