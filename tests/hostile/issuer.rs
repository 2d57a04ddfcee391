//! Who answered: the `iss` of the browser's way back, and the issuer of the discovery: P50, P54.

use serde_json::json;
use url::Url;

use crate::attempt::{Attempt, get};
use crate::support::fake::{Answer, Provider};
use crate::support::{Home, Ran};
use crate::{login, nothing_stored};

/// A provider that says, or does not say, that it sends `iss`.
fn provider(sends: bool) -> Provider {
    Provider::start(move |request, books| {
        let is_discovery = request.path == "/.well-known/openid-configuration";
        is_discovery.then(|| {
            let mut document = books.discovery(request);
            document["authorization_response_iss_parameter_supported"] = sends.into();
            Answer::json(&document)
        })
    })
}

/// The provider's way back, with `iss` for its issuer.
fn way_back(attempt: &Attempt, iss: &[&str]) -> Url {
    let good = attempt.agree();
    let kept = good.query_pairs().filter(|(name, _)| name != "iss");
    let mut back = attempt.redirect();
    back.query_pairs_mut()
        .extend_pairs(kept)
        .extend_pairs(iss.iter().map(|iss| ("iss", iss)));
    back
}

/// A login that the browser comes back to so.
fn come_back(home: &Home, provider: &Provider, iss: &[&str]) -> Ran {
    let attempt = Attempt::start(home, provider, &[]);
    get(&way_back(&attempt, iss));
    attempt.wait()
}

#[test]
fn p50_the_equal_iss_is_accepted() {
    for sends in [true, false] {
        let provider = provider(sends);
        let issuer = provider.issuer();
        come_back(&Home::new(), &provider, &[&issuer]).ok();
    }
    come_back(&Home::new(), &provider(false), &[]).ok();
}

#[test]
fn p50_another_iss_is_refused_whatever_the_provider_promised() {
    for sends in [true, false] {
        let provider = provider(sends);
        let issuer = provider.issuer();
        let (slash, upper) = (format!("{issuer}/"), issuer.to_uppercase());
        let mut wrong = vec![
            vec!["https://evil.example"],
            vec![""],
            vec![&slash],
            vec![&upper],
        ];
        if sends {
            wrong.push(vec![]);
        }
        for iss in wrong {
            let home = Home::new();
            come_back(&home, &provider, &iss).fails_with(4);
            nothing_stored(&home);
        }
        let requests = provider.server().seen_at("/token");
        assert!(requests.is_empty(), "{requests:?}");
    }
}

/// A parameter that comes twice is an error (RFC 6749, section 3.1): the browser gets it, the login
/// waits for a good one.
#[test]
fn p50_two_of_them_are_never_accepted() {
    let provider = provider(true);
    let issuer = provider.issuer();
    for iss in [
        [&*issuer, "https://evil.example"],
        ["https://evil.example", &issuer],
    ] {
        let home = Home::new();
        let attempt = Attempt::start(&home, &provider, &["--timeout", "2s"]);
        let page = get(&way_back(&attempt, &iss));
        assert_eq!(page.status, 400, "{page:?}");
        crate::exits(&attempt.wait(), &[4, 5]);
        nothing_stored(&home);
    }
    assert!(provider.server().seen_at("/token").is_empty());
}

#[test]
fn p54_a_discovery_for_another_issuer_is_refused() {
    for claimed in [
        json!("https://evil.example"),
        json!("http://127.0.0.1"),
        json!(""),
        json!(null),
        json!(["http://127.0.0.1"]),
    ] {
        let said = claimed.clone();
        let provider = Provider::start(move |request, books| {
            let mut document = books.discovery(request);
            document["issuer"] = said.clone();
            (request.path == "/.well-known/openid-configuration").then(|| Answer::json(&document))
        });
        for flow in ["auth-code", "device-code"] {
            let home = Home::new();
            let ran = login(&home, &provider, &["--oauth-flow", flow]).run();
            let ran = ran.fails_with(4);
            assert!(!ran.err.contains("/authorize"), "{claimed}: {ran}");
            nothing_stored(&home);
        }
        assert!(provider.server().seen_at("/device").is_empty());
    }
}

#[test]
fn p54_an_issuer_by_another_name_of_the_same_server_is_another_issuer() {
    let provider = Provider::start(|request, books| {
        let mut document = books.discovery(request);
        let issuer = document["issuer"].as_str().unwrap().to_owned();
        document["issuer"] = issuer.replace("localhost", "127.0.0.1").into();
        (request.path == "/.well-known/openid-configuration").then(|| Answer::json(&document))
    });
    let home = Home::new();
    let issuer = provider.server().url_as("localhost");
    let line = ["login", "h.example", "--oauth-issuer-url", &issuer];
    home.xauth().args(line).run().fails_with(4);
}

#[test]
fn p54_an_issuer_that_is_not_https_is_a_mistake() {
    let home = Home::new();
    for issuer in [
        "http://idp.example",
        "http://192.0.2.1",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "ftp://idp.example",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://user:password@idp.example",
        "https://idp.example/?a=b",
        "https://idp.example/#fragment",
        "https://",
        "idp example",
        "",
    ] {
        let line = ["login", "h.example", "--oauth-issuer-url", issuer];
        let ran = home.xauth().args(line).run().fails_with(2);
        assert!(!ran.err.contains("password@"), "{ran}");
    }
    nothing_stored(&home);
}
