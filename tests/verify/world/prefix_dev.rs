//! prefix.dev: its tokens, and OAuth logins of it.

use serde_json::json;

use super::{ask, good, lines, question};
use crate::support::{AnacondaWorld, canary};

#[test]
fn prefix_dev_says_whose_token_it_is() {
    let world = AnacondaWorld::start();
    let token = world.prefix_token();
    let url = "https://prefix.dev/api/graphql";
    let verdict = ask(&world, &question("*.prefix.dev", "BearerToken", &token));
    assert_eq!(verdict, good("Some(\"me\")", url));
    let verdict = ask(&world, &question("*.prefix.dev", "BearerToken", &canary()));
    let rejected =
        format!("Rejected {{ url: {url:?}, status: 200, why: Some(\"it belongs to no user\") }}");
    assert_eq!(verdict, rejected);
    let requests = world.requests();
    assert_eq!(lines(&world), ["POST prefix.dev/api/graphql 200"; 2]);
    assert_eq!(
        requests[0].body,
        r#"{"query":"query { viewer { login } }"}"#
    );
    assert_eq!(
        requests[0].header("Authorization"),
        Some(&*format!("Bearer {token}"))
    );
    assert_eq!(requests[0].header("Content-Type"), Some("application/json"));
}

#[test]
fn prefix_devs_trouble_is_no_refusal() {
    let world = AnacondaWorld::start();
    let token = world.prefix_token();
    let question = question("prefix.dev", "BearerToken", &token);
    for answer in [
        json!({ "status": 503 }),
        json!({ "status": 429 }),
        json!({ "status": 404 }),
        json!({ "status": 302, "headers": { "Location": "https://anaconda.example.test/" } }),
        json!({ "status": 200, "body": "<html>" }),
        json!({ "status": 200, "body": { "errors": [{ "message": "later" }], "data": { "viewer": null } } }),
        json!({ "status": 200, "body": { "data": null } }),
        json!({ "status": 403, "body": "forbidden" }),
        json!({ "status": 200, "broken": true, "body": { "data": { "viewer": null } } }),
    ] {
        world.answer("POST prefix.dev/api/graphql", answer.clone());
        let verdict = ask(&world, &question);
        assert!(verdict.starts_with("Unknown"), "{answer}: {verdict}");
        if answer["status"] == 403 {
            let why = "why: \"it does not say who is logged in (HTTP 403)\"";
            assert!(verdict.contains(why), "{verdict}");
        }
    }
    world.answer(
        "POST prefix.dev/api/graphql",
        json!({ "status": 401, "body": { "error": "no such key" } }),
    );
    let verdict = ask(&world, &question);
    assert!(
        verdict.ends_with("status: 401, why: Some(\"no such key\") }"),
        "{verdict}"
    );
    assert!(
        lines(&world)
            .iter()
            .all(|line| line.starts_with("POST prefix.dev/api/graphql"))
    );
}

#[test]
fn an_oauth_login_of_prefix_dev_is_asked_about_there_and_nowhere_refused_for_scopes() {
    let world = AnacondaWorld::start();
    let token = world.prefix_token();
    let question = |token: &str| {
        json!({ "key": "*.prefix.dev", "credential": { "OAuth": {
            "access_token": token, "refresh_token": null, "expires_at": null,
            "token_endpoint": "https://prefix.dev/token", "revocation_endpoint": null, "client_id": "rattler",
        } } })
    };
    let url = "https://prefix.dev/api/graphql";
    assert_eq!(ask(&world, &question(&token)), good("Some(\"me\")", url));
    for answer in [None, Some(json!({ "status": 401 }))] {
        if let Some(answer) = answer {
            world.answer("POST prefix.dev/api/graphql", answer);
        }
        let verdict = ask(&world, &question(&canary()));
        assert!(verdict.starts_with("Unknown"), "{verdict}");
    }
}
