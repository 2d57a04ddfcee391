//! Buckets: a real S3 server says whether it knows the keys.

use serde_json::Value;

use crate::support::{Home, Moto, Ran, Run, canary};
use crate::{stored, xauth};

fn keys(moto: &Moto, name: &str) -> [String; 2] {
    let keys = moto.keys(name);
    let keys = &keys["S3Credentials"];
    ["access_key_id", "secret_access_key"].map(|name| keys[name].as_str().unwrap().to_owned())
}

fn login(home: &Home, [id, secret]: &[String; 2], flags: &[&str]) -> Run {
    let line = [
        "login",
        "s3://channel",
        "--s3-access-key-id",
        id,
        "--s3-secret-access-key",
        "-",
    ];
    xauth(home, &[&line, flags].concat())
        .stdin(secret.as_str())
        .secret(secret)
}

fn state(ran: &Ran) -> Value {
    ran.json()["entries"][0]["verification"]["verdict"].clone()
}

#[test]
fn keys_are_verified_where_the_flags_say_and_that_is_remembered() {
    let moto = Moto::start();
    let home = Home::new();
    let owner = keys(&moto, "owner");
    let flags = [
        "--s3-endpoint-url",
        &moto.url(),
        "--s3-region",
        "us-east-1",
        "--json",
    ];
    let ran = login(&home, &owner, &flags).run().ok();
    assert_eq!(ran.json()["verified"], true, "{ran}");
    for command in [
        &["status", "--check", "--json"][..],
        &["which", "s3://channel", "--check", "--json"],
    ] {
        xauth(&home, command).secret(&owner[1]).run().ok();
    }
    let ran = xauth(&home, &["status", "--check", "--json"])
        .secret(&owner[1])
        .run()
        .ok();
    assert_eq!(state(&ran), "good", "{ran}");
    // New keys for the same bucket need not be told again.
    let ran = login(&home, &owner, &["--json"]).run().ok();
    assert_eq!(ran.json()["verified"], true, "{ran}");
}

#[test]
fn keys_are_verified_where_the_environment_says() {
    let moto = Moto::start();
    let home = Home::new();
    let owner = keys(&moto, "owner");
    let ran = login(&home, &owner, &["--json"])
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        .env("AWS_ENDPOINT_URL_S3", moto.url())
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .run()
        .ok();
    assert_eq!(ran.json()["verified"], true, "{ran}");
}

#[test]
fn wrong_keys_are_not_stored() {
    let moto = Moto::start();
    let home = Home::new();
    let [id, _] = keys(&moto, "owner");
    let flags = ["--s3-endpoint-url", &moto.url(), "--s3-region", "us-east-1"];
    let wrong = [id, canary()];
    let ran = login(&home, &wrong, &flags).run().fails_with(4);
    assert!(ran.err.contains(" refuses this login (HTTP 403: "), "{ran}");
    assert_eq!(stored(&home), "");
    let forced = [&flags[..], &["--force"]].concat();
    login(&home, &wrong, &forced).run().ok();
    let ran = xauth(&home, &["status", "--check", "--json"])
        .secret(&wrong[1])
        .run()
        .fails_with(4);
    assert_eq!(state(&ran), "rejected");
}

/// Keys that are known and may do nothing are no wrong keys.
#[test]
fn keys_without_rights_are_stored_and_it_is_said() {
    let moto = Moto::start();
    let home = Home::new();
    let nobody = keys(&moto, "nobody");
    let flags = ["--s3-endpoint-url", &moto.url(), "--s3-region", "us-east-1"];
    let ran = login(&home, &nobody, &flags).run().ok();
    assert!(
        ran.err
            .contains("warning: could not verify the login at http://127.0.0.1:"),
        "{ran}"
    );
    assert!(stored(&home).contains(&nobody[1]));
}
