//! `xauth token --field`, `--header` and `--json` of every scheme.

use serde_json::json;

use super::kinds::{self, KINDS};
use super::support::Home;

#[track_caller]
fn prints(home: &Home, line: &[&str], wanted: &str) {
    let ran = home.xauth().args(line).reveals().run().ok();
    ran.prints(&format!("{wanted}\n"));
}

#[track_caller]
fn refused(home: &Home, line: &[&str]) -> String {
    home.xauth().args(line).run().fails_with(2).prints("").err
}

#[test]
fn every_field_of_every_scheme() {
    let (home, secrets) = kinds::home();
    let store = home.read_json(home.credentials_path());
    let session = store["s3://bucket"]["S3Credentials"]["session_token"]
        .as_str()
        .unwrap();
    let refresh = store["oauth.example"]["OAuth"]["refresh_token"]
        .as_str()
        .unwrap();
    for (host, field, wanted) in [
        ("bearer.example", "token", secrets[0].as_str()),
        ("conda.example", "token", &secrets[1]),
        ("basic.example", "username", "alice"),
        ("basic.example", "password", &secrets[2]),
        ("s3://bucket", "access-key-id", "AKIA"),
        ("s3://bucket", "secret-access-key", &secrets[3]),
        ("s3://bucket", "session-token", session),
        ("oauth.example", "access-token", &secrets[4]),
        ("oauth.example", "refresh-token", refresh),
    ] {
        prints(&home, &["token", host, "--field", field], wanted);
    }
}

#[test]
fn a_field_that_a_scheme_lacks_names_those_it_has() {
    let (home, _) = kinds::home();
    for (host, names) in [
        ("bearer.example", "`token`"),
        ("conda.example", "`token`"),
        ("basic.example", "`username`, `password`"),
        (
            "s3://bucket",
            "`access-key-id`, `secret-access-key`, `session-token`",
        ),
        ("oauth.example", "`access-token`, `refresh-token`"),
    ] {
        let said = refused(&home, &["token", host, "--field", "nothing"]);
        assert!(said.contains(names), "{said}");
    }
    for host in ["basic.example", "s3://bucket"] {
        let said = refused(&home, &["token", host]);
        assert!(
            said.contains(&format!("`xauth token {host} --field ")),
            "{said}"
        );
    }
}

#[test]
fn the_header_of_every_scheme_that_has_one() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let (home, secrets) = kinds::home();
    let basic = STANDARD.encode(format!("alice:{}", secrets[2]));
    prints(
        &home,
        &["token", "bearer.example", "--header"],
        &format!("Bearer {}", secrets[0]),
    );
    prints(
        &home,
        &["token", "oauth.example", "--header"],
        &format!("Bearer {}", secrets[4]),
    );
    prints(
        &home,
        &["token", "basic.example", "--header"],
        &format!("Basic {basic}"),
    );
    for host in ["conda.example", "s3://bucket"] {
        refused(&home, &["token", host, "--header"]);
    }
}

#[test]
fn json_has_all_fields_by_name() {
    let (home, secrets) = kinds::home();
    for (kind, secret) in KINDS.iter().zip(secrets) {
        let ran = home
            .xauth()
            .args(["token", kind.key, "--json"])
            .reveals()
            .run()
            .ok();
        let value = ran.json();
        assert_eq!(value["fields"][kind.field.replace('-', "_")], secret);
        assert_eq!(value["schema_version"], json!(1));
        assert_eq!(value["scheme"], kind.scheme);
        assert_eq!(value["key"], kind.key);
    }
}
