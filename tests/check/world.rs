//! prefix.dev, anaconda.org and anaconda.com name the account, which is remembered.

use serde_json::json;

use crate::support::{AnacondaWorld, Home, Ran, canary};
use crate::{login, store, stored, xauth};

struct Case {
    host: &'static str,
    flag: &'static str,
    secret: String,
    asked: &'static str,
    account: &'static str,
    tokens: &'static str,
}

fn cases(world: &AnacondaWorld) -> [Case; 3] {
    [
        Case {
            host: "prefix.dev",
            flag: "--token",
            secret: world.prefix_token(),
            asked: "https://prefix.dev/api/graphql",
            account: "me",
            tokens: "https://prefix.dev/settings/api_keys",
        },
        Case {
            host: "anaconda.org",
            flag: "--conda-token",
            secret: world.access_token(&[]),
            asked: "https://api.anaconda.org/user",
            account: "me",
            tokens: "https://anaconda.org/settings/access",
        },
        Case {
            host: "anaconda.com",
            flag: "--token",
            secret: world.api_key(86400 * 30),
            asked: "https://anaconda.com/api/account",
            account: "me",
            tokens: "https://anaconda.com/app/profile/api-keys",
        },
    ]
}

#[test]
fn the_account_is_in_the_line_and_in_status_as_long_as_the_login_is_the_same() {
    let world = AnacondaWorld::start();
    for case in cases(&world) {
        let home = Home::new();
        let status = || -> Ran { xauth(&home, &["status"]).secret(&case.secret).run().ok() };
        let ran = world
            .env(login(&home, case.host, case.flag, &case.secret))
            .run()
            .ok();
        let line = format!(" as {}\n", case.account);
        assert!(ran.err.contains(&line), "{ran}");
        assert!(
            ran.err
                .contains(&format!("verified: {} takes it", case.asked)),
            "{ran}"
        );
        let ran = status();
        assert!(
            ran.out
                .lines()
                .nth(1)
                .unwrap()
                .contains(&format!(" {} ", case.account)),
            "{ran}"
        );
        let which = xauth(&home, &["which", case.host, "--json"])
            .secret(&case.secret)
            .run()
            .ok();
        assert_eq!(which.json()["answer"]["account"], case.account);
        let notes = home.read(".local/state/xauth/logins.json").unwrap();
        assert!(!String::from_utf8(notes).unwrap().contains(&case.secret));

        // Another program logs somebody else in.
        let other = stored(&home).replace(&case.secret, "another-token");
        store(&home, &serde_json::from_str(&other).unwrap());
        let ran = status();
        assert!(!ran.out.contains(&format!(" {} ", case.account)), "{ran}");
    }
}

#[test]
fn what_they_refuse_comes_with_the_page_for_another_and_is_not_stored() {
    let world = AnacondaWorld::start();
    for case in cases(&world) {
        let home = Home::new();
        let ran = world
            .env(login(&home, case.host, case.flag, &canary()))
            .run()
            .fails_with(4);
        assert!(
            ran.err.contains(&format!(
                "error: `{}` refuses this login (HTTP ",
                case.asked
            )),
            "{ran}"
        );
        let hint = format!(
            "hint: make a new token at {}, or add `--force` to store this one all the same\n",
            case.tokens
        );
        assert!(ran.err.ends_with(&hint), "{ran}");
        assert_eq!(stored(&home), "");
    }
}

/// A 5xx says nothing of the login.
#[test]
fn trouble_of_theirs_is_no_refusal() {
    let world = AnacondaWorld::start();
    world.answer("* */*", json!({ "status": 503 }));
    for case in cases(&world) {
        let home = Home::new();
        let ran = world
            .env(login(&home, case.host, case.flag, &case.secret))
            .run()
            .ok();
        let line = ": it answers with HTTP 503\n";
        assert!(ran.err.contains(line), "{ran}");
        let ran = world
            .env(xauth(&home, &["which", case.host, "--check"]))
            .run()
            .fails_with(5);
        assert!(ran.err.contains("try again later"), "{ran}");
        world.env(xauth(&home, &["status", "--check"])).run().ok();
    }
}

#[test]
fn status_asks_all_of_them_at_once() {
    let world = AnacondaWorld::start();
    let home = Home::new();
    let [prefix, org, com] = cases(&world);
    let bad = canary();
    store(
        &home,
        &json!({
            "*.prefix.dev": { "BearerToken": prefix.secret },
            "*.anaconda.org": { "CondaToken": org.secret },
            "anaconda.com": { "BearerToken": com.secret },
            "repo.anaconda.cloud": { "BearerToken": bad },
        }),
    );
    let run = |arguments: &[&str]| {
        let secrets = [&prefix, &org, &com].map(|case| case.secret.clone());
        let run = secrets
            .iter()
            .fold(xauth(&home, arguments), |run, secret| run.secret(secret));
        world.env(run.secret(&bad)).run()
    };
    let ran = run(&["status", "--check", "--verbose"]).fails_with(4);
    let state = |key: &str| {
        let line = ran.out.lines().find(|line| line.starts_with(key)).unwrap();
        line.rsplit("  ").next().unwrap().trim().to_owned()
    };
    assert_eq!(
        [
            "*.prefix.dev",
            "*.anaconda.org",
            "anaconda.com",
            "repo.anaconda.cloud"
        ]
        .map(state),
        ["good", "good", "good as me", "rejected"],
        "{ran}"
    );
    let told = run(&["status", "--check", "--json", "--exit-zero"])
        .ok()
        .json();
    let accounts: Vec<_> = told["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["account"].clone())
        .collect();
    assert_eq!(
        accounts,
        [json!("me"), json!("me"), json!("u1"), json!(null)]
    );
    let told = run(&["doctor", "--online", "--json"]).fails_with(1).json();
    let findings = told["findings"].as_array().unwrap().iter();
    let online: Vec<_> = findings
        .filter(|found| found["check"] == "online")
        .collect();
    assert_eq!(online.len(), 1, "{online:?}");
    // No secret is in a request line but a conda token, which no one was sent here.
    for request in world.requests() {
        assert!(!request.line().contains("canary"), "{}", request.line());
    }
}
