//! What may be typed for a host, and the one key that all its forms are stored under.

use super::support::{Home, Oracle};
use super::{keys, login, xauth};

#[track_caller]
fn refused(typed: &str) -> String {
    let home = Home::new();
    for command in [
        &["login", typed, "--token", "-"][..],
        &["which", typed],
        &["token", typed],
        &["status", typed],
        &["logout", typed],
    ] {
        let ran = xauth(&home, command, "a-token").fails_with(2).prints("");
        assert!(keys(&home).is_empty(), "{typed:?}");
        if command[0] == "logout" {
            return ran.err;
        }
    }
    unreachable!("logout is the last");
}

#[test]
fn p16_hosts_that_smuggle_are_refused_and_shown_escaped() {
    for typed in [
        "good.example%0aevil.example",
        "https://good.example%0aevil.example/",
        "good.example\nevil.example",
        "good.example\revil.example",
        "good.example evil.example",
        "https:///x",
        "https://",
        "https://:80/",
        "",
        " ",
        "h.example\u{1b}[2J",
        "h.example\u{9b}2J",
        "h.example\u{7f}",
        "https://h.example\\@evil.example/",
        "https://h.example\t/",
        "h..example",
        ".example.com",
        "*.*.example.com",
        "*.",
        "a*b.example/x y",
        "-_!",
        "/etc/passwd",
        &format!("{}.example", "a".repeat(64)),
        &format!("{}example", "a.".repeat(130)),
    ] {
        let said = refused(typed);
        let bad = |c: char| c.is_control() && c != '\n';
        assert!(!said.contains(bad) && said.lines().count() == 2, "{said:?}");
        assert!(said.len() < 1000, "{said}");
    }
}

#[test]
fn p16_writing_directions_are_shown_escaped() {
    let home = Home::new();
    let ran = xauth(&home, &["which", "https://x\u{202e}moc.example/"], "");
    assert!(!ran.err.contains('\u{202e}'), "{ran}");
    assert!(!ran.out.contains('\u{202e}'), "{ran}");
}

#[test]
fn p21_what_is_no_channels_url_is_refused() {
    for typed in [
        "ftp://h.example",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "javascript://h.example/%0aalert(1)",
        "data:text/plain,x",
        "h.example:99999",
        "https://h.example:99999/",
        "h.example:port",
        "https://[::1",
        "https://[::g]/",
        "s3://",
        "s3:///prefix",
        "s3://b%20c/x",
    ] {
        refused(typed);
    }
}

#[test]
fn p21_a_password_in_a_url_is_refused_and_not_shown() {
    for typed in [
        "https://user:{}@h.example",
        "https://{}@h.example",
        "user:{}@h.example",
        "{}@h.example",
        "https://user:a/{}@h.example",
        "https://user:{}@",
        "s3://user:{}@bucket",
        "ftp://user:{}@h.example",
    ] {
        for command in ["login", "which", "token", "status", "logout"] {
            let home = Home::new();
            let typed = typed.replace("{}", &home.canary());
            xauth(&home, &[command, &typed], "")
                .fails_with(2)
                .prints("");
        }
    }
}

#[test]
fn p22_one_login_by_any_spelling() {
    for (key, spellings) in [
        (
            "example.com",
            [
                "EXAMPLE.com",
                "example.com.",
                "https://Example.COM/",
                "HTTPS://example.com:443",
            ],
        ),
        (
            "xn--bcher-kva.example",
            [
                "bücher.example",
                "BÜCHER.example",
                "xn--bcher-kva.example.",
                "https://bücher.example/",
            ],
        ),
    ] {
        for one in spellings {
            for other in spellings {
                let home = Home::new();
                let ran = login(&home, one, &home.canary()).notes(key);
                assert!(!ran.err.contains('ü'), "{ran}");
                assert_eq!(keys(&home), [key], "{one}");
                xauth(&home, &["status", other], "").ok();
                xauth(&home, &["which", other], "").ok();
                xauth(&home, &["logout", other], "").ok().notes(key);
                assert!(keys(&home).is_empty(), "{one} {other}");
            }
        }
    }
}

#[test]
fn p24_an_address_has_one_key_which_rattler_reads() {
    for typed in [
        "[::1]:8080",
        "[0:0:0:0:0:0:0:1]",
        "http://[::0001]:9/x",
        "https://[::1]",
    ] {
        let home = Home::new();
        let canary = home.canary();
        login(&home, typed, &canary);
        assert_eq!(keys(&home), ["[::1]"], "{typed}");
        for oracle in Oracle::all() {
            let ran = oracle
                .at(&home)
                .args(["get", "http://[::1]:8080/x"])
                .run()
                .ok();
            assert_eq!(
                ran.json()["credential"]["BearerToken"],
                canary,
                "{}",
                oracle.name
            );
        }
    }
}

#[test]
fn p24_an_address_written_in_another_way_is_the_same() {
    for typed in ["127.0.0.1", "https://0x7f.1/", "http://2130706433/"] {
        let home = Home::new();
        login(&home, typed, "a-token");
        assert_eq!(keys(&home), ["127.0.0.1"], "{typed}");
    }
}
