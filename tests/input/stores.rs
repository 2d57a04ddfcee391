//! Which store is used: `RATTLER_AUTH_FILE`, the flag, the variable, the config, in this order.

use super::support::Home;
use super::{keys, login, token, xauth};

#[test]
fn rattler_auth_file_is_the_only_store() {
    let home = Home::new();
    login(&home, "h.example", "in-the-home");
    let file = home.path().join("only.json");
    let here = |line: &[&str]| home.xauth().args(line).env("RATTLER_AUTH_FILE", &file);
    here(&["token", "h.example"]).run().fails_with(4);
    here(&["login", "h.example", "--token", "-"])
        .stdin("in-the-file")
        .run()
        .ok();
    here(&["token", "h.example"])
        .run()
        .ok()
        .prints("in-the-file\n");
    assert_eq!(token(&home, "h.example"), "in-the-home");
    assert_eq!(home.mode("only.json"), 0o600);
    // Neither variables nor netrc are asked.
    home.write(".netrc", "machine n.example login u password p1");
    here(&["token", "n.example"]).run().fails_with(4);
    here(&["token", "v.example"])
        .env("XAUTH_TOKEN_V_EXAMPLE", "t")
        .run()
        .fails_with(4);
    here(&["logout", "h.example"]).run().ok();
    assert_eq!(keys(&home), ["h.example"]);
}

#[test]
fn rattler_auth_file_does_not_go_with_the_keychain() {
    let home = Home::new();
    for line in [
        &["status"][..],
        &["token", "h.example"],
        &["login", "h.example", "--token", "-"],
        &["logout", "h.example"],
        &["which", "h.example"],
    ] {
        let file = home.path().join("only.json");
        let run = home
            .xauth()
            .args(line)
            .args(["--store", "keychain"])
            .stdin("a-token");
        let ran = run
            .env("RATTLER_AUTH_FILE", &file)
            .run()
            .fails_with(2)
            .prints("");
        ran.notes("RATTLER_AUTH_FILE")
            .notes("`unset RATTLER_AUTH_FILE`");
        assert!(!file.exists());
    }
    let run = home
        .xauth()
        .args(["login", "h.example", "--token", "-", "--store", "file"]);
    run.env("RATTLER_AUTH_FILE", home.path().join("only.json"))
        .stdin("t1")
        .run()
        .ok();
}

#[test]
fn the_flag_wins_over_the_variable_and_the_variable_over_the_config() {
    let home = Home::new();
    let line = ["login", "h.example", "--token", "-"];
    home.write(".config/xauth/config.toml", "store = \"keychain\"\n");
    let ran = xauth(&home, &line, "a-token").fails_with(3);
    ran.notes("could not use the keychain")
        .notes("--store file");
    let run = home.xauth().args(line).stdin("a-token");
    run.env("XAUTH_STORE", "file")
        .run()
        .ok()
        .notes("unencrypted (as chosen)");
    let run = home
        .xauth()
        .args(line)
        .stdin("a-token")
        .args(["--store", "keychain"]);
    run.env("XAUTH_STORE", "file").run().fails_with(3);
    let run = home
        .xauth()
        .args(line)
        .stdin("b-token")
        .args(["--store", "file"]);
    run.env("XAUTH_STORE", "keychain").run().ok();
    let ran = home
        .xauth()
        .args(["token", "h.example"])
        .env("XAUTH_STORE", "auto")
        .run();
    ran.ok().prints("b-token\n");
}

#[test]
fn a_wrong_choice_is_a_usage_error() {
    let home = Home::new();
    let ran = home
        .xauth()
        .args(["status"])
        .env("XAUTH_STORE", "cloud")
        .run();
    ran.fails_with(2)
        .notes("XAUTH_STORE")
        .notes("`cloud`")
        .notes("`keychain`");
    for text in [
        "store = 'cloud'",
        "stroe = 'file'",
        "store = 1",
        "store =",
        "[store]\n",
    ] {
        let home = Home::new();
        home.write(".config/xauth/config.toml", text);
        let ran = xauth(&home, &["status"], "").fails_with(2);
        ran.notes("config.toml").notes("`store = \"auto\"`");
    }
}

#[test]
fn the_config_is_where_xdg_says() {
    let home = Home::new();
    home.write("elsewhere/xauth/config.toml", "store = 'cloud'");
    let run = home.xauth().args(["status"]);
    run.env("XDG_CONFIG_HOME", home.path().join("elsewhere"))
        .run()
        .fails_with(2);
    xauth(&home, &["status"], "").fails_with(4);
}

#[test]
fn auto_without_a_keychain_is_the_file_and_says_so() {
    let home = Home::new();
    let ran = login(&home, "h.example", "a-token");
    ran.notes("stored in the file (~/.rattler/rattler_auth_store.json and credentials.json), unencrypted (no keychain here");
}
