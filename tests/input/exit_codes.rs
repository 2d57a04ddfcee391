//! The exit codes are an interface.

use super::support::Home;
use super::{login, xauth};

#[track_caller]
fn exits(home: &Home, line: &[&str], code: i32) {
    let ran = xauth(home, line, "a-token");
    assert_eq!(ran.code, Some(code), "{ran}");
    let lines: Vec<&str> = ran.err.lines().collect();
    let errors = lines
        .iter()
        .filter(|line| line.starts_with("error: "))
        .count();
    assert_eq!(errors, usize::from(code != 0), "{ran}");
}

#[test]
fn code_0_is_done() {
    let home = Home::new();
    for line in [
        &["--help"][..],
        &["--version"],
        &["login", "h.example", "--token", "-"],
        &["status"],
        &["status", "h.example"],
        &["which", "h.example"],
        &["token", "h.example"],
        &["logout", "h.example"],
        &["logout", "h.example", "--force"],
        &["logout", "--all", "--yes", "--force"],
        &["status", "--exit-zero"],
        &["status", "h.example", "--exit-zero"],
        &["completions", "fish"],
        &["man", "man1"],
    ] {
        exits(&home, line, 0);
    }
}

#[test]
fn code_1_is_failed() {
    let home = Home::new();
    home.write("file", "");
    exits(&home, &["man", "file/below"], 1);
}

#[test]
fn code_2_is_wrong_usage_or_input_needed() {
    let home = Home::new();
    login(&home, "h.example", "a-token");
    for line in [
        &[][..],
        &["lgin"],
        &["login"],
        &["login", "h.example"],
        &["login", "h.example", "--token", "-", "--conda-token", "-"],
        &["login", "h.example", "--token", "-", "--password", "-"],
        &[
            "login",
            "h.example",
            "--s3-access-key-id",
            "x",
            "--s3-secret-access-key",
            "-",
        ],
        &["login", "s3://bucket", "--token", "-"],
        &[
            "login",
            "h.example",
            "--subdomains",
            "--channel-only",
            "--token",
            "-",
        ],
        &[
            "login",
            "s3://bucket",
            "--subdomains",
            "--s3-access-key-id",
            "x",
            "--s3-secret-access-key",
            "-",
        ],
        &["login", "h.example", "--username", "a:b", "--password", "-"],
        &["login", "h.example", "--username", "", "--password", "-"],
        &[
            "login",
            "s3://b",
            "--s3-access-key-id",
            "x",
            "--s3-secret-access-key",
            "-",
            "--s3-session-token",
            "-",
        ],
        &["status", "--quiet", "--verbose"],
        &["token"],
        &["token", "h.example", "--header", "--json"],
        &["token", "h.example", "--field", "password"],
        &["logout"],
        &["logout", "h.example", "--all"],
        &["which", "a b"],
        &["completions", "tcsh"],
    ] {
        exits(&home, line, 2);
    }
}

#[test]
fn code_3_is_the_store() {
    let home = Home::new();
    home.write(".rattler/rattler_auth_store.json", "{\"a\": ");
    for line in [
        &["login", "h.example", "--token", "-"][..],
        &["status"],
        &["token", "h.example"],
        &["which", "h.example"],
        &["logout", "h.example"],
        &["logout", "--all", "-y"],
    ] {
        exits(&home, line, 3);
    }
    exits(&home, &["status", "--store", "keychain"], 3);
    exits(&home, &["status", "--exit-zero"], 3);
}

#[test]
fn code_4_is_not_logged_in() {
    let home = Home::new();
    for line in [
        &["status"][..],
        &["status", "h.example"],
        &["token", "h.example"],
        &["which", "h.example"],
        &["logout", "h.example"],
        &["logout", "--all", "-y"],
    ] {
        exits(&home, line, 4);
    }
}
