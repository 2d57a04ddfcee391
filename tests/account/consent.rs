//! How far a key goes: never over plain http, to no host of somebody else, and to nobody but the site that was named.

use serde_json::Value;

use crate::common::Place;

const SITE: &str = "anaconda.example.test";
const CODE: [&str; 2] = ["--oauth-flow", "device-code"];

#[test]
fn nothing_that_an_account_makes_goes_over_plain_http() {
    for login in [
        &["login", "anaconda.org", "--oauth"][..],
        &["login", "anaconda.com", "--oauth"],
        &["login", "--domain", SITE],
        &[
            "login",
            "anaconda.org",
            "--username",
            "me",
            "--password",
            "-",
        ],
    ] {
        let place = Place::new();
        let run = place.xauth(&[login, &["--allow-insecure-http"]].concat());
        run.stdin("canary-password")
            .run()
            .fails_with(2)
            .notes("`--allow-insecure-http` is for a token that you have");
        assert!(place.lines().is_empty() && !place.home.store_path().exists());
    }
}

#[test]
fn a_login_that_is_there_takes_an_earlier_word_back() {
    let place = Place::new();
    let key = place.world.api_key(300 * 86_400);
    let login = [
        "login",
        "anaconda.com",
        "--token",
        "-",
        "--allow-insecure-http",
    ];
    place.xauth(&login).stdin(key).run().ok();
    let url = "http://repo.anaconda.cloud/repo/main";
    place.xauth(&["token", url]).reveals().run().ok();
    let ran = place.xauth(&["login", "anaconda.com"]).run().ok();
    ran.notes("`repo.anaconda.cloud` is not sent over plain http any more");
    place.xauth(&["token", url]).run().fails_with(4);
}

#[test]
fn a_target_is_on_the_site_that_is_named_whatever_is_given() {
    for arguments in [
        &["repo.prefix.dev", "--at", "nope"][..],
        &["prefix.dev", "--at", "org"],
        &["host.example.com", "--domain", SITE],
    ] {
        for scheme in ["--token", "--conda-token"] {
            let place = Place::new();
            let login = [&["login"], arguments, &[scheme, "-", "--no-verify"]].concat();
            place.xauth(&login).stdin("canary-key").run().fails_with(2);
            assert!(!place.home.store_path().exists());
        }
    }
}

#[test]
fn a_key_that_is_given_for_a_site_is_asked_about_there() {
    let place = Place::new();
    let login = ["login", "--domain", SITE, "--token", "-"];
    let ask = || place.xauth(&login).env_remove("XAUTH_NO_VERIFY");
    ask().stdin("canary-wrong").run().fails_with(4);
    assert!(!place.home.store_path().exists());
    let key = place.world.api_key_of(SITE, 86_400);
    let asked = "verified: https://anaconda.example.test/api/account takes it";
    ask().stdin(key).run().ok().notes(asked);
}

#[test]
fn a_key_is_for_no_host_below() {
    let place = Place::new();
    let login = |arguments: &[&str]| {
        place
            .xauth(&[arguments, &CODE].concat())
            .run()
            .fails_with(2)
    };
    login(&["login", "anaconda.com", "--subdomains"]).notes("leave out `--subdomains`");
    login(&["login", "*.anaconda.com"]).notes("not for all hosts below it");
    login(&["login", "--domain", SITE, "--subdomains"]).notes("not for all hosts below it");
    assert!(place.lines().is_empty());
}

#[test]
fn what_is_printed_of_a_login_to_anaconda_org_is_the_tokens() {
    let place = Place::new();
    let login = [&["login", "anaconda.org", "--json"], &CODE[..]].concat();
    let ran = place.xauth(&login).run().ok();
    let lines = ran
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let lines: Vec<Value> = lines.collect();
    assert_eq!(lines.len(), 2, "{ran}");
    assert_eq!(lines[0]["event"], "device_code");
    assert_eq!(lines[1]["target"], "anaconda.org");
    let ran = place
        .xauth(&["login", "anaconda.org", "--oauth", "--json"])
        .run()
        .ok();
    assert_eq!(ran.out.lines().count(), 1, "{ran}");
}

#[test]
fn a_key_that_is_kept_is_of_the_account_that_the_server_named() {
    let place = Place::new();
    let run = |more: &[&str]| {
        let login = [&["login", "anaconda.com", "--json"], more].concat();
        let ran = place.xauth(&login).env_remove("XAUTH_NO_VERIFY").run().ok();
        let last: Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
        last["account"].clone()
    };
    let first = run(&CODE);
    assert!(first.is_string() && run(&[]) == first);
}

#[test]
fn a_login_by_the_variable_is_told_and_does_nothing_in_silence() {
    let place = Place::new();
    let key = place.world.api_key(86_400);
    let job = |more: &[&str]| {
        let login = [&["login", "anaconda.com", "--json"], more].concat();
        let run = place.xauth(&login).env("CI", "1");
        run.env("ANACONDA_AUTH_API_KEY", &key).run()
    };
    let ran = job(&[]).ok();
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["store"], "environment", "{ran}");
    assert_eq!(told["tools"], serde_json::json!([]));
    job(&["--share", "none"]).ok();
    for (flag, value) in [("--share", "anaconda,conda"), ("--store", "file")] {
        let hint = format!(
            "run `printenv ANACONDA_AUTH_API_KEY | xauth login anaconda.com {flag} {value} --token -`"
        );
        job(&[flag, value]).fails_with(2).notes(&hint).prints("");
    }
}
