//! What their clients log in to, we see, use and log out of.

use crate::common::{KEYRING, Place, TOKENS};

const REPOSITORY: &str = "https://repo.anaconda.cloud/repo/main/noarch/repodata.json";
const PRIVATE: &str = "https://conda.anaconda.org/private/noarch/repodata.json";
const NOT_LOGGED_IN: &str = "TokenNotFoundError: Login is required to complete this action.";

/// The account's key, the newest that was issued, is ours to see, to use and to end.
#[track_caller]
fn is_a_login_of_ours(place: &Place) {
    let key = place.world.issued("api-key").pop().unwrap();
    let status = place.quietly(place.xauth(&["status"])).ok();
    assert!(status.out.contains("anaconda.com"), "{status}");
    assert!(
        status.out.contains("in 1 year") || status.out.contains("in 364 days"),
        "{status}"
    );
    let token = place.xauth(&["token", "anaconda.com"]);
    place.run(token).ok().prints(&format!("{key}\n"));
    place
        .quietly(place.xauth(&["which", REPOSITORY, "--check"]))
        .ok();
    let value = format!("Bearer {key}");
    let requests = place.world.requests();
    let with_key = requests.iter().find(|asked| {
        asked.host == "repo.anaconda.cloud" && asked.header("authorization") == Some(&value)
    });
    assert_eq!(with_key.unwrap().status, 200);

    place
        .quietly(place.xauth(&["logout", "anaconda.com", "-v"]))
        .ok();
    place
        .run(place.xauth(&["token", "anaconda.com"]))
        .fails_with(4);
    place.run(place.xauth(&["which", REPOSITORY])).fails_with(4);
}

#[test]
fn anaconda_auth_with_a_code() {
    let place = Place::new();
    place.run(place.auth(&["login"])).ok();
    is_a_login_of_ours(&place);
    let key = place.run(place.auth(&["api-key"])).fails_with(1);
    assert!(key.out.contains(NOT_LOGGED_IN), "{key}");
    assert_eq!(place.file(KEYRING), r#"{"Anaconda Cloud": {}}"#);
}

#[test]
fn anaconda_auth_in_a_browser() {
    let place = Place::new();
    let login = place
        .auth(&["login"])
        .env("ANACONDA_AUTH_USE_DEVICE_FLOW", "false");
    place.run(place.in_browser(login)).ok();
    is_a_login_of_ours(&place);
}

#[test]
fn anaconda_cloud_auth() {
    let place = Place::new();
    place.run(place.in_browser(place.cloud(&["login"]))).ok();
    // That is what it calls the server.
    assert!(
        place
            .file(KEYRING)
            .starts_with(r#"{"Anaconda Cloud": {"anaconda.cloud": "#)
    );
    is_a_login_of_ours(&place);
    let key = place.run(place.cloud(&["api-key"])).fails_with(1);
    assert!(key.out.contains(NOT_LOGGED_IN), "{key}");
}

#[test]
fn anaconda_auth_at_a_site_of_ones_own() {
    let place = Place::new();
    let site = "default_site = \"mine\"\n[sites.mine]\ndomain = \"anaconda.example.test\"\n";
    place.home.write(".anaconda/config.toml", site);
    place.run(place.auth(&["login"])).ok();
    let key = place.world.issued("api-key").pop().unwrap();
    let token = place.xauth(&["token", "anaconda.example.test"]);
    place.run(token).ok().prints(&format!("{key}\n"));
    place
        .quietly(place.xauth(&["logout", "anaconda.example.test"]))
        .ok();
    place.run(place.auth(&["api-key"])).fails_with(1);
}

#[test]
fn anaconda_client() {
    let place = Place::new();
    place
        .quietly(place.in_browser(place.client(&["login"])))
        .ok();
    let token = place.world.issued("token").pop().unwrap();
    place
        .quietly(place.xauth(&["import", "--from", "anaconda", "--remove-source"]))
        .ok();
    let mine = place.xauth(&["token", "anaconda.org"]);
    place.run(mine).ok().prints(&format!("{token}\n"));
    place
        .quietly(place.xauth(&["which", PRIVATE, "--check"]))
        .ok();
    for path in TOKENS {
        assert_eq!(place.home.read(path), None, "{path}");
    }
    place
        .quietly(place.client(&["whoami"]))
        .ok()
        .notes("Anonymous User");
    place.quietly(place.xauth(&["logout", "anaconda.org"])).ok();
    place.run(place.xauth(&["which", PRIVATE])).fails_with(4);
}
