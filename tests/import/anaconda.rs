//! What anaconda-auth holds: the keys of accounts, and organisations' tokens where there is none.

use base64::{Engine, prelude::*};
use serde_json::json;

use crate::{
    common::{bearer, conda_token, import, stored},
    support::Home,
};

const FILE: &str = ".anaconda/keyring";

/// An API key with `secret` in it.
fn jwt(secret: &str) -> String {
    let claims = json!({ "exp": 4_102_444_800_i64, "sub": "me" }).to_string();
    format!("e30.{}.{secret}", BASE64_URL_SAFE_NO_PAD.encode(claims))
}

fn file(entries: &[(&str, serde_json::Value)]) -> String {
    let entry = |(domain, payload): &(&str, serde_json::Value)| {
        format!(
            "\"{domain}\": \"{}\"",
            BASE64_STANDARD.encode(payload.to_string())
        )
    };
    let entries: Vec<String> = entries.iter().map(entry).collect();
    format!("{{\"Anaconda Cloud\": {{{}}}}}", entries.join(", "))
}

#[test]
fn keys_of_all_generations_are_moved_and_organisations_tokens_stay() {
    for (domain, payload) in [
        (
            "anaconda.com",
            json!({ "domain": "anaconda.com", "version": 2 }),
        ),
        (
            "anaconda.cloud",
            json!({ "domain": "anaconda.cloud", "version": 1 }),
        ),
        (
            "id.anaconda.cloud",
            json!({ "username": null, "domain": "id.anaconda.cloud" }),
        ),
    ] {
        let home = Home::new();
        let (key, token) = (jwt(&home.canary()), home.canary());
        let mut with_key = payload.clone();
        with_key["repo_tokens"] = json!([{ "token": token, "org_name": "o" }]);
        with_key["api_key"] = json!(key);
        let other = json!({ "api_key": home.canary() });
        home.write(FILE, file(&[(domain, with_key), ("b.example:8443", other)]));

        let ran = import(&home, &["--from", "anaconda", "--remove-source"]).ok();
        let ran =
            ran.notes("took `anaconda.com`, a bearer token, from anaconda (~/.anaconda/keyring)");
        ran.notes("took `b.example`, a bearer token");
        assert_eq!(stored(&home)["anaconda.com"], bearer(&key));
        let left = String::from_utf8(home.read(FILE).unwrap()).unwrap();
        let left: serde_json::Value = serde_json::from_str(&left).unwrap();
        let entries = left["Anaconda Cloud"].as_object().unwrap();
        assert_eq!(entries.len(), 1, "{left}");
        let entry = BASE64_STANDARD
            .decode(entries[domain].as_str().unwrap())
            .unwrap();
        let entry: serde_json::Value = serde_json::from_slice(&entry).unwrap();
        assert_eq!(
            entry["repo_tokens"],
            json!([{ "token": token, "org_name": "o" }])
        );
        // One that has expired, without which theirs could not log in again.
        let no_key = "eyJhbGciOiJub25lIn0.eyJleHAiOjB9.";
        assert_eq!(entry["api_key"], no_key, "{domain}");
    }
}

#[test]
fn without_a_key_organisations_tokens_are_taken_for_their_channels() {
    let home = Home::new();
    let [one, two] = [home.canary(), home.canary()];
    let tokens = json!([{ "token": one, "org_name": "o" }, { "token": two, "org_name": "p" }]);
    home.write(
        FILE,
        file(&[(
            "anaconda.com",
            json!({ "repo_tokens": tokens, "version": 2 }),
        )]),
    );
    import(&home, &["--from", "anaconda", "--remove-source"]).ok();
    let wanted = json!({
        "repo.anaconda.cloud": conda_token(&one),
        "https://repo.anaconda.cloud/repo/p": conda_token(&two),
    });
    assert_eq!(json!(stored(&home)), wanted);
    assert_eq!(home.read(FILE).unwrap(), b"{\"Anaconda Cloud\": {}}");
}

#[test]
fn beside_a_key_that_is_over_organisations_tokens_are_taken() {
    let home = Home::new();
    let token = home.canary();
    let over = format!(
        "e30.{}.{}",
        BASE64_URL_SAFE_NO_PAD.encode(r#"{"exp":1}"#),
        home.canary()
    );
    let tokens = json!([{ "token": token, "org_name": "o" }]);
    let entry = json!({ "api_key": over, "repo_tokens": tokens, "version": 2 });
    home.write(FILE, file(&[("anaconda.com", entry)]));
    import(&home, &["--from", "anaconda"]).ok();
    let wanted = json!({ "repo.anaconda.cloud": conda_token(&token) });
    assert_eq!(json!(stored(&home)), wanted);
}

#[test]
fn what_we_shared_with_it_is_no_source() {
    let home = Home::new();
    let key = jwt(&home.canary());
    let login = [
        "login",
        "anaconda.com",
        "--token",
        "-",
        "--store",
        "file",
        "--share",
        "anaconda",
    ];
    home.xauth()
        .args(login)
        .stdin(format!("{key}\n"))
        .run()
        .ok();
    let before = home.read(FILE);
    import(&home, &["--from", "anaconda", "--remove-source"]).fails_with(4);
    assert_eq!(home.read(FILE), before);
}
