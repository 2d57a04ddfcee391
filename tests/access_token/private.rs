//! A server of one's own: it gets what is stored for it, and nothing of anaconda.org's.

use serde_json::json;

use super::common::{Scene, fails};

const URL: &str = "https://anaconda.example.test/api";

#[test]
fn no_login_of_another_server_is_sent() {
    let scene = Scene::new();
    let token = scene.world.access_token(&[]);
    scene.log_in(&token);
    fails(
        scene.run(&["create", "--url", URL]).secret(&token).run(),
        4,
        "making an access token needs a login for `anaconda.example.test`",
        "log in first: `xauth access-token create --url https://anaconda.example.test/api --username NAME --password`",
    );
    fails(
        scene.run(&["list", "--url", URL]).secret(&token).run(),
        4,
        "listing access tokens needs a login for `anaconda.example.test`",
        "log in first: `xauth login anaconda.example.test`",
    );
    assert!(scene.world.requests().is_empty());
}

#[test]
fn a_password_makes_a_token_and_the_login_with_it_does_the_rest() {
    let scene = Scene::new();
    let password = scene.home.canary();
    scene.world.set("passwords", json!({ "me": password }));
    let words = [
        "create",
        "--url",
        URL,
        "--name",
        "here",
        "--login",
        "--username",
        "me",
        "--password",
        "-",
    ];
    scene.run(&words).stdin(password).run().ok();
    let token = scene.world.issued("token").pop().unwrap();
    assert_eq!(
        scene.stored("anaconda.example.test"),
        json!({ "CondaToken": token })
    );
    let listed = scene.run(&["list", "--url", URL]).run().ok();
    assert!(listed.out.contains("\nhere "), "{listed}");
    scene.run(&["revoke", "here", "--url", URL]).run().ok();
    let lines: Vec<String> = scene
        .world
        .requests()
        .iter()
        .map(|request| request.line())
        .collect();
    let wanted = [
        "POST anaconda.example.test/api/authentications 200",
        "GET anaconda.example.test/api/authentications 200",
        "GET anaconda.example.test/api/authentication 200",
        "DELETE anaconda.example.test/api/authentications/name/here 201",
        "GET anaconda.example.test/api/authentication 401",
    ];
    assert_eq!(lines, wanted);
    assert!(scene.stored("anaconda.example.test").is_null());
}

#[test]
fn anaconda_org_by_its_address_is_anaconda_org() {
    let scene = Scene::new();
    for url in [
        "https://anaconda.org",
        "https://api.anaconda.org/",
        "api.anaconda.org",
    ] {
        let words = ["create", "--name", url, "--url", url];
        scene.run(&words).reveals().run().ok();
    }
    let asked = scene.asked();
    assert_eq!(asked, ["POST api.anaconda.org/authentications 200"; 3]);
}

#[test]
fn nothing_goes_over_plain_http() {
    let scene = Scene::new();
    let token = scene.home.canary();
    scene.store(&json!({ "other.example.test": { "CondaToken": token } }));
    let url = "http://other.example.test/api";
    fails(
        scene.run(&["list", "--url", url]).run(),
        4,
        "the credential for `other.example.test` is not sent over plain http",
        "use `https://other.example.test/api`",
    );
    let run = scene.run(&[
        "create",
        "--url",
        url,
        "--username",
        "me",
        "--password",
        "-",
    ]);
    fails(
        run.stdin(token).run(),
        4,
        "the credential for `other.example.test` is not sent over plain http",
        "use `https://other.example.test/api`",
    );
    assert!(scene.world.requests().is_empty() && scene.world.connections().is_empty());
}

#[test]
fn a_server_without_bearers_asks_for_a_password() {
    let scene = Scene::new();
    scene.world.set("no_bearer", true);
    fails(
        scene.run(&["create", "--name", "n"]).run(),
        4,
        "`api.anaconda.org` does not accept the login `anaconda.com`: Bearer token authentication is not enabled (HTTP 401)",
        "give a user's name and password: `--username NAME --password`",
    );
}

#[test]
fn a_login_of_another_kind_is_not_replaced() {
    let scene = Scene::new();
    let host = "anaconda.example.test";
    scene.store(&json!({ host: { "BearerToken": scene.key } }));
    let words = [
        "create",
        "--url",
        "https://anaconda.example.test/api",
        "--login",
    ];
    scene
        .run(&words)
        .run()
        .fails_with(2)
        .notes("`anaconda.example.test` holds a bearer token, which a login with the token would replace")
        .notes("(`--out FILE`), or remove that login first: `xauth logout anaconda.example.test`");
    assert!(scene.world.requests().is_empty());
    assert_eq!(scene.stored(host)["BearerToken"], json!(scene.key));
}
