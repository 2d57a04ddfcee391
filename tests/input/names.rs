//! The program's other names: `xauth auth login`, `conda xauth`, `pixi xauth`.

use std::os::unix::fs::symlink;

use super::support::Home;
use super::{keys, token, xauth};

#[test]
fn auth_before_a_command_means_nothing() {
    let home = Home::new();
    let canary = home.canary();
    xauth(
        &home,
        &["auth", "login", "h.example", "--token", "-"],
        &canary,
    )
    .ok();
    assert_eq!(token(&home, "h.example"), canary);
    let run = home.xauth().args(["auth", "token", "h.example"]).reveals();
    run.run().ok().prints(&format!("{canary}\n"));
    xauth(&home, &["--quiet", "auth", "status"], "").ok();
    xauth(&home, &["auth", "logout", "h.example"], "").ok();
    assert!(keys(&home).is_empty());
    let ran = xauth(&home, &["auth"], "").fails_with(2);
    ran.notes("no command was given");
    xauth(&home, &["auth", "--help"], "").ok();
    // Only once, and only in its place.
    xauth(&home, &["auth", "auth", "status"], "").fails_with(2);
    xauth(&home, &["login", "auth", "--token", "-"], "a-token").ok();
    assert_eq!(keys(&home), ["*.anaconda.org"]);
}

#[test]
fn links_are_subcommands_of_other_programs() {
    let home = Home::new();
    for (link, shown) in [
        ("conda-xauth", "conda xauth"),
        ("pixi-xauth", "pixi xauth"),
        ("my-auth", "xauth"),
    ] {
        let path = home.path().join(link);
        symlink(env!("CARGO_BIN_EXE_xauth"), &path).unwrap();
        let ran = home.run(&path).args(["--help"]).run().ok();
        assert!(ran.out.contains(&format!("Usage: {shown} ")), "{ran}");
        let ran = home.run(&path).args(["login", "--help"]).run().ok();
        assert!(ran.out.contains(&format!("Usage: {shown} login ")), "{ran}");
        let run = home.run(&path).args(["login", "h.example", "--token", "-"]);
        run.stdin("a-token").run().ok();
        home.run(&path).args(["logout", "h.example"]).run().ok();
        // X.Org's words are only X.Org's for a program of its name.
        home.run(&path).args(["list"]).run().fails_with(2);
    }
}
