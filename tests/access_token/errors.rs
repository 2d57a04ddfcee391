//! What a server may say instead: each thing has a message of its own, and none of them the secret.

use serde_json::{Value, json};

use super::common::{Scene, fails};

const LIST: &str = "GET api.anaconda.org/authentications";
const CREATE: &str = "POST api.anaconda.org/authentications";

#[test]
fn refusals_have_the_servers_reason() {
    let scene = Scene::new();
    let token = scene.world.access_token(&[]);
    scene.log_in(&token);
    let refused = "the login `*.anaconda.org`";
    let again = "log in again: `xauth login '*.anaconda.org'`";
    for (status, body, code, error, hint) in [
        (401, json!({ "error": "Authentication token has expired" }), 4,
         format!("`api.anaconda.org` does not accept {refused}: Authentication token has expired (HTTP 401)"), again),
        (401, json!({ "error": { "code": "auth_required" } }), 4,
         format!("`api.anaconda.org` does not accept {refused}: auth_required (HTTP 401)"), again),
        (401, json!(""), 4, format!("`api.anaconda.org` does not accept {refused} (HTTP 401)"), again),
        (403, json!({ "error": "Authentication token does not have the sufficent scope to perform this action expected: api:read" }), 4,
         format!("`api.anaconda.org` does not let {refused} list access tokens: Authentication token does not have the sufficent scope"),
         "log in with a token that is good for it: `xauth access-token create --login`"),
        (403, json!("<html>no</html>"), 4,
         format!("`api.anaconda.org` does not let {refused} list access tokens (HTTP 403)"), "see that the account may do it"),
        (404, json!({ "error": format!("no {token} here\u{1b}[2J") }), 1,
         r"`api.anaconda.org` has nothing at `https://api.anaconda.org/authentications`: no *** here\u{1b}[2J (HTTP 404)".to_owned(), "see that"),
        (422, json!({ "message": "bad" }), 1,
         "`api.anaconda.org` does not take the request to list access tokens: bad (HTTP 422)".to_owned(), "see what each flag takes"),
    ] {
        scene.world.answer(LIST, json!({ "status": status, "body": body }));
        fails(scene.run(&["list"]).secret(&token).run(), code, &error, hint);
    }
}

#[test]
fn trouble_is_trouble_and_no_refusal() {
    let scene = Scene::new();
    let page = "<!doctype html><title>Welcome to the hotel</title>";
    for (answer, why) in [
        (json!({ "status": 500 }), "HTTP 500"),
        (json!({ "status": 503, "body": page }), "HTTP 503"),
        (json!({ "status": 429 }), "HTTP 429"),
        (
            json!({ "status": 302, "headers": { "Location": "https://other.example.test/" } }),
            "redirect (HTTP 302)",
        ),
        (
            json!({ "body": page }),
            "its answer is a web page, and not JSON",
        ),
        (json!({ "body": "" }), "its answer is empty"),
        (json!({ "body": "[]" }), "its answer cannot be understood"),
        (
            json!({ "body": { "tokens": 1 } }),
            "its answer cannot be understood",
        ),
        (
            json!({ "body": "x", "size": 2_000_000 }),
            "the answer is longer than 1024 KiB",
        ),
        (
            json!({ "body": { "token": "canary-1234" }, "broken": true }),
            "could not get an answer",
        ),
    ] {
        scene.world.answer(CREATE, answer);
        let ran = scene
            .run(&["create", "--name", "n"])
            .secret("canary-1234")
            .run();
        ran.fails_with(5)
            .prints("")
            .notes(why)
            .notes("https://api.anaconda.org/authentications");
    }
    let hosts = scene
        .world
        .requests()
        .into_iter()
        .map(|request| request.host);
    assert!(hosts.into_iter().all(|host| host == "api.anaconda.org"));
}

#[test]
fn an_odd_token_is_not_kept() {
    let scene = Scene::new();
    for token in ["", "a b", "a/b", "line\nend"] {
        scene
            .world
            .answer(CREATE, json!({ "body": { "token": token } }));
        let ran = scene.run(&["create", "--name", "n", "--login"]).run();
        let code = ran.code.unwrap();
        ran.fails_with(code).prints("");
        assert_eq!(scene.stored("*.anaconda.org"), Value::Null, "{token:?}");
    }
}

#[test]
fn without_the_network_nothing_is_asked() {
    let scene = Scene::new();
    let ran = scene.run(&["create", "--offline"]).run();
    fails(
        ran,
        2,
        "making an access token needs the network",
        "leave out `--offline`",
    );
    let run = scene
        .run(&["scopes"])
        .env("HTTPS_PROXY", "http://127.0.0.1:9");
    run.env("https_proxy", "http://127.0.0.1:9")
        .run()
        .fails_with(5);
    assert!(scene.world.connections().is_empty());
}

/// A login would be hidden by the variable.
#[test]
fn a_key_in_the_environment_that_is_refused_is_replaced_there() {
    let scene = Scene::new();
    let key = scene.world.api_key(86_400);
    scene.world.set("revoked", json!([key]));
    let run = scene.run(&["create"]).env("ANACONDA_AUTH_API_KEY", &key);
    run.secret(&key)
        .run()
        .fails_with(4)
        .notes("hint: replace it where it is: ANACONDA_AUTH_API_KEY");
}
