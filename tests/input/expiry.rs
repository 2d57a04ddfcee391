//! Tokens that say when they run out.

use serde_json::{Value, json};

use super::support::Home;
use super::{jwt, login, token, xauth};

#[test]
fn a_token_that_has_not_run_out_is_shown_with_its_time_and_account() {
    let home = Home::new();
    let token_of = jwt(&json!(4_102_444_800_i64));
    login(&home, "h.example", &token_of);
    assert_eq!(token(&home, "h.example"), token_of);
    let ran = xauth(&home, &["status", "h.example"], "").ok();
    for part in ["a@b.example", "2100-01-01T00:00:00Z", "active"] {
        assert!(ran.out.contains(part), "no {part}: {ran}");
    }
    let entry = xauth(&home, &["status", "--json"], "").ok().json()["entries"][0].clone();
    assert_eq!(entry["expired"], false);
    assert_eq!(entry["expires_at"], "2100-01-01T00:00:00Z");
    assert_eq!(entry["account"], "a@b.example");
    xauth(&home, &["which", "h.example"], "").ok();
}

#[test]
fn a_token_that_has_run_out_is_not_given_out() {
    let home = Home::new();
    login(&home, "h.example", &jwt(&json!(1_000_000_000)));
    for line in [&["token", "h.example"][..], &["status", "h.example"]] {
        let ran = xauth(&home, line, "").fails_with(4);
        ran.notes("the credential for `h.example` expired")
            .notes("2001-09-09T01:46:40Z")
            .notes("xauth login h.example");
    }
    xauth(&home, &["token", "h.example"], "").prints("");
    let ran = xauth(&home, &["status", "h.example", "--exit-zero"], "").ok();
    assert!(ran.out.contains("expired"), "{ran}");
    let entry = xauth(&home, &["status", "--json"], "").ok().json()["entries"][0].clone();
    assert_eq!(entry["expired"], true);
    // The list as such says it and is no failure.
    let ran = xauth(&home, &["status"], "").ok();
    assert!(ran.out.contains("expired"), "{ran}");
}

#[test]
fn p65_absurd_times_are_no_panic() {
    let home = Home::new();
    for (at, exp) in [
        json!(-1),
        json!(0),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(1e308),
        json!(-1e308),
        json!(1.5),
        json!("3600"),
        Value::Null,
    ]
    .iter()
    .enumerate()
    {
        let host = format!("h{at}.example");
        login(&home, &host, &jwt(exp));
        for line in [
            &["status", &host][..],
            &["which", &host],
            &["status", "--json"],
        ] {
            let ran = xauth(&home, line, "");
            assert!(
                !ran.err.contains("panicked") && ran.code.is_some(),
                "{exp}: {ran}"
            );
        }
    }
}

#[test]
fn an_account_that_drives_the_terminal_is_shown_escaped() {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let home = Home::new();
    let claims =
        json!({ "email": format!("a\u{1b}[2J\r\n\u{202e}{}", "x".repeat(10_000)) }).to_string();
    let ran = login(
        &home,
        "h.example",
        &format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims)),
    );
    let bad = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!ran.err.contains(bad) && ran.err.len() < 2000, "{ran}");
    for line in [
        &["status"][..],
        &["status", "--json"],
        &["which", "h.example"],
        &["which", "h.example", "--json"],
    ] {
        let ran = xauth(&home, line, "").ok();
        assert!(!ran.out.contains(bad) && ran.out.len() < 2000, "{ran}");
    }
}
