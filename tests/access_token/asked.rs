//! What a person at a terminal is asked: a password, whether tokens are to go, which organisation is meant.

use serde_json::{Value, json};

use super::{
    common::Scene,
    install::{KEY, issued},
};
use crate::support::{Ended, Session};

const DOWN: &str = "\x1b[B";

/// Runs it on a terminal, and answers each question.
#[track_caller]
fn answered(scene: &Scene, words: &[&str], answers: &[(&str, &str)]) -> Ended {
    let run = scene.run(words).env("TERM", "xterm");
    let mut session = Session::start(run);
    for (question, answer) in answers {
        session.wait_for(question).keys(answer);
    }
    session.end()
}

#[test]
fn tokens_are_revoked_after_a_yes() {
    let scene = Scene::new();
    let own = scene.create("own");
    scene.create("a");
    scene.create("b");
    scene.log_in(&own);
    let question = "Revoke `a`, `b`?";
    answered(&scene, &["revoke", "a", "b"], &[(question, "\r")]).exits(1);
    assert_eq!(scene.names(&own), ["own", "a", "b"]);
    answered(&scene, &["revoke", "a", "b"], &[(question, "y\r")]).exits(0);
    assert_eq!(scene.names(&own), ["own"]);
    answered(&scene, &["revoke", "zzz", "--yes"], &[]).exits(1);
}

#[test]
fn a_password_is_asked_for_and_hidden() {
    let scene = Scene::new();
    let password = scene.home.canary();
    scene.world.set("passwords", json!({ "me": password }));
    let typed = format!("{password}\r");
    let words = [
        "create",
        "--name",
        "n",
        "--out",
        "token",
        "--username",
        "me",
        "--password",
    ];
    let ended = answered(
        &scene,
        &words,
        &[("Password for api.anaconda.org:", &typed)],
    );
    ended.exits(0).hides(&password);
    let token = scene.world.issued("token").pop().unwrap();
    assert_eq!(scene.home.read("token").unwrap(), token.as_bytes());
}

#[test]
fn an_organisation_is_picked_and_its_token_goes_after_a_yes() {
    let scene = Scene::new();
    scene
        .world
        .set("organisations", json!({ "one": "1", "two": "2" }));
    let subscription = |id| json!({ "org_id": id, "product_code": "security_subscription" });
    let both = json!([subscription("1"), subscription("2")]);
    scene.world.set("subscriptions", both);
    let pick = ("enter to choose", &*format!("{DOWN}\r"));
    answered(&scene, &["install", "--share", "none"], &[pick]).exits(0);
    let first = issued(&scene);
    assert_eq!(scene.stored(KEY), json!({ "CondaToken": first }));
    let last = scene.world.requests().pop().unwrap();
    let sent = last.header("authorization").unwrap_or_default();
    assert_eq!(sent, format!("token {first}"), "{last:?}");
    let question = "Issue a new token?";
    answered(
        &scene,
        &["install", "--org", "two", "--share", "none"],
        &[(question, "n\r")],
    )
    .exits(1);
    assert_eq!(issued(&scene), first);
    answered(
        &scene,
        &["install", "--org", "two", "--share", "none"],
        &[(question, "y\r")],
    )
    .exits(0);
    assert_ne!(issued(&scene), first);
    assert_ne!(scene.stored(KEY), Value::Null);
}
