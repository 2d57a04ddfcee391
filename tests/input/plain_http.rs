//! Plain http: never to another machine without the user's word.

use super::support::Home;
use super::{keys, login, token, xauth};

#[test]
fn p20_plain_http_needs_the_users_word() {
    let home = Home::new();
    let canary = home.canary();
    let line = ["login", "http://h.example", "--token", "-"];
    let ran = xauth(&home, &line, &canary).fails_with(2);
    ran.notes("plain http").notes("--allow-insecure-http");
    assert!(keys(&home).is_empty());
    xauth(&home, &["login", "h.example", "--token", "-"], &canary).ok();
    xauth(&home, &["token", "http://h.example"], "")
        .fails_with(4)
        .prints("");
    xauth(&home, &["token", "http://h.example", "--json"], "")
        .fails_with(4)
        .prints("");
    xauth(&home, &["which", "http://h.example"], "").fails_with(4);
    xauth(
        &home,
        &[&line[..], &["--allow-insecure-http"]].concat(),
        &canary,
    )
    .ok();
    assert_eq!(token(&home, "http://h.example"), canary);
    assert_eq!(token(&home, "https://h.example"), canary);
    // A later login that does not say so again takes the word back.
    login(&home, "h.example", &canary);
    xauth(&home, &["token", "http://h.example"], "").fails_with(4);
}

#[test]
fn p20_this_machine_may_be_reached_over_plain_http() {
    for (typed, key) in [
        ("http://127.0.0.1:8080", "127.0.0.1"),
        ("http://[::1]:8080", "[::1]"),
        ("http://localhost:8080", "localhost"),
        ("http://localhost:8080/chan", "localhost"),
    ] {
        let home = Home::new();
        let canary = home.canary();
        let ran = login(&home, typed, &canary);
        ran.notes("every port, not only 8080")
            .notes("ignore ports and schemes");
        assert_eq!(keys(&home), [key]);
        assert_eq!(token(&home, typed), canary);
    }
}

#[test]
fn p20_a_name_that_only_looks_like_this_machine_is_another() {
    for typed in [
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://notlocalhost.example",
        "http://128.0.0.1",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://[::2]",
    ] {
        let home = Home::new();
        let ran = xauth(&home, &["login", typed, "--token", "-"], "a-token");
        ran.fails_with(2).notes("plain http");
    }
}
