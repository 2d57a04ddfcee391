//! Tokens in variables: for exactly the host they name, first of all, and never changed.

use super::support::{Home, Run};
use super::{keys, login};

fn run(home: &Home, line: &[&str], variables: &[(&str, &str)]) -> Run {
    home.xauth().args(line).envs(variables.iter().copied())
}

#[test]
fn a_token_in_a_variable_answers_for_its_host_alone() {
    let home = Home::new();
    let canary = home.canary();
    for (variables, host) in [
        (
            vec![
                ("XAUTH_TOKEN", canary.as_str()),
                ("XAUTH_HOST", "h.example"),
            ],
            "h.example",
        ),
        (
            vec![
                ("XAUTH_TOKEN", &canary),
                ("XAUTH_HOST", "https://H.example/"),
            ],
            "h.example",
        ),
        (
            vec![("XAUTH_TOKEN_MY__QUETZ_EXAMPLE_COM", &canary)],
            "my-quetz.example.com",
        ),
        (vec![("XAUTH_TOKEN_REPO_PREFIX_DEV", &canary)], "prefix.dev"),
    ] {
        let ran = run(&home, &["token", host], &variables)
            .reveals()
            .run()
            .ok();
        ran.prints(&format!("{canary}\n"));
        for other in [
            "other.example",
            "x.h.example",
            "evilh.example",
            "anaconda.org",
        ] {
            run(&home, &["token", other], &variables)
                .run()
                .fails_with(4)
                .prints("");
        }
        let ran = run(&home, &["status"], &variables).run().ok();
        assert!(ran.out.contains("environment"), "{ran}");
        run(&home, &["which", host, "--json"], &variables)
            .run()
            .ok();
    }
}

#[test]
fn a_known_server_gets_the_kind_of_token_it_takes() {
    let home = Home::new();
    let variables = [
        ("XAUTH_TOKEN_CONDA_ANACONDA_ORG", "tk-1"),
        ("XAUTH_TOKEN_PREFIX_DEV", "pfx-1"),
    ];
    for (host, scheme) in [("anaconda.org", "conda-token"), ("prefix.dev", "bearer")] {
        let ran = run(&home, &["which", host, "--json"], &variables)
            .run()
            .ok();
        assert_eq!(ran.json()["answer"]["scheme"], scheme);
    }
}

#[test]
fn a_variable_wins_over_the_stores_and_login_says_so() {
    let home = Home::new();
    login(&home, "h.example", "stored");
    let variables = [("XAUTH_TOKEN_H_EXAMPLE", "handed-over")];
    let ran = run(&home, &["token", "h.example"], &variables).run().ok();
    ran.prints("handed-over\n");
    let ran = run(&home, &["status"], &variables).run().ok();
    assert!(ran.out.contains("hidden by the environment"), "{ran}");
    let ran = run(&home, &["login", "h.example", "--token", "-"], &variables);
    ran.stdin("new")
        .run()
        .ok()
        .notes("warning: the environment (XAUTH_TOKEN_H_EXAMPLE) also has `h.example`");
}

#[test]
fn logout_says_that_a_variable_is_left() {
    let home = Home::new();
    login(&home, "h.example", "stored");
    let variables = [("XAUTH_TOKEN_H_EXAMPLE", "handed-over")];
    let ran = run(&home, &["logout", "h.example"], &variables).run().ok();
    ran.notes("removed `h.example`")
        .notes("`h.example` is still in the environment (XAUTH_TOKEN_H_EXAMPLE)");
    assert!(keys(&home).is_empty());
    let ran = run(&home, &["logout", "h.example"], &variables)
        .run()
        .fails_with(1);
    ran.notes("XAUTH_TOKEN_H_EXAMPLE");
}

#[test]
fn a_variable_that_cannot_be_used_is_a_warning_without_its_value() {
    let home = Home::new();
    let canary = home.canary();
    let spoilt = format!("{canary}\u{e9}");
    for variables in [
        vec![("XAUTH_TOKEN", canary.as_str())],
        vec![("XAUTH_TOKEN", &canary), ("XAUTH_HOST", "no host")],
        vec![("XAUTH_TOKEN", &canary), ("XAUTH_HOST", "channel")],
        vec![("XAUTH_TOKEN", &canary), ("XAUTH_HOST", "http://h.example")],
        vec![
            ("XAUTH_TOKEN", &canary),
            ("XAUTH_HOST", "h.example/channel"),
        ],
        vec![("XAUTH_TOKEN", &canary), ("XAUTH_HOST", "*.com")],
        vec![("XAUTH_TOKEN", &spoilt), ("XAUTH_HOST", "h.example")],
        vec![("XAUTH_TOKEN_H_EXAMPLE", &spoilt)],
        vec![("XAUTH_TOKEN_H__", &canary)],
    ] {
        let ran = run(&home, &["status"], &variables).run().fails_with(4);
        ran.prints("")
            .notes("warning: `XAUTH_TOKEN")
            .notes("is ignored: ");
    }
}

#[test]
fn an_empty_variable_is_none() {
    let home = Home::new();
    let variables = [
        ("XAUTH_TOKEN", ""),
        ("XAUTH_HOST", "h.example"),
        ("XAUTH_TOKEN_X_EXAMPLE", ""),
    ];
    let ran = run(&home, &["status"], &variables).run().fails_with(4);
    assert!(!ran.err.contains("warning"), "{ran}");
}
