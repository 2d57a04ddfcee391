//! Logging in to anaconda.org with what makes its tokens.

use crate::common::Place;

fn token_of_org(place: &Place) -> Option<String> {
    let all = place.home.read_json(place.home.store_path());
    all.get("*.anaconda.org")?["CondaToken"]
        .as_str()
        .map(str::to_owned)
}

fn org(place: &Place, more: &[&str]) -> crate::support::Run {
    place.xauth(&[&["login", "anaconda.org"], more].concat())
}

#[test]
fn an_account_makes_a_token_again_and_again() {
    let place = Place::new();
    let ran = org(&place, &["--oauth-flow", "device-code"]).run().ok();
    assert_eq!(
        token_of_org(&place),
        place.world.issued("token").pop(),
        "{ran}"
    );
    assert!(place.stored("anaconda.com").is_some());
    let made: Vec<String> = place.lines();
    assert_eq!(
        made.last().unwrap(),
        "POST api.anaconda.org/authentications 200"
    );
    let ran = org(&place, &["--oauth"]).run().ok();
    ran.notes("logged in to anaconda.com already");
    assert_eq!(place.world.issued("api-key").len(), 1);
    assert_eq!(token_of_org(&place), place.world.issued("token").pop());
    let requests = place.world.requests();
    let body = requests.last().unwrap().json();
    assert_eq!(body["fail-if-exists"], false);
    assert!(
        body["note"].as_str().unwrap().starts_with("xauth:"),
        "{body}"
    );
}

#[test]
fn it_is_the_site_that_anaconda_calls_by_that_name() {
    let place = Place::new();
    let run = place.xauth(&[
        "login",
        "--at",
        "anaconda.org",
        "--oauth-flow",
        "device-code",
    ]);
    run.run().ok();
    assert_eq!(token_of_org(&place), place.world.issued("token").pop());
}

#[test]
fn a_server_that_takes_no_accounts_is_said() {
    let place = Place::new();
    place.world.set("no_bearer", true);
    let ran = org(&place, &["--oauth-flow", "device-code"])
        .run()
        .fails_with(4);
    ran.notes("Bearer token authentication is not enabled");
    assert!(place.stored("anaconda.com").is_some());
    assert_eq!(token_of_org(&place), None);
}

#[test]
fn a_name_and_a_password_make_a_token() {
    let place = Place::new();
    place
        .world
        .set("passwords", serde_json::json!({ "me": "canary-password" }));
    let login = ["--username", "me", "--password", "-"];
    let run = org(&place, &login).stdin("canary-wrong");
    run.secret("canary-wrong").run().fails_with(4);
    assert!(!place.home.store_path().exists());
    let run = org(&place, &login).stdin("canary-password");
    run.secret("canary-password").run().ok();
    assert_eq!(token_of_org(&place), place.world.issued("token").pop());
    assert_eq!(place.stored("anaconda.com"), None);
}

#[test]
fn without_a_person_a_token_is_needed() {
    let place = Place::new();
    for arguments in [
        &["login", "anaconda.org"][..],
        &["login", "--at", "anaconda.org"],
    ] {
        let run = place.xauth(arguments).env("CI", "1");
        run.run()
            .fails_with(2)
            .notes("xauth login anaconda.org --conda-token - < FILE");
    }
    assert!(place.lines().is_empty());
}
