//! Revoking: by name, the one that we ask with last, and what is stored of it goes too.

use serde_json::{Value, json};

use super::common::{Scene, fails};

#[test]
fn each_is_revoked_and_said() {
    let scene = Scene::new();
    let own = scene.create("own");
    scene.create("a b/c?d");
    scene.create("other");
    scene.log_in(&own);
    let ran = scene
        .run(&["revoke", "a b/c?d", "other", "other", "--json"])
        .run();
    eprintln!("{:?}", scene.asked());
    let ran = ran.ok();
    let wanted = json!({
        "tokens": [
            { "name": "a b/c?d", "revoked": true, "message": null },
            { "name": "other", "revoked": true, "message": null },
        ],
        "schema_version": 1,
    });
    assert_eq!(ran.json(), wanted);
    ran.notes("revoked the access token `a b/c?d`");
    let asked = scene.asked();
    let wanted = [
        "GET api.anaconda.org/authentication 200",
        "DELETE api.anaconda.org/authentications/name/a%20b%2Fc%3Fd 201",
        "DELETE api.anaconda.org/authentications/name/other 201",
    ];
    assert_eq!(asked[asked.len() - 3..], wanted);
    assert_eq!(scene.names(&own), ["own"]);
}

#[test]
fn one_that_fails_does_not_keep_the_others() {
    let scene = Scene::new();
    let own = scene.create("own");
    scene.create("my-ci");
    scene.create("last");
    scene.log_in(&own);
    fails(
        scene.run(&["revoke", "my-cy", "last", "zzz"]).run(),
        1,
        "there is no access token `my-cy`",
        "did you mean `my-ci`?",
    );
    assert_eq!(scene.names(&own), ["own", "my-ci"]);
    fails(
        scene.run(&["revoke", "zzz"]).run(),
        1,
        "there is no access token `zzz`",
        "see which there are: `xauth access-token list`",
    );
}

#[test]
fn an_organisations_are_at_another_place() {
    let scene = Scene::new();
    let own = scene.create("own");
    scene
        .run(&["create", "--name", "n", "--org", "my-org"])
        .reveals()
        .run()
        .ok();
    scene.log_in(&own);
    scene.run(&["revoke", "n", "--org", "my-org"]).run().ok();
    let last = scene.asked().pop().unwrap();
    assert_eq!(
        last,
        "DELETE api.anaconda.org/authentications/org/my-org/name/n 201"
    );
    let ran = scene.run(&["revoke", "n", "--org", "my-org"]).run();
    fails(
        ran,
        1,
        "there is no access token `n` of `my-org`",
        "see its tokens",
    );
}

#[test]
fn the_stored_one_comes_last_and_is_forgotten() {
    let scene = Scene::new();
    scene.create("one");
    let words = ["create", "--name", "own", "--login", "--share", "anaconda"];
    scene.run(&words).run().ok();
    scene
        .run(&["revoke", "own", "one"])
        .run()
        .ok()
        .notes("that was the token of the stored login")
        .notes("removed `*.anaconda.org` from the file");
    let asked = scene.asked();
    let wanted = [
        "DELETE api.anaconda.org/authentications/name/one 201",
        "DELETE api.anaconda.org/authentications/name/own 201",
        "GET api.anaconda.org/authentication 401",
    ];
    assert_eq!(asked[asked.len() - 3..], wanted);
    assert_eq!(scene.stored("*.anaconda.org"), Value::Null);
    assert_eq!(
        scene.stored("anaconda.com")["BearerToken"],
        json!(scene.key)
    );
    let file = ".continuum/anaconda-client/tokens/https%3A%2F%2Fapi.anaconda.org.token";
    assert_eq!(scene.home.read(file), None);
}

#[test]
fn a_stored_one_that_stays_on_the_server_stays_here() {
    let scene = Scene::new();
    let own = scene.create("own");
    scene.log_in(&own);
    scene
        .world
        .answer("DELETE api.anaconda.org/*", json!({ "status": 500 }));
    let ran = scene.run(&["revoke", "own"]).run();
    ran.fails_with(5).notes("HTTP 500");
    assert_eq!(scene.stored("*.anaconda.org")["CondaToken"], json!(own));
}

#[test]
fn a_namesake_of_the_stored_one_is_another() {
    let scene = Scene::new();
    scene.create("same");
    let words = ["create", "--name", "same", "--org", "my-org", "--login"];
    scene.run(&words).run().ok();
    let stored = scene.stored("*.anaconda.org");
    let ran = scene.run(&["revoke", "same"]).run().ok();
    assert!(!ran.err.contains("stored login"), "{ran}");
    assert_eq!(scene.stored("*.anaconda.org"), stored);
    scene
        .run(&["revoke", "same", "--org", "my-org"])
        .run()
        .ok()
        .notes("that was the token of the stored login");
    assert_eq!(scene.stored("*.anaconda.org"), Value::Null);
}

#[test]
fn a_token_that_is_over_is_forgotten_whoever_reads_that() {
    let scene = Scene::new();
    let words = ["create", "--name", "own", "--login"];
    scene.run(&words).run().ok();
    let run = scene.run(&["revoke", "own", "--json"]);
    run.stdout_to("/dev/full").run().fails_with(1);
    assert_eq!(scene.stored("*.anaconda.org"), Value::Null);
}

#[test]
fn a_server_that_does_not_say_whether_it_was_the_stored_one() {
    let scene = Scene::new();
    let own = scene.create("own");
    scene.log_in(&own);
    scene.world.answer(
        "GET api.anaconda.org/authentication",
        json!({ "status": 500 }),
    );
    scene.run(&["revoke", "own"]).run().ok().notes(
        "that may have been the token of the login `*.anaconda.org`: `xauth access-token info` says whether it is still good",
    );
    assert_eq!(scene.stored("*.anaconda.org")["CondaToken"], json!(own));
}
