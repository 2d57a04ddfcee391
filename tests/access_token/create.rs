//! Making a token: the request, and what is on standard output.

use std::{thread, time::Duration};

use serde_json::json;

use super::common::{Scene, fails};
use crate::support::{Ran, Signal};

#[test]
fn the_request_is_that_of_anaconda_client() {
    let scene = Scene::new();
    let words = [
        "create",
        "--name",
        "my-ci",
        "--scope",
        "repos conda:download",
        "--scope",
        "api:read",
        "--max-age",
        "90d",
        "--org",
        "my-org",
        "--strength",
        "weak",
    ];
    scene.run(&words).reveals().run().ok();
    let requests = scene.world.requests();
    let lines: Vec<String> = requests.iter().map(|request| request.line()).collect();
    let wanted = [
        "GET api.anaconda.org/scopes 200",
        "POST api.anaconda.org/authentications 200",
    ];
    assert_eq!(lines, wanted);
    let [scopes, create] = &requests[..] else {
        panic!("{requests:?}")
    };
    // Everybody may ask for the scopes, so that nobody's key goes along.
    assert_eq!(scopes.header("authorization"), None);
    let bearer = format!("Bearer {}", scene.key);
    assert_eq!(create.header("authorization"), Some(&*bearer));
    for (name, value) in [
        ("content-type", "application/json"),
        ("accept", "application/json"),
        ("x-binstar-api-version", "1.16.0"),
    ] {
        assert_eq!(create.header(name), Some(value), "{name}");
    }
    let machine = create.json()["hostname"].clone();
    let body = format!(
        r#"{{"scopes":["repos","conda:download","api:read"],"note":"my-ci","note_url":"http://anaconda.org","hostname":{machine},"user":"my-org","max-age":7776000,"strength":"weak","fail-if-exists":true}}"#
    );
    assert_eq!(create.body, body);
}

#[test]
fn standard_output_has_the_token_and_nothing_else() {
    let scene = Scene::new();
    let made = scene
        .run(&["create", "--name", "my-ci"])
        .reveals()
        .run()
        .ok();
    let token = scene.world.issued("token").pop().unwrap();
    made.prints(&format!("{token}\n"))
        .notes("without `--scope` the token may do all that the account may")
        .notes("made the access token `my-ci`");
    let words = ["create", "--name", "other", "--scope", "repos", "--json"];
    let made = scene.run(&words).reveals().run().ok().json();
    let wanted = json!({
        "name": "other", "scopes": ["repos"], "organization": null, "max_age": null,
        "token": scene.world.issued("token").pop().unwrap(), "schema_version": 1,
    });
    assert_eq!(made, wanted);
}

#[test]
fn without_a_name_it_has_the_machines() {
    let scene = Scene::new();
    scene.run(&["create"]).reveals().run().ok();
    let body = scene.world.requests().pop().unwrap().json();
    let machine = body["hostname"].as_str().unwrap();
    assert_eq!(body["note"], format!("xauth:{machine}"));
    assert_eq!(body["scopes"], json!([]));
}

#[test]
fn a_name_and_a_password_make_one_too() {
    let scene = Scene::new();
    let password = scene.home.canary();
    scene.world.set("passwords", json!({ "me": password }));
    let words = [
        "create",
        "--name",
        "my-ci",
        "--username",
        "me",
        "--password",
        "-",
    ];
    let run = scene.run(&words).reveals().stdin(format!("{password}\n"));
    run.run().ok();
    let request = scene.world.requests().pop().unwrap();
    assert!(
        request
            .header("authorization")
            .unwrap()
            .starts_with("Basic ")
    );
    let wrong = scene.home.canary();
    let run = scene.run(&[
        "create",
        "--name",
        "n",
        "--username",
        "me",
        "--password",
        "-",
    ]);
    fails(
        run.stdin(wrong).run(),
        4,
        "`api.anaconda.org` does not accept this user name and password: Invalid username or password (HTTP 401)",
        "see that both are right",
    );
}

#[test]
fn an_unknown_scope_makes_no_token() {
    let scene = Scene::new();
    fails(
        scene
            .run(&["create", "--name", "n", "--scope", "repo conda:download"])
            .run(),
        2,
        "`api.anaconda.org` knows no scope `repo`",
        "did you mean `repos`?",
    );
    assert_eq!(scene.asked(), ["GET api.anaconda.org/scopes 200"]);
    // A server that does not say which there are decides by itself.
    scene
        .world
        .answer("GET api.anaconda.org/scopes", json!({ "status": 500 }));
    let words = ["create", "--name", "n", "--scope", "anything"];
    scene.run(&words).reveals().run().ok();
}

#[test]
fn a_name_is_used_once() {
    let scene = Scene::new();
    scene.create("my-ci");
    let again = || scene.run(&["create", "--name", "my-ci"]).run();
    let problem = "there is an access token `my-ci` on `api.anaconda.org` already";
    let hint = "take another name (`--name my-ci-2`), or revoke that one: `xauth access-token revoke my-ci`";
    fails(again(), 1, problem, hint);
    scene.world.answer(
        "POST api.anaconda.org/authentications",
        json!({ "status": 409, "body": {} }),
    );
    fails(again(), 1, problem, hint);
}

#[test]
fn names_that_no_url_can_have_are_refused_before_anything_is_asked() {
    let scene = Scene::new();
    for name in ["", ".", "..", "a\u{1}b"] {
        let ran = scene.run(&["create", &format!("--name={name}")]).run();
        fails(ran, 2, "a token cannot be called", "give it another name");
    }
    assert!(scene.world.requests().is_empty());
}

#[test]
fn nobody_is_logged_in() {
    let scene = Scene::new();
    scene.store(&json!({}));
    fails(
        scene.run(&["create"]).run(),
        4,
        "making an access token needs a login for `anaconda.com`",
        "log in first: `xauth login anaconda.com`",
    );
    // A token of anaconda.org makes no token.
    let token = scene.world.access_token(&[]);
    scene.store(&json!({ "*.anaconda.org": { "CondaToken": token } }));
    fails(
        scene.run(&["create"]).secret(&token).run(),
        4,
        "making an access token needs a login for `anaconda.com`",
        "log in first: `xauth login anaconda.com`",
    );
    assert!(scene.world.requests().is_empty());
}

#[test]
fn a_key_that_is_over_is_not_sent() {
    let scene = Scene::new();
    let key = scene.world.api_key(-60);
    scene.store(&json!({ "anaconda.com": { "BearerToken": key } }));
    fails(
        scene.run(&["create"]).secret(&key).run(),
        4,
        "the credential for `anaconda.com` expired",
        "run `xauth login anaconda.com`",
    );
    assert!(scene.world.requests().is_empty());
}

/// Starts to make a token that the server takes its time for, and sends Ctrl-C meanwhile.
fn interrupted(scene: &Scene, name: &str, delay: f64) -> Ran {
    let token = json!({ "body": { "token": scene.home.canary() }, "delay": delay });
    scene
        .world
        .answer("POST api.anaconda.org/authentications", token);
    let running = scene.run(&["create", "--name", name]).reveals().spawn();
    while scene.world.requests().is_empty() {
        thread::sleep(Duration::from_millis(20));
    }
    running.signal(Signal::INT);
    running.wait()
}

#[test]
fn a_token_that_is_on_its_way_is_not_lost_to_ctrl_c() {
    let scene = Scene::new();
    let ran = interrupted(&scene, "soon", 0.3).ok();
    assert!(
        ran.out.starts_with("canary-") && ran.out.ends_with('\n'),
        "{ran}"
    );
    let scene = Scene::new();
    let ran = interrupted(&scene, "late", 5.0);
    ran.fails_with(130)
        .prints("")
        .notes("the server may have made the token all the same, and nobody has it; revoke it: `xauth access-token revoke late`");
}
