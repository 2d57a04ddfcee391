//! Listing: what tokens there are, which one is stored, and what they can be good for.

use serde_json::{Value, json};

use super::common::{Scene, fails};

const LIST: &str = "GET api.anaconda.org/authentications";

/// A scene with a stored token.
fn logged_in() -> (Scene, String) {
    let scene = Scene::new();
    let token = scene.create("my-ci");
    scene.log_in(&token);
    (scene, token)
}

#[test]
fn tokens_are_listed_with_the_stored_one_and_without_secrets() {
    let (scene, token) = logged_in();
    let listed = scene.run(&["list"]).run().ok();
    let lines: Vec<&str> = listed.out.lines().collect();
    let words: Vec<&str> = lines[0].split_whitespace().collect();
    assert_eq!(words, ["NAME", "ID", "SCOPES", "EXPIRES", "HOST"]);
    assert!(lines[1].starts_with("my-ci "), "{listed}");
    let request = scene.world.requests().pop().unwrap();
    assert_eq!(request.line(), format!("{LIST} 200"));
    assert_eq!(
        request.header("authorization"),
        Some(&*format!("token {token}"))
    );
}

#[test]
fn times_are_said_in_words_and_exactly() {
    let (scene, _) = logged_in();
    let body = json!([
        { "id": "1", "application": "a", "expires": "9999-01-01 00:00:00+00:00", "hostname": "vm", "scopes": ["repos", "conda:download"], "remote_addr": "10.0.0.1" },
        { "id": "2", "application": "b", "expires": null, "scopes": [] },
        { "id": "3", "application": "c", "expires": "0001-01-01T00:00:00" },
        { "id": "4", "application": "d\u{1b}[2J", "expires": "next week" },
    ]);
    scene.world.answer(LIST, json!({ "body": body }));
    let listed = scene.run(&["list"]).run().ok();
    let rows: Vec<String> = listed
        .out
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(rows[1], "a 1 repos in more than 1000 years vm");
    assert_eq!(
        rows[2..],
        [
            "conda:download",
            "b 2 (all) never -",
            "c 3 (all) more than 1000 years ago -",
            "d\\u{1b}[2J 4 (all) next week -"
        ]
    );
    assert!(listed.out.lines().all(|line| line.len() <= 80), "{listed}");
    let said = scene.run(&["list", "--json"]).run().ok().json();
    let times: Vec<Value> = (0..4)
        .map(|at| said["tokens"][at]["expires_at"].clone())
        .collect();
    assert_eq!(
        times,
        [
            json!("9999-01-01T00:00:00Z"),
            Value::Null,
            json!("0001-01-01T00:00:00Z"),
            Value::Null
        ]
    );
    let first = json!({
        "name": "a", "id": "1", "scopes": ["repos", "conda:download"], "expires": "in more than 1000 years",
        "expires_at": "9999-01-01T00:00:00Z", "expired": false, "host": "vm", "remote_addr": "10.0.0.1",
    });
    assert_eq!(said["tokens"][0], first);
    assert_eq!(said["tokens"][2]["expired"], json!(true));
    assert_eq!(said["tokens"][3]["expires"], json!("next week"));
}

#[test]
fn there_are_none() {
    let (scene, _) = logged_in();
    scene.world.answer(LIST, json!({ "body": [] }));
    scene
        .run(&["list"])
        .run()
        .ok()
        .prints("")
        .notes("there are no access tokens");
    let none = scene.run(&["list", "--json"]).run().ok().json();
    assert_eq!(none, json!({ "tokens": [], "schema_version": 1 }));
}

#[test]
fn who_has_the_account_alone_is_told_how_to_get_a_token() {
    let scene = Scene::new();
    for (verb, doing) in [
        ("list", "listing access tokens"),
        ("info", "showing the access token"),
    ] {
        fails(
            scene.run(&[verb]).run(),
            4,
            &format!("{doing} needs a login for `anaconda.org`"),
            "log in first: `xauth access-token create --login`",
        );
    }
    scene.store(&json!({}));
    fails(
        scene.run(&["list"]).run(),
        4,
        "listing access tokens needs a login for `anaconda.org`",
        "log in first: `xauth login anaconda.org`",
    );
    assert!(scene.world.requests().is_empty());
}

#[test]
fn scopes_need_no_login() {
    let scene = Scene::new();
    scene.store(&json!({}));
    let said = scene.run(&["scopes"]).run().ok();
    assert!(said.out.starts_with("SCOPE "), "{said}");
    assert!(
        said.out
            .contains("\nconda:download  Allow private downloads"),
        "{said}"
    );
    let said = scene.run(&["scopes", "--json"]).run().ok().json();
    assert_eq!(
        said["scopes"]["repos"],
        json!("Allow access to all package repositories")
    );
    let asked = scene.world.requests();
    assert!(
        asked
            .iter()
            .all(|request| request.header("authorization").is_none())
    );
}

#[test]
fn what_the_server_says_in_headers_is_passed_on() {
    let (scene, _) = logged_in();
    let headers = json!({
        "Conda-Token-Warning": "it ends soon\u{9b}2J",
        "X-Anaconda-Lockdown": "true",
        "X-Anaconda-Read-Only": "maintenance",
    });
    scene
        .world
        .answer(LIST, json!({ "body": [], "headers": headers }));
    scene
        .run(&["list"])
        .run()
        .ok()
        .notes("warning: the server says of the token: it ends soon")
        .notes("warning: the server is locked down: true")
        .notes("warning: the server can only be read now: maintenance");
}

#[test]
fn no_header_is_passed_on_with_a_secret_in_it() {
    let (scene, token) = logged_in();
    let said = format!("{token} ends soon, and {token} is old");
    let headers = json!({ "Conda-Token-Warning": said });
    let answer = json!({ "body": [], "headers": headers });
    scene.world.answer(LIST, answer);
    let ran = scene.run(&["list"]).secret(&token).run().ok();
    ran.notes("warning: the server says of the token: *** ends soon, and *** is old");
}

#[test]
fn no_refusal_is_passed_on_with_a_password_in_it() {
    let (scene, _) = logged_in();
    let password = scene.home.canary();
    let said = format!("bad password {password} for me");
    let answer = json!({ "status": 401, "body": { "error": said } });
    scene
        .world
        .answer("POST api.anaconda.org/authentications", answer);
    let words = [
        "create",
        "--name",
        "n",
        "--username",
        "me",
        "--password",
        "-",
    ];
    let run = scene.run(&words).stdin(&*password).secret(&password);
    run.run().fails_with(4).notes("bad password *** for me");
}

#[test]
fn no_header_is_passed_on_with_the_new_token_in_it() {
    let (scene, _) = logged_in();
    let headers = json!({ "X-Anaconda-Lockdown": "canary-made-now will do" });
    let answer = json!({ "body": { "token": "canary-made-now" }, "headers": headers });
    scene
        .world
        .answer("POST api.anaconda.org/authentications", answer);
    let words = ["create", "--name", "n", "--out", "token"];
    let ran = scene.run(&words).secret("canary-made-now").run().ok();
    ran.notes("warning: the server is locked down: *** will do");
}

#[test]
fn a_stored_token_that_is_no_header_value_is_not_sent() {
    let scene = Scene::new();
    scene.log_in("canary-line\nfeed");
    let ran = scene.run(&["list"]).secret("canary-line").run();
    ran.fails_with(5).notes("the request cannot be sent");
    assert_eq!(scene.world.requests().len(), 0);
}
