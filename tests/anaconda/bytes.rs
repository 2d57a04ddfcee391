//! The files that they and we write for the same credential are the same, byte for byte.

use serde_json::json;

use crate::{
    common::{KEYRING, Place, TOKENS},
    support::{Run, canary},
};

const LOGIN: [&str; 6] = [
    "login",
    "anaconda.com",
    "--oauth-flow",
    "device-code",
    "--share",
    "anaconda",
];

/// Two homes whose logins get the same key.
pub fn two() -> ([Place; 2], String) {
    let places = [Place::new(), Place::new()];
    let key = places[0].world.api_key(365 * 86400);
    for place in &places {
        next_key(place, &key);
    }
    (places, key)
}

/// The key that the next login gets, of whichever client.
fn next_key(place: &Place, key: &str) {
    place.world.take_api_key(key, "anaconda");
    let answer = json!({ "status": 201, "body": { "api_key": key } });
    place
        .world
        .answer("POST *anaconda.c*/api/*/api-keys", answer);
}

/// Stores an organisation's token with their own code.
fn repo_token(place: &Place, domain: &str) -> Run {
    let script = format!(
        "from anaconda_auth.token import TokenInfo; \
         token = TokenInfo.load('{domain}', create=True); \
         token.set_repo_token('my-org', 'canary-repo-token'); token.save()"
    );
    let run = place
        .home
        .run(crate::support::anaconda())
        .args(["-c", &script]);
    place.world.env(run)
}

/// A new key from each, the one before notwithstanding.
fn replace(theirs: &Place, ours: &Place) {
    theirs.run(theirs.auth(&["login", "--force"])).ok();
    ours.run(ours.xauth(&[&LOGIN[..4], &["--force"]].concat()))
        .ok();
    let share = ["share", "anaconda.com", "--with", "anaconda", "--force"];
    ours.run(ours.xauth(&share)).ok();
    assert_eq!(ours.file(KEYRING), theirs.file(KEYRING));
}

#[test]
fn the_keyring_of_a_new_login() {
    let ([theirs, ours], _) = two();
    theirs.run(theirs.auth(&["login"])).ok();
    ours.run(ours.xauth(&LOGIN)).ok();
    assert_eq!(ours.file(KEYRING), theirs.file(KEYRING));
    assert_eq!(ours.home.mode(KEYRING), 0o600);
    assert_eq!(ours.home.mode(".anaconda"), 0o700);

    // What there was not before us is not there after us.
    theirs.run(theirs.auth(&["logout"])).ok();
    ours.run(ours.xauth(&["logout", "anaconda.com"])).ok();
    assert_eq!(theirs.file(KEYRING), r#"{"Anaconda Cloud": {}}"#);
    assert_eq!(ours.home.read(KEYRING), None);
}

#[test]
fn the_keyring_of_a_login_beside_tokens_of_organisations_and_other_entries() {
    let ([theirs, ours], first) = two();
    let others = r#"{"Anaconda Cloud": {"other.example.test": "e30="}, "Else": {"me": "x"}}"#;
    let second = theirs.world.api_key(90 * 86400);
    for place in [&theirs, &ours] {
        place.home.write(KEYRING, others);
        place.run(place.auth(&["login"])).ok();
        place.run(repo_token(place, "anaconda.com")).ok();
        next_key(place, &second);
    }
    assert_eq!(ours.file(KEYRING), theirs.file(KEYRING));
    replace(&theirs, &ours);
    let key = ours.run(ours.auth(&["api-key"])).ok().out.replace('\n', "");
    assert!(key == second && key != first);
}

#[test]
fn the_keyring_that_the_older_client_wrote() {
    let ([theirs, ours], _) = two();
    let second = theirs.world.api_key(90 * 86400);
    for place in [&theirs, &ours] {
        place.run(place.in_browser(place.cloud(&["login"]))).ok();
        assert!(place.file(KEYRING).contains("\"anaconda.cloud\""));
        next_key(place, &second);
    }
    assert_eq!(ours.file(KEYRING), theirs.file(KEYRING));
    replace(&theirs, &ours);
    assert!(ours.file(KEYRING).contains("\"anaconda.com\""));
}

#[test]
fn the_token_files_of_anaconda_org() {
    let [theirs, ours] = [Place::new(), Place::new()];
    let token = canary();
    for place in [&theirs, &ours] {
        place.world.answer(
            "POST api.anaconda.org/authentications",
            json!({ "body": { "token": token } }),
        );
        place.world.answer(
            "GET api.anaconda.org/user",
            json!({ "body": { "login": "me" } }),
        );
    }
    theirs
        .quietly(theirs.in_browser(theirs.client(&["login"])))
        .ok();
    let login = ours.xauth(&[
        "login",
        "anaconda.org",
        "--conda-token",
        "-",
        "--share",
        "anaconda",
    ]);
    ours.quietly(login.stdin(token.clone()).secret(&token)).ok();
    for path in TOKENS {
        assert_eq!(ours.file(path), token);
        assert_eq!(theirs.file(path), token);
        assert_eq!(
            (ours.home.mode(path), theirs.home.mode(path)),
            (0o600, 0o600)
        );
    }
}
