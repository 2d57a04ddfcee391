//! A login of another kind for one of an account's hosts, and the logout of either.

use crate::common::{KEYS, Place};

/// Logs in to repo.anaconda.cloud with a token of an organisation.
fn organisation(place: &Place) -> String {
    let token = place.world.organisation_token();
    let login = ["login", "repo.anaconda.cloud", "--conda-token", "-"];
    place.xauth(&login).stdin(token.clone()).run().ok();
    token
}

fn conda_token(place: &Place) -> Option<String> {
    let all = place.home.read_json(place.home.store_path());
    let token = &all.get("repo.anaconda.cloud")?["CondaToken"];
    token.as_str().map(str::to_owned)
}

fn keyring(place: &Place, payload: &str) -> String {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let payload = BASE64_STANDARD.encode(payload);
    let text = format!(r#"{{"Anaconda Cloud": {{"anaconda.com": "{payload}"}}}}"#);
    place.home.write(".anaconda/keyring", &text);
    text
}

#[test]
fn each_of_the_two_goes_by_itself() {
    let place = Place::new();
    place.login(&[]).ok();
    let key = place.stored("anaconda.com");
    let token = organisation(&place);
    let ran = place.xauth(&["logout", "repo.anaconda.cloud"]).run().ok();
    assert_eq!(place.stored("anaconda.com"), key, "{ran}");
    assert_eq!(conda_token(&place), None);
    let token = {
        assert_ne!(Some(&token), key.as_ref());
        organisation(&place)
    };
    let ran = place.xauth(&["logout", "anaconda.com"]).run().ok();
    ran.notes("`repo.anaconda.cloud` has a login of its own (conda-token), which stays");
    assert_eq!(
        (place.stored("anaconda.com"), conda_token(&place)),
        (None, Some(token))
    );
}

#[test]
fn what_anaconda_auth_has_is_no_business_of_a_conda_token() {
    let place = Place::new();
    let key = place.world.api_key(300 * 86_400);
    let before = keyring(
        &place,
        &format!(
            r#"{{"domain": "anaconda.com", "api_key": "{key}", "repo_tokens": [], "version": 2}}"#
        ),
    );
    organisation(&place);
    place.xauth(&["logout", "repo.anaconda.cloud"]).run().ok();
    let after = std::fs::read_to_string(place.home.path().join(".anaconda/keyring")).unwrap();
    assert_eq!(after, before);
}

#[test]
fn tokens_of_organisations_alone_are_told_with_what_removes_them() {
    let place = Place::new();
    let token = place.world.organisation_token();
    let repo = format!(r#"[{{"token": "{token}", "org_name": "acme"}}]"#);
    keyring(
        &place,
        &format!(
            r#"{{"domain": "anaconda.com", "api_key": null, "repo_tokens": {repo}, "version": 2}}"#
        ),
    );
    let ran = place.xauth(&["logout", "anaconda.com"]).run().fails_with(1);
    ran.notes("there is nothing that xauth can remove for `anaconda.com`")
        .notes("hint: `anaconda token uninstall --all` removes the tokens of organisations");
}

#[test]
fn a_site_is_logged_out_of_as_it_was_logged_in_to() {
    const SITE: &str = "anaconda.example.test";
    let place = Place::new();
    let text = format!("[sites.work]\ndomain = \"{SITE}\"\n");
    place.home.write(".anaconda/config.toml", text);
    let key = place.world.api_key_of(SITE, 86_400);
    for named in [["--at", "work"], ["--domain", SITE]] {
        place.has(SITE, &key);
        place.xauth(&[&["logout"], &named[..]].concat()).run().ok();
        assert_eq!(place.stored(SITE), None, "{named:?}");
    }
    let run = place.xauth(&["logout", "anaconda.com", "--at", "work"]);
    run.run()
        .fails_with(2)
        .notes("run `xauth logout --at work`");
    place
        .xauth(&["logout", "--all", "--at", "work"])
        .run()
        .fails_with(2);
}

#[test]
fn a_channel_that_was_typed_is_no_part_of_an_account() {
    let place = Place::new();
    let short = place.world.api_key(3600);
    let main = "https://repo.anaconda.cloud/repo/main";
    let run = place.xauth(&["login", main, "--token", "-"]);
    run.stdin(short).run().ok();
    let other = "https://repo.anaconda.cloud/repo/msys2";
    let run = place.xauth(&["login", other, "--oauth-flow", "device-code"]);
    run.run().ok();
    for key in KEYS {
        assert_eq!(place.stored(key), place.world.issued("api-key").pop());
    }
}
