//! Logging in to anaconda.org with what makes its tokens.

use crate::{common::Place, support::procs};

fn token_of_org(place: &Place) -> Option<String> {
    let all = place.home.read_json(place.home.store_path());
    all.get("*.anaconda.org")?["CondaToken"]
        .as_str()
        .map(str::to_owned)
}

fn org(place: &Place, more: &[&str]) -> crate::support::Run {
    let run = place.xauth(&[&["login", "anaconda.org"], more].concat());
    run.env("LOGNAME", "em")
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
    let ran = ran.notes("logged in to anaconda.com already");
    assert_eq!(place.world.issued("api-key").len(), 1);
    assert_eq!(token_of_org(&place), place.world.issued("token").pop());
    // The earlier token goes when the new one is stored.
    ran.notes("revoked the token of the earlier login, `xauth-login:em@");
    let wanted = [
        "POST api.anaconda.org/authentications 400",
        "POST api.anaconda.org/authentications 200",
        "GET api.anaconda.org/authentication 200",
        "DELETE api.anaconda.org/authentications 201",
    ];
    assert_eq!(place.lines()[made.len()..], wanted);
    let requests = place.world.requests();
    let notes: Vec<String> = requests[made.len() - 1..made.len() + 2]
        .iter()
        .map(|request| {
            assert_eq!(request.json()["fail-if-exists"], true);
            request.json()["note"].as_str().unwrap().to_owned()
        })
        .collect();
    assert!(notes[0].starts_with("xauth-login:em@"), "{notes:?}");
    assert_eq!(notes[1], notes[0]);
    assert!(
        notes[2].starts_with(&format!("{}:2", notes[0])),
        "{notes:?}"
    );
}

#[test]
fn a_login_ends_no_token_that_is_not_its_own() {
    let place = Place::new();
    org(&place, &["--oauth-flow", "device-code"]).run().ok();
    let run = place.xauth(&["access-token", "create", "--scope", "repos", "--login"]);
    run.run().ok();
    let before = place.lines().len();
    org(&place, &["--oauth"]).run().ok();
    let asked = place.lines().split_off(before);
    assert!(
        !asked.iter().any(|line| line.starts_with("DELETE")),
        "{asked:?}"
    );
}

#[test]
fn a_login_that_was_not_stored_leaves_the_earlier_one() {
    let place = Place::new();
    org(&place, &["--oauth-flow", "device-code"]).run().ok();
    let earlier = token_of_org(&place);
    let before = place.lines().len();
    let run = org(&place, &["--oauth"]);
    let (ran, _) = procs::inject(run, "rename,renameat,renameat2", "renameat2:error=EIO");
    ran.fails_with(3).notes("was revoked again");
    assert_eq!(token_of_org(&place), earlier);
    let deleted = |line: &&String| line.starts_with("DELETE");
    let asked = place.lines().split_off(before);
    assert_eq!(asked.iter().filter(deleted).count(), 1, "{asked:?}");
    place.xauth(&["access-token", "info"]).run().ok();
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
