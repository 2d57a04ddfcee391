//! Answers that are too long, too slow, or no answers: P62.

use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::opener::Opener;
use crate::support::fake::{Answer, Pace, Provider};
use crate::support::{Home, Run};
use crate::{HOST, device, exits, login, nothing_stored, now, store, xauth};

const PATHS: [&str; 3] = ["/.well-known/openid-configuration", "/jwks", "/token"];

fn provider(path: &'static str, answer: Answer) -> Provider {
    Provider::start(move |request, _| (request.path == path).then(|| answer.clone()))
}

/// A login in a browser that comes back at once.
fn browse(home: &Home, provider: &Provider) -> Run {
    let opener = Opener::following(home);
    let run = login(home, provider, &["--oauth-flow", "auth-code"]);
    run.env("BROWSER", opener.path())
}

#[test]
fn p62_an_answer_of_a_hundred_megabytes_is_left_unread() {
    const HUNDRED: u64 = 100 * 1024 * 1024;
    for path in PATHS {
        for pace in [Pace::Huge(HUNDRED), Pace::Endless(HUNDRED)] {
            let provider = provider(path, Answer::paced(pace));
            let home = Home::new();
            let ran = browse(&home, &provider).run();
            assert_eq!(ran.code, Some(5), "{path} {pace:?}: {ran}");
            // The kernel takes some megabytes that nobody reads.
            let sent = provider.server().sent();
            assert!(sent < HUNDRED / 4, "{path}: {sent} bytes were taken");
            assert!(ran.took < Duration::from_secs(10), "{ran}");
            nothing_stored(&home);
        }
    }
}

/// Each takes as long as we wait, so they go together.
#[test]
fn p62_an_answer_that_never_ends_is_given_up_within_thirty_seconds() {
    thread::scope(|scope| {
        for path in PATHS {
            for pace in [Pace::Never, Pace::Drip, Pace::DripBody] {
                scope.spawn(move || {
                    let answer = Answer::text(&"x".repeat(500)).pace(pace);
                    let provider = provider(path, answer);
                    let home = Home::new();
                    let ran = browse(&home, &provider).run();
                    assert_eq!(ran.code, Some(5), "{path} {pace:?}: {ran}");
                    assert!(ran.took < Duration::from_secs(34), "{path} {pace:?}: {ran}");
                    nothing_stored(&home);
                });
            }
        }
    });
}

/// A poll may fail and be tried again (RFC 8628, section 3.5), but no longer than the login may take.
#[test]
fn p62_the_polls_for_a_code_on_another_device_end_with_the_login() {
    let text = || Answer::text(&"x".repeat(500));
    let answers = [
        text().pace(Pace::Never),
        text().pace(Pace::DripBody),
        text().pace(Pace::Close),
        text().pace(Pace::Huge(100 * 1024 * 1024)),
        Answer::status(503),
    ];
    thread::scope(|scope| {
        for answer in answers {
            scope.spawn(move || {
                let pace = answer.pace;
                let provider = provider("/token", answer);
                let home = Home::new();
                let ran = device(&home, &provider, &["--timeout", "4s"]).run();
                exits(&ran, &[4, 5]);
                assert!(ran.took < Duration::from_secs(8), "{pace:?}: {ran}");
                let polls = provider.server().seen_at("/token");
                assert!(polls.len() <= 5, "{pace:?}: {} polls", polls.len());
                nothing_stored(&home);
            });
        }
    });
}

#[test]
fn p62_a_refresh_that_never_ends_is_given_up_and_the_login_stays() {
    thread::scope(|scope| {
        for pace in [Pace::Never, Pace::DripBody] {
            scope.spawn(move || {
                let provider = provider("/token", Answer::text(&"x".repeat(500)).pace(pace));
                let home = Home::new();
                store(&home, &provider, &json!(now() - 60));
                let before = crate::stored(&home);
                let ran = xauth(&home, &provider, &["token", HOST]).run();
                exits(&ran, &[5]);
                assert!(ran.took < Duration::from_secs(34), "{pace:?}: {ran}");
                let after = crate::stored(&home);
                assert_eq!(after["refresh_token"], before["refresh_token"]);
            });
        }
    });
}

#[test]
fn p62_a_connection_that_closes_or_that_nobody_takes_is_a_network_error() {
    for path in PATHS {
        let provider = provider(path, Answer::paced(Pace::Close));
        exits(&browse(&Home::new(), &provider).run(), &[5]);
    }
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let line = ["login", HOST, "--oauth-issuer-url", &issuer];
    exits(&Home::new().xauth().args(line).run(), &[5]);
}

/// Answers that are no answer to what was asked.
fn wrong() -> Vec<String> {
    let deep = 100_000;
    vec![
        String::new(),
        "<html>sign in to the hotel's network</html>".into(),
        "{".into(),
        "[]".into(),
        "7".into(),
        "null".into(),
        "{}".into(),
        r#"{"issuer":7,"device_code":[],"access_token":{}}"#.into(),
        r#"{"access_token":7,"token_type":"Bearer"}"#.into(),
        r#"{"access_token":"","token_type":"Bearer"}"#.into(),
        r#"{"access_token":"a b\n","token_type":"Bearer","refresh_token":"\u0000"}"#.into(),
        format!("{}{}", "[".repeat(deep), "]".repeat(deep)),
        format!("{{\"a\":{}1{}}}", "{\"a\":".repeat(deep), "}".repeat(deep)),
        "\u{feff}{}".into(),
        "\u{1b}[2J".into(),
    ]
}

#[test]
fn p62_an_answer_that_makes_no_sense_is_not_trusted() {
    for path in PATHS {
        for body in wrong() {
            let provider = provider(path, Answer::text(&body));
            let home = Home::new();
            let ran = browse(&home, &provider).args(["--timeout", "5s"]).run();
            let start: String = body.chars().take(60).collect();
            assert_eq!(ran.code, Some(4), "{path}: {start}: {ran}");
            assert!(!ran.err.contains("panicked"), "{ran}");
            assert!(!ran.err.contains('\u{1b}'), "{ran}");
            nothing_stored(&home);
        }
    }
}

#[test]
fn p62_an_answer_of_the_device_endpoint_that_makes_no_sense_is_not_trusted() {
    for body in wrong() {
        let provider = provider("/device", Answer::text(&body));
        let home = Home::new();
        let ran = device(&home, &provider, &["--timeout", "5s"]).run();
        let ran = ran.fails_with(4);
        assert!(!ran.err.contains('\u{1b}'), "{ran}");
        assert!(provider.server().seen_at("/token").is_empty());
        nothing_stored(&home);
    }
}

#[test]
fn p62_a_refresh_with_an_answer_that_makes_no_sense_changes_nothing() {
    for body in wrong() {
        let provider = provider("/token", Answer::text(&body));
        let home = Home::new();
        store(&home, &provider, &json!(now() - 60));
        let before = crate::stored(&home);
        let ran = xauth(&home, &provider, &["token", HOST]).run();
        exits(&ran, &[4, 5]);
        let after = crate::stored(&home);
        assert_eq!(after["refresh_token"], before["refresh_token"], "{body}");
        assert_eq!(after["access_token"], before["access_token"], "{body}");
    }
}
