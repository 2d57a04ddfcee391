//! No login is for everybody's sites below a public suffix.

use super::support::Home;
use super::{keys, login, token, xauth};

const SUFFIXES: [&str; 7] = [
    "com",
    "co.uk",
    "github.io",
    "s3.amazonaws.com",
    "example",
    "рф",
    "xn--p1ai",
];

#[test]
fn p23_a_wildcard_on_a_public_suffix_is_refused() {
    for suffix in SUFFIXES {
        let home = Home::new();
        let wildcard = format!("*.{suffix}");
        for line in [
            &["login", &wildcard, "--token", "-"][..],
            &[
                "login",
                &format!("https://{suffix}/"),
                "--subdomains",
                "--token",
                "-",
            ],
        ] {
            let ran = xauth(&home, line, &home.canary()).fails_with(2);
            ran.notes("would send the credential to every site below")
                .notes("unrelated people");
            assert!(keys(&home).is_empty(), "{suffix}");
        }
    }
}

#[test]
fn p23_a_wildcard_on_a_registered_domain_is_stored() {
    for (typed, key) in [
        ("*.example.co.uk", "*.example.co.uk"),
        ("*.me.github.io", "*.me.github.io"),
        ("*.Bücher.example", "*.xn--bcher-kva.example"),
    ] {
        let home = Home::new();
        login(&home, typed, &home.canary());
        assert_eq!(keys(&home), [key]);
    }
    let home = Home::new();
    xauth(
        &home,
        &["login", "a.example.com", "--subdomains", "--token", "-"],
        &home.canary(),
    )
    .ok();
    assert_eq!(keys(&home), ["*.a.example.com"]);
}

/// rattler would send it: another program stored it.
#[test]
fn p23_a_stored_wildcard_on_a_public_suffix_answers_nobody() {
    let home = Home::new();
    let canary = home.canary();
    let store = format!(r#"{{"*.com": {{"BearerToken": "{canary}"}}}}"#);
    home.write(".rattler/credentials.json", store);
    xauth(&home, &["token", "https://any.com"], "")
        .fails_with(4)
        .prints("");
    xauth(&home, &["which", "https://any.com"], "").fails_with(4);
    xauth(&home, &["logout", "--all", "--yes"], "").ok();
    assert!(keys(&home).is_empty());
}

#[test]
fn p23_an_address_has_no_subdomains() {
    for typed in ["127.0.0.1", "[::1]", "https://10.0.0.1"] {
        let home = Home::new();
        let ran = xauth(
            &home,
            &["login", typed, "--subdomains", "--token", "-"],
            "a-token",
        );
        ran.fails_with(2)
            .notes("is an address, and has no subdomains");
    }
    let home = Home::new();
    xauth(&home, &["login", "*.127.0.0.1", "--token", "-"], "a-token").fails_with(2);
}

/// Known servers are one login for all their hosts, whatever host of theirs is typed.
#[test]
fn p18_known_servers_are_one_login() {
    for typed in [
        "prefix.dev",
        "repo.prefix.dev",
        "https://repo.prefix.dev/chan",
    ] {
        let home = Home::new();
        let canary = home.canary();
        login(&home, typed, &canary);
        assert_eq!(keys(&home), ["*.prefix.dev"]);
        assert_eq!(token(&home, "https://repo.prefix.dev/other"), canary);
        assert_eq!(token(&home, "prefix.dev"), canary);
    }
}

#[test]
fn p18_hosts_that_only_contain_a_known_name_are_strangers() {
    for host in [
        "notprefix.dev",
        "prefix.dev.evil.example",
        "prefix-dev.example",
        "myanaconda.org",
        "anaconda.org.evil.example",
    ] {
        let home = Home::new();
        let canary = home.canary();
        let ran = xauth(&home, &["login", host], "").fails_with(2);
        ran.notes(&format!("xauth login {host} --token - < FILE"));
        login(&home, host, &canary);
        assert_eq!(keys(&home), [host]);
        for known in ["prefix.dev", "repo.prefix.dev", "conda.anaconda.org"] {
            xauth(&home, &["token", known], "").fails_with(4).prints("");
        }
    }
}
