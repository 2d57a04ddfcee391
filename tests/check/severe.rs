//! What is wrong is said, whatever else there is to say; and work that could be long is not.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::support::fake::{Answer, Pace, Server};
use crate::support::{AnacondaWorld, Home, canary};
use crate::{store, xauth};

fn soon(seconds: u64) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    now.as_secs() + seconds
}

fn oauth(server: &Server, number: u32, expires_at: u64) -> Value {
    json!({ "OAuth": {
        "access_token": format!("access-{number}"), "refresh_token": format!("refresh-{number}"),
        "expires_at": expires_at, "token_endpoint": format!("{}/token", server.url()),
        "revocation_endpoint": null, "client_id": "rattler",
    } })
}

/// Both have the same remedy, and only one of them is a problem.
#[test]
fn doctor_names_a_refusal_rather_than_an_end_that_is_near() {
    let world = AnacondaWorld::start();
    let home = Home::new();
    let key = world.api_key(2 * 86_400);
    store(&home, &json!({ "anaconda.com": { "BearerToken": key } }));
    world.set("revoked", json!([key]));
    let run = |arguments: &[&str]| world.env(xauth(&home, arguments)).secret(&key).run();
    let ran = run(&["doctor", "--online", "--json"]).fails_with(1);
    let told = ran.json();
    let mut findings = told["findings"].as_array().unwrap().iter();
    assert!(
        findings.any(|found| found["check"] == "online" && found["severity"] == "problem"),
        "{ran}"
    );
    let mut findings = told["findings"].as_array().unwrap().iter();
    assert!(findings.all(|found| found["check"] != "expiry"), "{ran}");
}

#[test]
fn status_says_every_refusal_that_is_not_its_error() {
    let server = Server::start(|_| Answer::status(401));
    let home = Home::new();
    let key = format!("{}/chan", server.url());
    store(&home, &json!({ &key: { "BearerToken": canary() } }));
    let said = format!(
        "warning: `{key}/noarch/repodata.json` refuses the login `{key}` (HTTP 401); log in again: "
    );
    let ran = xauth(&home, &["status", "--check", "--exit-zero"])
        .run()
        .ok();
    assert!(ran.err.contains(&said), "{ran}");
    let ran = xauth(&home, &["status", "--check", &key, "other.example"]).run();
    let ran = ran.fails_with(4);
    assert!(ran.err.contains(&said), "{ran}");
    assert!(
        ran.err
            .contains("error: no credentials stored for `other.example`"),
        "{ran}"
    );
}

#[test]
fn a_login_that_its_provider_has_ended_is_no_good_even_if_its_token_is_for_some_seconds() {
    let server = Server::start(|request| match request.path.as_str() {
        "/token" => Answer {
            status: 400,
            ..Answer::json(&json!({ "error": "invalid_grant" }))
        },
        _ => Answer::text("{}"),
    });
    let home = Home::new();
    let key = format!("{}/chan", server.url());
    store(&home, &json!({ key: oauth(&server, 1, soon(40)) }));
    let ran = xauth(&home, &["status", "--check"]).run().fails_with(4);
    assert!(ran.err.contains("cannot be renewed"), "{ran}");
    assert!(ran.out.contains("ended"), "{ran}");
}

/// The provider is not asked for each of them in turn.
#[test]
fn a_provider_that_gives_no_answer_is_waited_for_once() {
    let server = Server::start(|request| match request.path.as_str() {
        "/token" => Answer::paced(Pace::Never),
        _ => Answer::status(401),
    });
    let home = Home::new();
    let logins = (0..3).map(|number| {
        let key = format!("{}/{number}", server.url());
        (key, oauth(&server, number, 1_000_000_000))
    });
    store(&home, &Value::Object(logins.collect()));
    let run = xauth(&home, &["status", "--check"]).timeout(Duration::from_secs(80));
    let ran = run.run().within(Duration::from_secs(45));
    assert_eq!(server.seen_at("/token").len(), 1, "{ran}");
    assert!(!ran.err.contains("refuses the login"), "{ran}");
}

#[test]
fn a_key_that_is_stored_for_two_hosts_is_asked_about_once() {
    let world = AnacondaWorld::start();
    let home = Home::new();
    let key = world.api_key(300 * 86_400);
    let login = json!({ "BearerToken": key });
    store(
        &home,
        &json!({ "anaconda.com": login, "repo.anaconda.cloud": login }),
    );
    let run = world.env(xauth(&home, &["status", "--check", "--json"]));
    let ran = run.secret(&key).run().ok();
    for entry in ran.json()["entries"].as_array().unwrap() {
        assert_eq!(entry["verified"], true, "{entry}");
    }
    let requests = world.requests();
    let asked = requests
        .iter()
        .filter(|one| one.line().contains("/api/account"));
    assert_eq!(asked.count(), 1);
}

/// The stores are read once, and not once a login.
#[test]
fn a_thousand_logins_that_nobody_can_be_asked_about_take_no_time() {
    let home = Home::new();
    let secret = canary().repeat(30);
    let logins = (0..1000).map(|number| {
        (
            format!("h{number}.example"),
            json!({ "BearerToken": secret }),
        )
    });
    store(&home, &Value::Object(logins.collect()));
    let ran = xauth(&home, &["status", "--check"]).run().ok();
    ran.within(Duration::from_secs(5));
}

#[test]
fn damaged_notes_are_not_written_over() {
    let home = Home::new();
    let notes = ".local/state/xauth/logins.json";
    let damaged = r#"{"version":1,"notes":{"a.example":{"channel":"https://a.example/c""#;
    home.write(notes, damaged);
    let url = "https://h.example/one";
    let run = home
        .xauth()
        .args(["login", url, "--token", "-", "--store", "file"]);
    let ran = run.stdin(canary()).run().ok();
    let warning =
        "warning: the login is stored, but not what belongs to it: could not write the notes";
    assert!(ran.err.contains(warning), "{ran}");
    assert!(ran.err.contains("`xauth doctor --fix`"), "{ran}");
    assert_eq!(home.read(notes).unwrap(), damaged.as_bytes());
}
