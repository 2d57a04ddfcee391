//! Keys and tokens that are given, and not made.

use crate::common::{KEYS, Place};

#[test]
fn an_api_key_that_is_given_is_for_both_hosts() {
    for typed in ["anaconda.com", "repo.anaconda.cloud"] {
        let place = Place::new();
        let key = place.world.api_key(86_400);
        let run = place
            .xauth(&["login", typed, "--token", "-"])
            .stdin(key.clone());
        run.secret(&key)
            .run()
            .ok()
            .notes("https://anaconda.com, https://repo.anaconda.cloud");
        for stored in KEYS {
            assert_eq!(place.stored(stored).as_ref(), Some(&key));
        }
        place.xauth(&["logout", typed]).run().ok();
        for stored in KEYS {
            assert_eq!(place.stored(stored), None);
        }
    }
}

#[test]
fn a_token_of_an_organisation_is_for_its_host_and_stays_beside_an_account() {
    let place = Place::new();
    let token = place.world.organisation_token();
    let run = place.xauth(&["login", "repo.anaconda.cloud", "--conda-token", "-"]);
    run.stdin(token.clone())
        .run()
        .ok()
        .notes("applies to https://repo.anaconda.cloud (");
    let which = place
        .xauth(&["which", "https://repo.anaconda.cloud/repo/main"])
        .run()
        .ok();
    assert!(which.out.contains("conda-token"), "{which}");
    place
        .login(&[])
        .ok()
        .notes("`repo.anaconda.cloud` has a login of its own (a conda token), which stays");
    let token_of = |url: &str| place.xauth(&["token", url]).reveals().run().ok().out;
    assert_eq!(token_of("https://repo.anaconda.cloud/").trim(), token);
    assert_eq!(
        Some(token_of("anaconda.com").trim().to_owned()),
        place.stored("anaconda.com")
    );
    place.login(&["--force"]).ok();
    assert_eq!(
        place.stored("repo.anaconda.cloud"),
        place.stored("anaconda.com")
    );
}

#[test]
fn no_secret_is_said_at_the_most_verbose() {
    let place = Place::new();
    let ran = place.login(&["--verbose"]).ok();
    let said = format!("{}{}", ran.out, ran.err);
    let secrets = place.world.secrets();
    assert!(
        secrets.len() >= 3,
        "an access token, a device code and a key"
    );
    for secret in secrets {
        assert!(!said.contains(&secret), "{ran}");
    }
}
