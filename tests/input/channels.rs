//! Channels: a login is for the whole host unless its user says otherwise, and two channels do not overwrite each other.

use super::support::Home;
use super::{keys, login, token, xauth};

const ONE: &str = "https://h.example/get/one";
const TWO: &str = "https://h.example/get/two";

#[test]
fn p25_a_channels_login_is_for_the_host_and_says_so() {
    for typed in [
        "h.example/get/one",
        ONE,
        "https://h.example/get/one/noarch/repodata.json",
        "https://h.example/get/one/linux-64",
    ] {
        let home = Home::new();
        let canary = home.canary();
        let ran = login(&home, typed, &canary).notes(ONE);
        ran.notes("applies to https://h.example (every port and path)");
        assert_eq!(keys(&home), ["h.example"]);
        assert_eq!(token(&home, TWO), canary);
        let ran = xauth(&home, &["status", "--json"], "").ok();
        assert_eq!(ran.json()["entries"][0]["channel"], ONE);
    }
}

#[test]
fn p25_channel_only_is_for_the_channel_and_below() {
    let home = Home::new();
    let canary = home.canary();
    let ran = xauth(
        &home,
        &["login", ONE, "--channel-only", "--token", "-"],
        &canary,
    )
    .ok();
    ran.notes("pixi and rattler-build do not see it");
    assert_eq!(keys(&home), [ONE]);
    for below in [
        "https://h.example/get/one",
        "https://h.example/get/one/",
        "https://h.example/get/one/noarch/repodata.json",
    ] {
        assert_eq!(token(&home, below), canary);
    }
    for other in [
        "https://h.example/get/one2",
        TWO,
        "https://h.example/",
        "https://h.example:8443/get/one",
        "https://x.h.example/get/one",
        "http://h.example/get/one",
    ] {
        xauth(&home, &["token", other], "").fails_with(4).prints("");
    }
    xauth(&home, &["logout", ONE], "").ok();
    assert!(keys(&home).is_empty());
}

#[test]
fn p25_channel_only_needs_a_channel() {
    for typed in [
        "h.example",
        "https://h.example/",
        "*.h.example",
        "s3://bucket",
    ] {
        let home = Home::new();
        let line = ["login", typed, "--channel-only", "--token", "-"];
        xauth(&home, &line, "a-token").fails_with(2);
        assert!(keys(&home).is_empty(), "{typed}");
    }
}

#[test]
fn p25_another_channels_login_is_not_replaced_unless_told() {
    let home = Home::new();
    login(&home, ONE, "token-one");
    let line = ["login", TWO, "--token", "-"];
    let ran = xauth(&home, &line, "token-two").fails_with(2);
    ran.notes(ONE)
        .notes(&format!("xauth login {TWO} --channel-only"))
        .notes("--force");
    assert_eq!(token(&home, TWO), "token-one");
    // The same secret again is no replacement.
    login(&home, TWO, "token-one");
    login(&home, ONE, "token-one");
    xauth(
        &home,
        &[&line[..], &["--channel-only"]].concat(),
        "token-two",
    )
    .ok();
    assert_eq!(token(&home, ONE), "token-one");
    assert_eq!(token(&home, TWO), "token-two");
}

#[test]
fn p25_force_replaces_another_channels_login() {
    let home = Home::new();
    login(&home, ONE, "token-one");
    xauth(
        &home,
        &["login", TWO, "--token", "-", "--force"],
        "token-two",
    )
    .ok();
    assert_eq!(token(&home, ONE), "token-two");
    assert_eq!(keys(&home), ["h.example"]);
    // The host as such, and the same channel, may always be logged in to again.
    login(&home, TWO, "token-three");
    login(&home, "h.example", "token-four");
    assert_eq!(token(&home, ONE), "token-four");
}

#[test]
fn p25_what_a_refused_login_would_have_replaced_stays_noted() {
    let home = Home::new();
    login(&home, ONE, "token-one");
    for _ in 0..2 {
        xauth(&home, &["login", TWO, "--token", "-"], "token-two").fails_with(2);
    }
    // A bad secret is refused before anything is forgotten.
    xauth(&home, &["login", ONE, "--token", "-"], "").fails_with(2);
    xauth(&home, &["login", TWO, "--token", "-"], "token-two").fails_with(2);
}

#[test]
fn a_channels_name_is_on_condas_alias() {
    let line = ["login", "my-channel", "--token", "-"];
    let home = Home::new();
    xauth(&home, &line, "a-token")
        .ok()
        .notes("https://conda.anaconda.org/my-channel");
    assert_eq!(keys(&home), ["*.anaconda.org"]);

    let home = Home::new();
    home.write(
        ".condarc",
        "channel_alias: https://user:pw@alias.example/t/tk-1/conda  # a comment\n",
    );
    let ran = xauth(&home, &line, "a-token")
        .ok()
        .notes("https://alias.example/conda/my-channel");
    assert!(
        !ran.err.contains("tk-1") && !ran.err.contains("pw@"),
        "{ran}"
    );
    assert_eq!(keys(&home), ["alias.example"]);

    let home = Home::new();
    home.write(".condarc", "channel_alias: https://alias.example\n");
    let run = home.xauth().args(line).stdin("a-token");
    run.env("CONDA_CHANNEL_ALIAS", "https://other.example/x")
        .run()
        .ok();
    assert_eq!(keys(&home), ["other.example"]);
    let run = home.xauth().args(["logout", "my-channel"]);
    run.env("CONDA_CHANNEL_ALIAS", "https://other.example/x")
        .run()
        .ok();
}

#[test]
fn the_last_of_condas_files_wins_and_a_broken_one_is_passed_over() {
    let line = ["login", "a/label/dev", "--token", "-"];
    let home = Home::new();
    home.write(
        ".config/conda/.condarc",
        "channel_alias: https://first.example\n",
    );
    home.write(".conda/.condarc", "channel_alias: https://second.example\n");
    home.write(".condarc", "channels: [defaults]\n");
    let ran = xauth(&home, &line, "a-token").ok();
    ran.notes("https://second.example/a/label/dev");
    home.write(".condarc", "channel_alias: [}\n");
    xauth(&home, &["status", "a/label/dev"], "").ok();
    home.write("rc", "channel_alias: https://named.example\n");
    let run = home
        .xauth()
        .args(["which", "a"])
        .env("CONDARC", home.path().join("rc"));
    run.run().fails_with(4).notes("https://named.example/a");
}

/// A project must not choose where a login goes.
#[test]
fn a_condarc_of_the_working_directory_is_not_read() {
    let home = Home::new();
    home.write("project/.condarc", "channel_alias: https://evil.example\n");
    let run = home
        .xauth()
        .args(["login", "chan", "--token", "-"])
        .stdin("a-token");
    run.cwd(home.path().join("project")).run().ok();
    assert_eq!(keys(&home), ["*.anaconda.org"]);
}

#[test]
fn an_alias_over_plain_http_needs_the_users_word() {
    let home = Home::new();
    home.write(".condarc", "channel_alias: http://alias.example\n");
    let ran = xauth(&home, &["login", "chan", "--token", "-"], "a-token");
    ran.fails_with(2)
        .notes("http://alias.example/chan")
        .notes("plain http");
}
