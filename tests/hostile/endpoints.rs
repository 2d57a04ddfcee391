//! Where a discovery document sends us, and the browser: P54, P56.

use serde_json::{Value, json};

use crate::opener::Opener;
use crate::support::Home;
use crate::support::fake::{Answer, Provider};
use crate::{login, nothing_stored};

/// A provider whose discovery document has `value` for one of its endpoints.
fn provider(endpoint: &'static str, value: Value) -> Provider {
    Provider::start(move |request, books| {
        let mut document = books.discovery(request);
        document[endpoint] = value.clone();
        (request.path == "/.well-known/openid-configuration").then(|| Answer::json(&document))
    })
}

const ENDPOINTS: [&str; 5] = [
    "authorization_endpoint",
    "device_authorization_endpoint",
    "token_endpoint",
    "revocation_endpoint",
    "jwks_uri",
];

#[test]
fn p54_an_endpoint_that_is_not_https_is_refused_before_anything_opens() {
    for endpoint in ENDPOINTS {
        for value in [
            json!("http://elsewhere.example/x"),
            json!("http://127.0.0.1.evil.example/x"),
            json!("file:///etc/passwd"),
            json!("javascript:alert(1)"),
            json!("vscode://elsewhere.example/x"),
            json!("-x"),
            json!("/relative"),
            json!("https://"),
            json!("https:///"),
            json!(""),
            json!(7),
        ] {
            let home = Home::new();
            let provider = provider(endpoint, value.clone());
            let opener = Opener::silent(&home);
            let ran = login(&home, &provider, &["--oauth-flow", "auth-code"])
                .env("BROWSER", opener.path())
                .args(["--timeout", "5s"])
                .run();
            assert_eq!(ran.code, Some(4), "{endpoint}: {value}: {ran}");
            assert!(!ran.err.contains("panicked"), "{ran}");
            assert!(opener.calls().is_empty(), "{:?}", opener.calls());
            let asked = provider.server().seen();
            assert!(
                asked.iter().all(|request| request.method == "GET"),
                "{asked:?}"
            );
            nothing_stored(&home);
        }
    }
}

#[test]
fn p54_the_same_for_a_code_on_another_device() {
    for endpoint in ENDPOINTS {
        for value in ["http://elsewhere.example/x", "file:///etc/passwd"] {
            let home = Home::new();
            let provider = provider(endpoint, value.into());
            let ran = login(&home, &provider, &["--oauth-flow", "device-code"]);
            let ran = ran.args(["--timeout", "5s"]).run();
            assert_eq!(ran.code, Some(4), "{endpoint}: {value}: {ran}");
            let polls = provider.server().seen_at("/token");
            assert!(polls.is_empty(), "{polls:?}");
            nothing_stored(&home);
        }
    }
}

/// What a shell would read as something else, in the path and in the query.
const ODD: [&str; 4] = [
    "/authorize/$(touch${IFS}owned)&;|<>^%22'`touch owned`",
    "/authorize?a=$(touch${IFS}owned)&b=;touch owned;&c=%22%0a",
    "/authorize/--help?x=\"'`id`",
    "/authorize/%00%1b%0d%0a\u{202e}",
];

#[test]
fn p56_the_opener_gets_the_url_as_one_argument_and_no_shell_reads_it() {
    for odd in ODD {
        let home = Home::new();
        let provider = Provider::start(move |request, books| {
            let mut document = books.discovery(request);
            let issuer = document["issuer"].as_str().unwrap().to_owned();
            document["authorization_endpoint"] = format!("{issuer}{odd}").into();
            (request.path == "/.well-known/openid-configuration").then(|| Answer::json(&document))
        });
        let opener = Opener::silent(&home);
        let ran = login(&home, &provider, &["--oauth-flow", "auth-code"])
            .env("BROWSER", opener.path())
            .args(["--timeout", "1s"])
            .run();
        let calls = opener.calls();
        assert_eq!(calls.len(), 1, "{calls:?}, {ran}");
        assert_eq!(calls[0].len(), 1, "{calls:?}");
        let start = format!("{}/authorize", provider.issuer());
        assert!(calls[0][0].starts_with(&start), "{calls:?}");
        let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_graphic());
        assert!(is_plain(&calls[0][0]), "{calls:?}");
        assert!(!home.path().join("owned").exists());
        let beside = opener.path().with_file_name("owned");
        assert!(!beside.exists());
    }
}

/// `$BROWSER` is a command's name here and nothing that a shell would run.
#[test]
fn p56_the_browser_variable_is_not_run_by_a_shell() {
    let home = Home::new();
    let provider = Provider::usual();
    let opener = Opener::silent(&home);
    let browser = format!("{} ; touch owned", opener.path().display());
    login(&home, &provider, &["--oauth-flow", "auth-code"])
        .env("BROWSER", browser)
        .args(["--timeout", "1s"])
        .run();
    assert!(!home.path().join("owned").exists());
}
