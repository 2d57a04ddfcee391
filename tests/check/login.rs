//! Logins to a real web server: what it takes is stored, what it refuses is not.

use serde_json::json;

use crate::support::{Accepted, Home, Nginx, canary};
use crate::{login, store, stored, xauth};

fn nginx() -> (Nginx, Accepted) {
    let accepted = Accepted {
        bearer: canary(),
        conda: canary(),
        basic: ("alice".into(), canary()),
    };
    (Nginx::start(&accepted), accepted)
}

#[test]
fn what_the_server_takes_is_stored_and_verified() {
    let (nginx, accepted) = nginx();
    for (path, flag, secret) in [
        ("/bearer", "--token", &accepted.bearer),
        ("/channel", "--conda-token", &accepted.conda),
    ] {
        let home = Home::new();
        let url = nginx.url(path);
        let ran = login(&home, &url, flag, secret).run().ok();
        let line = format!("verified: {url}/noarch/repodata.json takes it");
        assert!(ran.err.contains(&line), "{ran}");
        assert!(stored(&home).contains(secret));
    }
    let home = Home::new();
    let url = nginx.url("/basic");
    let run = xauth(
        &home,
        &[
            "login",
            &url,
            "--username",
            "alice",
            "--password",
            "-",
            "--json",
        ],
    );
    let (_, password) = &accepted.basic;
    let told = run
        .stdin(password.as_str())
        .secret(password)
        .run()
        .ok()
        .json();
    assert_eq!(told["verified"], true);
    assert_eq!(told["verification"]["verdict"], "good");
    assert_eq!(told["account"], "alice");
}

#[test]
fn what_it_refuses_is_not_stored_and_an_earlier_login_stays() {
    let (nginx, accepted) = nginx();
    let bad = canary();
    for (path, flag, good, status) in [
        ("/bearer", "--token", &accepted.bearer, 401),
        ("/channel", "--conda-token", &accepted.conda, 403),
    ] {
        let home = Home::new();
        let url = nginx.url(path);
        let ran = login(&home, &url, flag, &bad)
            .run()
            .fails_with(4)
            .prints("");
        let lines: Vec<&str> = ran.err.lines().collect();
        let asked = format!("{url}/noarch/repodata.json");
        let error =
            format!("error: `{asked}` refuses this login (HTTP {status}): nothing was stored");
        let hint = "hint: give another one, or add `--force` to store this one all the same";
        assert_eq!(lines, ["asking the server", &error, hint]);
        assert_eq!(stored(&home), "");

        login(&home, &url, flag, good).run().ok();
        let before = (stored(&home), home.read(".local/state/xauth/logins.json"));
        login(&home, &url, flag, &bad).run().fails_with(4);
        assert_eq!(
            (stored(&home), home.read(".local/state/xauth/logins.json")),
            before
        );

        let run = xauth(&home, &["login", &url, flag, "-", "--force", "--json"]);
        let ran = run.stdin(bad.as_str()).secret(&bad).run().ok();
        assert!(
            ran.err.contains("it is stored all the same (`--force`)"),
            "{ran}"
        );
        assert_eq!(ran.json()["verified"], false);
        assert_eq!(ran.json()["verification"]["status"], status);
        assert!(stored(&home).contains(&bad));
    }
}

/// A public channel answers 200 to any token, which proves nothing.
#[test]
fn a_channel_that_anyone_may_read_is_no_proof() {
    let (nginx, _) = nginx();
    let home = Home::new();
    let token = canary();
    let ran = login(&home, &nginx.url("/public"), "--token", &token)
        .run()
        .ok();
    let line = "noarch/repodata.json: anyone may read it";
    assert!(
        ran.err.contains(line) && !ran.err.contains("verified: "),
        "{ran}"
    );
    assert!(stored(&home).contains(&token));
    let which = xauth(
        &home,
        &["which", &nginx.url("/public"), "--check", "--json"],
    );
    let answer = &which.secret(&token).run().ok().json()["answer"];
    assert_eq!(answer["verification"]["verdict"], "unknown");
    assert_eq!(
        (
            &answer["server_status"],
            &answer["server_status_without_login"]
        ),
        (&json!(200), &json!(200))
    );
}

/// The check that needs no server comes first: a server is not told a secret that is not stored anyway.
#[test]
fn a_login_that_would_replace_another_channels_is_refused_before_the_server_is_asked() {
    let (nginx, accepted) = nginx();
    let home = Home::new();
    login(&home, &nginx.url("/bearer"), "--token", &accepted.bearer)
        .run()
        .ok();
    let asked = nginx.log().len();
    login(
        &home,
        &nginx.url("/channel"),
        "--conda-token",
        &accepted.conda,
    )
    .run()
    .fails_with(2);
    assert_eq!(nginx.log().len(), asked);
    assert!(stored(&home).contains(&accepted.bearer));
}

#[test]
fn which_and_status_and_doctor_say_what_the_server_says() {
    let (nginx, accepted) = nginx();
    let home = Home::new();
    let url = nginx.url("/bearer");
    login(&home, &url, "--token", &accepted.bearer).run().ok();
    let run = |arguments: &[&str]| xauth(&home, arguments).secret(&accepted.bearer).run();
    let ran = run(&["which", &url, "--check"]).ok();
    assert!(
        ran.out
            .contains("server   good (HTTP 200, and HTTP 401 without the login)\n"),
        "{ran}"
    );
    let file = format!("{url}/noarch/repodata.json");
    assert_eq!(
        run(&["which", &file, "--check", "--json"]).ok().json()["answer"]["verification"]["url"],
        json!(file)
    );
    // Nothing is said of the channel here: it is the one that the login was typed for.
    let ran = run(&["status", "--check"]).ok();
    assert!(ran.out.lines().nth(1).unwrap().ends_with(" good"), "{ran}");
    run(&["status", "--check", "127.0.0.1"]).ok();
    let ran = run(&["doctor", "--online", "--json"]);
    let told = ran.json();
    assert!(
        told["checked"]
            .as_array()
            .unwrap()
            .contains(&json!("online")),
        "{ran}"
    );
    assert!(
        told["findings"]
            .as_array()
            .unwrap()
            .iter()
            .all(|found| found["check"] != "online"),
        "{ran}"
    );

    let bad = canary();
    store(&home, &json!({ "127.0.0.1": { "BearerToken": bad } }));
    let run = |arguments: &[&str]| xauth(&home, arguments).secret(&bad).run();
    let ran = run(&["which", &url, "--check"]).fails_with(4);
    assert!(ran.out.contains("server   rejected (HTTP 401)\n"), "{ran}");
    let error = format!(
        "error: `{file}` refuses the login `127.0.0.1` (HTTP 401)\nhint: log in again: `xauth login {url}`\n"
    );
    assert!(ran.err.ends_with(&error), "{ran}");
    let ran = run(&["status", "--check", "--json"]).fails_with(4);
    assert!(ran.err.ends_with(&error), "{ran}");
    let entry = &ran.json()["entries"][0];
    assert_eq!(
        (&entry["verified"], &entry["verification"]["status"]),
        (&json!(false), &json!(401))
    );
    let told = run(&["doctor", "--online", "--json"]).fails_with(1).json();
    let mut findings = told["findings"].as_array().unwrap().iter();
    let finding = findings.find(|found| found["check"] == "online").unwrap();
    assert_eq!(finding["run"], json!(format!("xauth login {url}")));
    assert_eq!(finding["severity"], "problem");
}

/// The server refuses the URL, and not the login.
#[test]
fn which_asks_for_the_url_that_was_typed() {
    let (nginx, accepted) = nginx();
    let home = Home::new();
    login(&home, &nginx.url("/bearer"), "--token", &accepted.bearer)
        .run()
        .ok();
    let other = nginx.url("/basic");
    xauth(&home, &["which", &other, "--check"])
        .secret(&accepted.bearer)
        .run()
        .fails_with(4);
    let ran = xauth(&home, &["which", &nginx.url("/nothing"), "--check"])
        .run()
        .ok();
    assert!(
        ran.out.contains("cannot tell: it answers with HTTP 404"),
        "{ran}"
    );
}
