//! Answers that are not as they should be: each has its message, and nothing is stored.

use serde_json::{Value, json};

use crate::common::Place;

const DOCUMENT: &str = "GET anaconda.com/.well-known/openid-configuration";
const KEYS: &str = "POST anaconda.com/api/*";

#[track_caller]
fn refused(request: &str, answer: Value, code: i32, why: &str) {
    let place = Place::new();
    place.world.answer(request, answer);
    let ran = place
        .login(&[])
        .fails_with(code)
        .notes(why)
        .notes("error: ");
    assert_eq!(place.stored("anaconda.com"), None, "{ran}");
    let said = format!("{}{}", ran.out, ran.err);
    for secret in place.world.secrets() {
        assert!(!said.contains(&secret), "{ran}");
    }
}

#[test]
fn a_document_that_is_none() {
    refused(
        DOCUMENT,
        json!({ "status": 404 }),
        4,
        "answers with HTTP 404 when it is asked how to log in",
    );
    refused(DOCUMENT, json!({ "status": 503 }), 5, "HTTP 503");
    refused(
        DOCUMENT,
        json!({ "body": "<html>" }),
        4,
        "something else in the place of its discovery document",
    );
    refused(
        DOCUMENT,
        json!({ "status": 302, "headers": { "Location": "https://evil.example/" } }),
        5,
        "redirect",
    );
    refused(DOCUMENT, json!({ "size": 3_000_000 }), 5, "longer than");
    refused(
        DOCUMENT,
        json!({ "broken": true, "body": "{}" }),
        5,
        "could not get an answer",
    );
}

#[test]
fn endpoints_elsewhere_are_not_asked() {
    for (endpoint, why) in [
        (
            "https://prefix.dev/token",
            "sends us to another site: `https://prefix.dev/token`",
        ),
        (
            "https://anaconda.com.evil.example/token",
            "sends us to another site",
        ),
        ("http://anaconda.com/token", "is not https"),
        ("https://127.0.0.1/token", "is on this machine"),
    ] {
        for name in [
            "token_endpoint",
            "device_authorization_endpoint",
            "authorization_endpoint",
        ] {
            let place = Place::new();
            place.world.set("discovery", json!({ name: endpoint }));
            let ran = place.login(&[]).fails_with(4).notes(why);
            ran.notes("make a key at https://anaconda.com/app/profile/api-keys");
            assert_eq!(place.lines().len(), 1);
        }
    }
}

#[test]
fn an_issuer_is_not_needed_and_not_believed() {
    for issuer in [Value::Null, json!("https://evil.example")] {
        let place = Place::new();
        place.world.set(
            "discovery",
            json!({ "issuer": issuer, "jwks_uri": "https://anaconda.com/none" }),
        );
        place.login(&[]).ok();
    }
}

#[test]
fn a_provider_without_codes_says_so() {
    let place = Place::new();
    place.world.set("no_device", true);
    place
        .login(&[])
        .fails_with(4)
        .notes("gives out no device codes")
        .notes("--oauth-flow auth-code");
}

#[test]
fn a_provider_that_does_not_know_us_leaves_a_key_as_the_way() {
    let place = Place::new();
    place.world.set("clients", json!(["another"]));
    place
        .login(&[])
        .fails_with(4)
        .notes("invalid_client")
        .notes("xauth login anaconda.com --token");
}

#[test]
fn no_key_is_made() {
    for (answer, code, why) in [
        (
            json!({ "status": 401, "body": { "error": { "code": "auth_required", "message": "who?" } } }),
            4,
            "made no API key (HTTP 401): `who?`",
        ),
        (
            json!({ "status": 403, "body": { "error": "no \u{1b}[2J" } }),
            4,
            r"made no API key (HTTP 403): `no \u{1b}[2J`",
        ),
        (
            json!({ "status": 404, "body": { "detail": "Not Found" } }),
            4,
            "made no API key (HTTP 404): `Not Found`",
        ),
        (
            json!({ "status": 200, "body": { "api_key": "canary-key" } }),
            4,
            "made no API key (HTTP 200)",
        ),
        (json!({ "status": 500, "body": "<html>" }), 5, "HTTP 500"),
        (
            json!({ "status": 302, "headers": { "Location": "https://prefix.dev/" } }),
            5,
            "redirect",
        ),
        (
            json!({ "status": 201, "body": "<html>" }),
            4,
            "its answer cannot be understood",
        ),
        (
            json!({ "status": 201, "body": { "key": "canary-key" } }),
            4,
            "its answer cannot be understood",
        ),
        (
            json!({ "status": 201, "body": { "api_key": "" } }),
            4,
            "cannot be sent",
        ),
        (
            json!({ "status": 201, "body": { "api_key": "canary key" } }),
            4,
            "cannot be sent",
        ),
    ] {
        refused(KEYS, answer, code, why);
    }
}

#[test]
fn a_key_that_was_made_all_the_same_can_be_found() {
    refused(
        KEYS,
        json!({ "broken": true, "status": 201, "body": { "api_key": "canary-key" } }),
        5,
        "Anaconda may have made an API key all the same: see https://anaconda.com/app/profile/api-keys",
    );
}

#[test]
fn a_key_that_is_over_is_none() {
    let place = Place::new();
    place.world.set("key_lifetime", -60);
    place
        .login(&[])
        .fails_with(4)
        .notes("expired already: is the clock of this machine right?");
    assert_eq!(place.stored("anaconda.com"), None);
}

#[test]
fn what_the_server_says_never_has_the_token() {
    let place = Place::new();
    place.world.answer(
        KEYS,
        json!({ "status": 201, "body": { "api_key": 7, "error": "x" } }),
    );
    place.login(&[]).fails_with(4);
}

#[test]
fn a_proxy_that_says_nothing_is_no_server_that_is_slow() {
    let place = Place::new();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", silent.local_addr().unwrap());
    let login = ["login", "anaconda.com", "--oauth-flow", "device-code"];
    let run = place
        .xauth(&login)
        .envs(["HTTPS_PROXY", "https_proxy"].map(|name| (name, &proxy)));
    run.run().fails_with(5).notes("no connection within 10 s");
}
