//! anaconda.org, anaconda.com and a site of one's own: tokens, API keys, organisation tokens.

use serde_json::{Value, json};

use super::{ask, good, lines, question};
use crate::support::{AnacondaWorld, canary};

#[test]
fn anaconda_org_says_whose_token_it_is() {
    let world = AnacondaWorld::start();
    let url = "https://api.anaconda.org/user";
    let all = world.access_token(&[]);
    let verdict = ask(&world, &question("*.anaconda.org", "CondaToken", &all));
    assert_eq!(verdict, good("Some(\"me\")", url));
    // It may do something else, and is known.
    let narrow = world.access_token(&["conda:download"]);
    let verdict = ask(&world, &question("*.anaconda.org", "CondaToken", &narrow));
    assert!(
        verdict.starts_with(&format!("Good {{ account: None, url: {url:?}")),
        "{verdict}"
    );
    let verdict = ask(&world, &question("*.anaconda.org", "CondaToken", &canary()));
    assert!(
        verdict.starts_with(&format!(
            "Rejected {{ url: {url:?}, status: 401, why: Some("
        )),
        "{verdict}"
    );
    let header = world.requests()[0]
        .header("Authorization")
        .map(str::to_owned);
    assert_eq!(header, Some(format!("token {all}")));

    let expired = json!({ "status": 401, "body": { "error": "Authentication token has expired" } });
    world.answer("GET api.anaconda.org/user", expired);
    let verdict = ask(&world, &question("*.anaconda.org", "CondaToken", &all));
    assert!(
        verdict.ends_with("why: Some(\"Authentication token has expired\") }"),
        "{verdict}"
    );
    for status in [403, 404, 500, 503] {
        world.answer(
            "GET api.anaconda.org/user",
            json!({ "status": status, "body": "<html>" }),
        );
        let verdict = ask(&world, &question("*.anaconda.org", "CondaToken", &all));
        assert!(verdict.starts_with("Unknown"), "{status}: {verdict}");
        if status < 500 {
            let why = format!("why: \"it does not say whose token it is (HTTP {status})\"");
            assert!(verdict.contains(&why), "{verdict}");
        }
    }
}

/// When the API cannot tell, the channel may.
#[test]
fn a_private_channel_answers_for_anaconda_org() {
    let world = AnacondaWorld::start();
    world.answer("GET api.anaconda.org/user", json!({ "status": 503 }));
    let mut question = question("*.anaconda.org", "CondaToken", &world.access_token(&[]));
    question["site"] = "https://conda.anaconda.org/private".into();
    let verdict = ask(&world, &question);
    let statuses = "statuses: Statuses { with: Some(200), without: Some(404) } }";
    assert!(
        verdict.starts_with("Good") && verdict.ends_with(statuses),
        "{verdict}"
    );
}

#[test]
fn anaconda_com_says_whose_key_it_is() {
    let world = AnacondaWorld::start();
    let url = "https://anaconda.com/api/account";
    let key = world.api_key(3600);
    for stored in ["anaconda.com", "repo.anaconda.cloud"] {
        let verdict = ask(&world, &question(stored, "BearerToken", &key));
        assert_eq!(verdict, good("Some(\"me\")", url));
        for bad in [canary(), world.api_key(-60)] {
            let verdict = ask(&world, &question(stored, "BearerToken", &bad));
            let rejected =
                format!("Rejected {{ url: {url:?}, status: 401, why: Some(\"auth required\") }}");
            assert_eq!(verdict, rejected);
        }
    }
    world.set("username", Value::Null);
    let verdict = ask(&world, &question("anaconda.com", "BearerToken", &key));
    assert_eq!(verdict, good("Some(\"me@example.com\")", url));
    for status in [403, 404, 500] {
        world.answer(
            "GET anaconda.com/api/account",
            json!({ "status": status, "body": "<html>" }),
        );
        let verdict = ask(&world, &question("anaconda.com", "BearerToken", &key));
        assert!(verdict.starts_with("Unknown"), "{status}: {verdict}");
    }
}

#[test]
fn an_organisations_token_is_tried_where_it_is_for() {
    let world = AnacondaWorld::start();
    let ask = |token: &str| {
        ask(
            &world,
            &question("repo.anaconda.cloud", "CondaToken", token),
        )
    };
    let asked = r#"url: "https://repo.anaconda.cloud/repo/main/noarch/repodata.json""#;
    let verdict = ask(&world.organisation_token());
    let statuses = "Statuses { with: Some(200), without: Some(403) }";
    assert_eq!(
        verdict,
        format!("Good {{ account: None, {asked}, statuses: {statuses} }}")
    );
    let verdict = ask(&canary());
    assert_eq!(
        verdict,
        format!("Rejected {{ {asked}, status: 403, why: Some(\"auth required\") }}")
    );
}

#[test]
fn an_anaconda_site_of_ones_own_is_asked_about_its_own_keys() {
    let world = AnacondaWorld::start();
    let key = world.api_key_of("anaconda.example.test", 3600);
    let mut question = question("anaconda.example.test", "BearerToken", &key);
    question["anaconda"] = "https://anaconda.example.test".into();
    let url = "https://anaconda.example.test/api/account";
    assert_eq!(ask(&world, &question), good("Some(\"me\")", url));
    // A key that is for another host is not sent there.
    question["key"] = "other.example.test".into();
    assert!(ask(&world, &question).starts_with("Unknown"));
    assert_eq!(lines(&world), ["GET anaconda.example.test/api/account 200"]);
}
