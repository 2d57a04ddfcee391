//! Text of a server on a terminal, and on the page of the listener: P57, P58.

use serde_json::{Value, json};

use crate::attempt::{Attempt, get};
use crate::opener::Opener;
use crate::support::fake::{Answer, Provider};
use crate::support::{Home, Ran};
use crate::{device, exits, login, nothing_stored, now, store, xauth};

/// What a terminal would obey, or a reader be misled by.
fn evil() -> String {
    let odd = "\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m\u{90}q\u{9c}\u{85}\r\nerror: all is well\u{202e}\
        \u{2066}\u{200b}\u{feff}\u{0}\u{8}\u{7f}";
    format!("before{odd}<script>alert(1)</script>{}", "x".repeat(10_000))
}

/// Nothing of `evil` gets through but what can be read.
#[track_caller]
fn is_clean(ran: &Ran) {
    for text in [&ran.out, &ran.err] {
        let is_bad = |c: &char| {
            (c.is_control() && *c != '\n')
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
                || matches!(c, '\u{2066}'..='\u{2069}' | '\u{feff}')
        };
        assert_eq!(text.chars().find(is_bad), None, "{ran:?}");
        let is_faked = text.lines().any(|line| line.starts_with("error: all is"));
        assert!(!is_faked, "{ran:?}");
        let longest = text.split(|c| c != 'x').map(str::len).max();
        assert!(longest <= Some(300), "{longest:?}: {ran:?}");
    }
}

/// `xauth status` in its three forms.
#[track_caller]
fn status_is_clean(home: &Home, provider: &Provider) {
    for line in [
        vec!["status"],
        vec!["status", "--details"],
        vec!["status", "--json"],
    ] {
        let ran = xauth(home, provider, &line).run();
        exits(&ran, &[0]);
        is_clean(&ran);
    }
}

#[test]
fn p57_the_error_of_a_token_endpoint_is_made_safe() {
    for status in [400, 401, 403, 500, 503] {
        let provider = Provider::start(move |request, _| {
            let body = json!({ "error": evil(), "error_description": evil(), "error_uri": evil() });
            let mut answer = Answer::json(&body);
            answer.status = status;
            (request.path == "/token").then_some(answer)
        });
        let home = Home::new();
        let ran = device(&home, &provider, &["--timeout", "4s"]).run();
        exits(&ran, &[4, 5]);
        is_clean(&ran);
        nothing_stored(&home);

        store(&home, &provider, &json!(now() - 60));
        let ran = xauth(&home, &provider, &["token", crate::HOST]).run();
        exits(&ran, &[4, 5]);
        is_clean(&ran);
    }
}

#[test]
fn p57_known_error_codes_do_not_carry_odd_descriptions_through() {
    for error in ["invalid_grant", "access_denied", "invalid_client"] {
        let provider = Provider::start(move |request, _| {
            let mut answer = Answer::json(&json!({ "error": error, "error_description": evil() }));
            answer.status = 400;
            (request.path == "/token").then_some(answer)
        });
        let ran = device(&Home::new(), &provider, &["--timeout", "4s"]).run();
        exits(&ran, &[4]);
        is_clean(&ran);
    }
}

#[test]
fn p57_the_reason_phrase_and_the_body_of_an_error_page_are_made_safe() {
    for path in ["/.well-known/openid-configuration", "/device", "/token"] {
        for reason in ["\u{1b}[2Jx", "\u{7}", "very\u{9b}31m bad"] {
            let provider = Provider::start(move |request, _| {
                let mut answer = Answer::status(500).body(evil());
                answer.reason = reason.into();
                (request.path == path).then_some(answer)
            });
            let ran = device(&Home::new(), &provider, &["--timeout", "4s"]).run();
            exits(&ran, &[4, 5]);
            is_clean(&ran);
        }
    }
}

/// Claims and scopes as the person would read them.
fn boastful(path: &'static str) -> Provider {
    Provider::start(move |request, books| {
        let mut claims = books.claims(request);
        for name in ["sub", "email", "name", "preferred_username"] {
            claims[name] = evil().into();
        }
        (request.path == path && request.form("grant_type") != "refresh_token").then(|| {
            let mut tokens = books.tokens(&claims);
            tokens["scope"] = evil().into();
            Answer::json(&tokens)
        })
    })
}

#[test]
fn p57_who_somebody_is_and_what_for_is_made_safe() {
    for flow in ["auth-code", "device-code"] {
        let provider = boastful("/token");
        let home = Home::new();
        let opener = Opener::following(&home);
        let ran = login(&home, &provider, &["--oauth-flow", flow])
            .env("BROWSER", opener.path())
            .run();
        exits(&ran, &[0, 4]);
        is_clean(&ran);
        status_is_clean(&home, &provider);
    }
}

#[test]
fn p57_the_listener_s_page_and_message_are_made_safe() {
    let provider = Provider::usual();
    let home = Home::new();
    let attempt = Attempt::start(&home, &provider, &[]);
    let (state, issuer, evil) = (attempt.query("state"), provider.issuer(), evil());
    let page = get(&attempt.back(&[
        ("error", "access_denied<script>"),
        ("error_description", &evil),
        ("error_uri", "javascript:alert(1)"),
        ("state", &state),
        ("iss", &issuer),
    ]));
    assert!(page.status > 0, "{page:?}");
    for bad in ["<script>", "alert(1)</", "javascript:", "\u{1b}"] {
        assert!(!page.text.contains(bad), "{bad}: {page:?}");
    }
    let head = page.text.to_ascii_lowercase();
    assert!(
        head.contains("content-type: text/html; charset=utf-8"),
        "{page:?}"
    );
    assert!(head.contains("content-security-policy:"), "{page:?}");
    is_clean(&attempt.wait().fails_with(4));
}

/// A provider whose device answer has `value` for `name`.
fn with_device(name: &'static str, value: Value) -> Provider {
    Provider::start(move |request, books| {
        let mut answer = books.device(request);
        answer[name] = value.clone();
        (request.path == "/device").then(|| Answer::json(&answer))
    })
}

#[test]
fn p58_what_is_to_be_typed_on_another_device_is_made_safe() {
    for name in ["user_code", "verification_uri", "verification_uri_complete"] {
        for value in [evil(), format!("https://idp.example/{}", evil())] {
            let home = Home::new();
            let provider = with_device(name, value.into());
            for arguments in [vec!["--timeout", "5s"], vec!["--json", "--timeout", "5s"]] {
                let ran = device(&home, &provider, &arguments).run();
                exits(&ran, &[0, 4]);
                is_clean(&ran);
            }
        }
    }
}

#[test]
fn p58_a_page_that_is_not_a_web_page_is_refused() {
    for name in ["verification_uri", "verification_uri_complete"] {
        for value in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "vscode://x",
            "-x",
            "https://",
        ] {
            let home = Home::new();
            let provider = with_device(name, value.into());
            let opener = Opener::silent(&home);
            let ran = device(&home, &provider, &["--timeout", "5s"])
                .env("BROWSER", opener.path())
                .run();
            exits(&ran, &[4]);
            assert!(opener.calls().is_empty(), "{:?}", opener.calls());
            assert!(provider.server().seen_at("/token").is_empty(), "{ran}");
            nothing_stored(&home);
        }
    }
}
