//! Pages that come to the listener with the wrong state, or none: P49, P52.

use std::time::Duration;

use crate::attempt::{Attempt, connect, get, send};
use crate::support::Home;
use crate::support::fake::Provider;
use crate::{nothing_stored, stored};

#[test]
fn p49_a_wrong_state_is_refused_and_the_login_goes_on() {
    let home = Home::new();
    let provider = Provider::usual();
    let attempt = Attempt::start(&home, &provider, &[]);
    let good = attempt.agree();
    let state = attempt.query("state");
    let issuer = provider.issuer();
    let longer = format!("{state}x");
    let wrong = [
        Some("wrong"),
        Some(""),
        None,
        Some(&state[1..]),
        Some(longer.as_str()),
    ];
    for state in wrong {
        let mut fields = vec![("code", "stolen"), ("iss", issuer.as_str())];
        fields.extend(state.map(|state| ("state", state)));
        let page = get(&attempt.back(&fields));
        assert_eq!(page.status, 400, "{state:?}: {page:?}");
    }
    // The right state, but after another.
    let twice = [("code", "stolen"), ("state", "wrong"), ("state", &state)];
    let page = get(&attempt.back(&twice));
    assert_eq!(page.status, 400, "{page:?}");
    assert!(provider.server().seen_at("/token").is_empty());
    let page = get(&good);
    assert!(page.status < 400, "{page:?}");
    attempt.wait().ok();
    assert_eq!(provider.server().seen_at("/token").len(), 1);
    assert_eq!(stored(&home)["access_token"], provider.books().newest());
}

#[test]
fn p49_only_get_on_the_path_of_the_redirect_uri_counts() {
    let home = Home::new();
    let provider = Provider::usual();
    let attempt = Attempt::start(&home, &provider, &[]);
    let good = attempt.agree();
    let mut elsewhere = good.clone();
    elsewhere.set_path("/elsewhere");
    let page = get(&elsewhere);
    assert!((400..500).contains(&page.status), "{page:?}");
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let path = &good[url::Position::BeforePath..];
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            &good[url::Position::BeforeHost..url::Position::AfterPort]
        );
        let page = send(&mut connect(&good).unwrap(), head.as_bytes());
        assert!((400..500).contains(&page.status), "{method}: {page:?}");
    }
    assert!(provider.server().seen_at("/token").is_empty());
    attempt.finish().ok();
}

/// A page of another site reaches the listener by a name that it pointed at 127.0.0.1.
#[test]
fn p49_another_site_s_name_for_this_machine_is_refused() {
    let home = Home::new();
    let provider = Provider::usual();
    let attempt = Attempt::start(&home, &provider, &[]);
    let good = attempt.agree();
    let path = &good[url::Position::BeforePath..];
    let head = format!("GET {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    let page = send(&mut connect(&good).unwrap(), head.as_bytes());
    assert!((400..500).contains(&page.status), "{page:?}");
    assert!(provider.server().seen_at("/token").is_empty());
    let page = get(&good);
    assert!(page.status < 400, "{page:?}");
    attempt.wait().ok();
}

#[test]
fn p52_an_error_without_the_state_is_ignored() {
    let home = Home::new();
    let provider = Provider::usual();
    let attempt = Attempt::start(&home, &provider, &[]);
    let issuer = provider.issuer();
    for fields in [
        vec![("error", "access_denied")],
        vec![("error", "access_denied"), ("state", "wrong")],
        vec![("error", "access_denied"), ("state", ""), ("iss", &issuer)],
    ] {
        let page = get(&attempt.back(&fields));
        assert_eq!(page.status, 400, "{fields:?}: {page:?}");
    }
    attempt.finish().ok();
}

#[test]
fn p52_an_error_with_the_state_ends_the_login_at_once() {
    for error in ["access_denied", "server_error", "made_up"] {
        let home = Home::new();
        let provider = Provider::usual();
        let attempt = Attempt::start(&home, &provider, &[]);
        let (state, issuer) = (attempt.query("state"), provider.issuer());
        let started = std::time::Instant::now();
        get(&attempt.back(&[("error", error), ("state", &state), ("iss", &issuer)]));
        let ran = attempt.wait().fails_with(4).notes(error);
        assert!(started.elapsed() < Duration::from_secs(2), "{ran}");
        assert!(provider.server().seen_at("/token").is_empty());
        nothing_stored(&home);
    }
}
