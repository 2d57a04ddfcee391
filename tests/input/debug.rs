//! No debug form, error or panic carries a secret.

use std::fmt::Debug;
use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use xauth::{
    Env, Error, Failure, Secret,
    scheme::{Argument, Credential},
    store::{Environment, File, Memory, Netrc, Store},
    target::{Candidate, Key, Target, Typed},
    vault::{Choice, Vault},
};

use super::support::{Home, canary};

#[track_caller]
fn check(secret: &str, value: &dyn Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        let shown = text.to_lowercase();
        assert!(!shown.contains(secret), "{text}");
        let encoded = STANDARD.encode(format!("u:{secret}")).to_lowercase();
        assert!(!shown.contains(&encoded), "{text}");
    }
}

/// All kinds, each with `secret` in every place where a secret can be.
fn credentials(secret: &str) -> Vec<Credential> {
    let stored = [
        json!({ "BearerToken": secret }),
        json!({ "CondaToken": secret }),
        json!({ "BasicHTTP": { "username": "u", "password": secret } }),
        json!({ "S3Credentials": {
            "access_key_id": "id", "secret_access_key": secret, "session_token": secret } }),
        json!({ "OAuth": {
            "access_token": secret, "refresh_token": secret, "expires_at": 1,
            "token_endpoint": "https://t", "revocation_endpoint": null, "client_id": "c" } }),
    ];
    let read = stored.map(|json| Credential::from_json("h", &json.to_string()).unwrap());
    read.to_vec()
}

#[test]
fn p11_credentials_have_no_secret_in_their_debug_form() {
    let secret = canary();
    for credential in credentials(&secret) {
        check(&secret, &credential);
        check(&secret, &credential.to_json());
        check(&secret, &credential.scheme().sent());
        match &credential {
            Credential::Bearer(bearer) => check(&secret, bearer),
            Credential::CondaToken(token) => check(&secret, token),
            Credential::Basic(basic) => check(&secret, basic),
            Credential::S3(s3) => check(&secret, s3),
            Credential::OAuth(oauth) => check(&secret, oauth),
        }
        let detail: xauth::store::Summary = (&credential).into();
        check(&secret, &detail);
    }
    check(&secret, &Secret::new(secret.as_str()));
    check(&secret, &secret.parse::<Argument>().unwrap());
}

#[test]
fn p11_stores_have_no_secret_in_their_debug_form() {
    let home = Home::new();
    let secret = canary();
    let memory = Memory::default();
    for (at, credential) in credentials(&secret).iter().enumerate() {
        memory
            .set(&Key::stored(format!("h{at}")), credential)
            .unwrap();
    }
    check(&secret, &memory);
    check(&secret, &memory.entries().unwrap());
    let env = Env::of([("XAUTH_TOKEN_H_EXAMPLE", secret.as_str())]);
    check(&secret, &Environment::of(&env));
    let netrc = home.write("netrc", format!("machine h login u password {secret}"));
    check(&secret, &Netrc::read(&netrc, true));
    let file = File::at(Path::new("store.json"));
    check(&secret, &file);
    check(
        &secret,
        &Vault::of(vec![Box::new(memory), Box::new(file)], Choice::File),
    );
}

#[test]
fn p11_the_environment_has_no_secret_in_its_debug_form() {
    let secret = canary();
    let env = Env::of([("XAUTH_TOKEN", secret.as_str()), ("OTHER", secret.as_str())]);
    check(&secret, &env);
}

fn resolve(typed: &str) -> Result<Target, Error> {
    let typed: Typed = typed.parse().unwrap();
    typed.resolve(|| url::Url::parse("https://alias.example").unwrap())
}

#[test]
fn p11_what_was_typed_has_no_secret_in_its_debug_form() {
    let secret = canary();
    check(&secret, &secret.parse::<Typed>().unwrap());
    for typed in [
        format!("https://h.example/t/{secret}/chan"),
        format!("h.example/t/{secret}/chan"),
        format!("https://h.example/chan?token={secret}"),
        format!("https://h.example/chan#{secret}"),
    ] {
        let target = resolve(&typed).unwrap();
        check(&secret, &target);
        assert!(!target.to_string().contains(&secret), "{target}");
        check(&secret, &Candidate::from(target.forms(|_| false).remove(0)));
    }
}

#[test]
fn p11_errors_have_no_secret_in_any_form() {
    let secret = canary();
    for typed in [
        format!("https://u:{secret}@h.example/"),
        format!("https://{secret}@h.example/"),
        format!("u:{secret}@h.example"),
        format!("https://h.example\n/t/{secret}/"),
        format!("ftp://u:{secret}@h.example/"),
        format!("s3://u:{secret}@bucket/"),
        format!("https://h.example:99999/t/{secret}"),
        format!("https://h.example /?token={secret}"),
        format!("https://u:p/{secret}@h.example"),
    ] {
        let error = resolve(&typed).unwrap_err();
        check(&secret, &error);
        check(&secret, &(error.message(), error.hint()));
    }
    for json in [
        json!({ "Future": secret }),
        json!({ "BearerToken": { "x": secret } }),
        json!({ "BasicHTTP": secret }),
        json!(secret),
        json!([secret]),
    ] {
        let failure = Credential::from_json("h", &json.to_string()).unwrap_err();
        check(&secret, &failure);
        let Failure::Unsupported { .. } = failure else {
            panic!("{failure}");
        };
    }
}

/// A program that runs out of something at any moment. Whatever it then says, it says no secret.
#[test]
fn p11_a_run_that_breaks_down_shows_no_secret() {
    let home = Home::new();
    let canary = home.canary();
    super::login(&home, "h.example", &canary);
    let limits =
        ["--as=4", "--as=8", "--as=12", "--as=16", "--as=24"].map(|limit| format!("{limit}000000"));
    let more = [
        "--nofile=3",
        "--nofile=4",
        "--stack=65536",
        "--nproc=1",
        "--fsize=0",
    ];
    for limit in limits.iter().map(String::as_str).chain(more) {
        for line in [
            &["login", "h.example", "--token", "-"][..],
            &["status", "h.example"],
            &["which", "h.example"],
        ] {
            let run = home.xauth().args(line).env("RUST_BACKTRACE", "full");
            let run = run.through(["prlimit", limit]).stdin(canary.as_str());
            run.run();
        }
    }
    assert_eq!(super::token(&home, "h.example"), canary);
}
