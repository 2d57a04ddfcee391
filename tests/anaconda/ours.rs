//! What we log in to, their clients use, until we log out.

use crate::common::{KEYRING, Place, TOKENS};

fn login(place: &Place) -> String {
    let login = place.xauth(&[
        "login",
        "anaconda.com",
        "--oauth-flow",
        "device-code",
        "--share",
        "anaconda",
        "-v",
    ]);
    place.quietly(login).ok();
    place.world.issued("api-key").pop().unwrap()
}

#[test]
fn anaconda_auth_has_the_key_of_our_login() {
    let place = Place::new();
    let key = login(&place);
    let theirs = place.run(place.auth(&["api-key"])).ok();
    assert_eq!(theirs.out.replace('\n', ""), key);
    let who = place.run(place.auth(&["whoami"])).ok();
    assert_eq!(who.json()["user"]["username"], "me");
    let who = place.world.requests().pop().unwrap();
    assert_eq!(who.line(), "GET anaconda.com/api/account 200");
    // It asks before it does it again, and there is nobody.
    place.run(place.auth(&["login"])).fails_with(1);

    place.quietly(place.xauth(&["logout", "anaconda.com"])).ok();
    place.run(place.auth(&["api-key"])).fails_with(1);
    // We took the file away that we made; it makes an empty one to look into.
    assert_eq!(place.file(KEYRING), "");
}

#[test]
fn anaconda_cloud_auth_has_it_too() {
    let place = Place::new();
    let key = login(&place);
    let domain = |run: crate::support::Run| run.env("ANACONDA_CLOUD_DOMAIN", "anaconda.com");
    let theirs = place.run(domain(place.cloud(&["api-key"]))).ok();
    assert_eq!(theirs.out.replace('\n', ""), key);
    let who = place.run(domain(place.cloud(&["whoami"]))).ok();
    assert!(who.out.contains("\"me@example.com\""), "{who}");
}

#[test]
fn anaconda_client_makes_tokens_with_the_key() {
    let place = Place::new();
    let key = login(&place);
    let create = place.client(&["auth", "--create", "--name", "theirs", "--scopes", "repos"]);
    let made = place.run(create).ok();
    assert_eq!(made.out, place.world.issued("token").pop().unwrap());
    let request = place.world.requests().pop().unwrap();
    assert_eq!(request.line(), "POST api.anaconda.org/authentications 200");
    assert_eq!(
        request.header("authorization"),
        Some(&*format!("Bearer {key}"))
    );
}

#[test]
fn anaconda_client_has_the_token_that_we_made() {
    let place = Place::new();
    login(&place);
    let create = [
        "access-token",
        "create",
        "--name",
        "mine",
        "--scope",
        "all",
        "--login",
        "--share",
        "anaconda",
        "-v",
    ];
    place.quietly(place.xauth(&create)).ok().prints("");
    let who = place.quietly(place.client(&["whoami"])).ok();
    assert!(
        who.out.contains("Username: me") || who.err.contains("Username: me"),
        "{who}"
    );
    place
        .quietly(place.client(&["auth", "--list"]))
        .ok()
        .notes("| mine ");
    place.quietly(place.xauth(&["logout", "anaconda.org"])).ok();
    for path in TOKENS {
        assert_eq!(place.home.read(path), None, "{path}");
    }
    place
        .quietly(place.client(&["whoami"]))
        .ok()
        .notes("Anonymous User");
}

#[test]
fn the_environment_names_of_three_generations_are_of_one_key() {
    let place = Place::new();
    let key = place.world.api_key(3600);
    for name in ["ANACONDA_AUTH_API_KEY", "ANACONDA_CLOUD_API_KEY"] {
        let ours = place.xauth(&["token", "anaconda.com"]).env(name, &key);
        place.run(ours).ok().prints(&format!("{key}\n"));
        let theirs = place.run(place.auth(&["api-key"]).env(name, &key)).ok();
        assert!(
            theirs.out.replace('\n', "").contains(&key),
            "{name}: {theirs}"
        );
    }
    let older = place
        .cloud(&["api-key"])
        .env("ANACONDA_CLOUD_API_KEY", &key);
    assert_eq!(place.run(older).ok().out.replace('\n', ""), key);
}
