//! What a login proves itself with, and that its listener goes with it: P48, P53.

use std::collections::HashSet;
use std::fs;
use std::thread;
use std::time::Duration;

use url::Url;

use crate::attempt::{Attempt, connect};
use crate::opener::Opener;
use crate::support::fake::{Provider, challenge};
use crate::support::{Home, Signal};
use crate::{exits, login, nothing_stored, stored};

fn is_unreserved(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

#[test]
fn p48_every_login_has_a_new_state_nonce_and_s256_challenge() {
    let home = Home::new();
    let provider = Provider::usual();
    let mut seen = HashSet::new();
    for _ in 0..3 {
        let attempt = Attempt::start(&home, &provider, &[]);
        assert_eq!(attempt.query("response_type"), "code");
        assert_eq!(attempt.query("code_challenge_method"), "S256");
        assert_eq!(attempt.query("code_challenge").len(), 43);
        let redirect = attempt.redirect();
        assert_eq!(redirect.scheme(), "http");
        assert_eq!(redirect.host_str(), Some("127.0.0.1"));
        assert!(redirect.port().is_some(), "{redirect}");
        for name in ["state", "nonce", "code_challenge"] {
            let value = attempt.query(name);
            // 128 bits are 22 characters of base64.
            assert!(value.len() >= 22 && is_unreserved(&value), "{name}={value}");
            assert!(seen.insert(value), "{name} was there before");
        }
        let expected = attempt.query("code_challenge");
        let ran = attempt.finish().ok();
        let requests = provider.server().seen_at("/token");
        let verifier = requests.last().unwrap().form("code_verifier");
        assert!((43..=128).contains(&verifier.len()) && is_unreserved(&verifier));
        assert_eq!(challenge(&verifier), expected);
        assert!(
            !ran.out.contains(&verifier) && !ran.err.contains(&verifier),
            "{ran}"
        );
    }
    assert_eq!(provider.server().seen_at("/token").len(), 3);
    assert_eq!(stored(&home)["access_token"], provider.books().newest());
}

#[test]
fn p48_a_consent_is_asked_for_when_the_login_is_to_last() {
    let home = Home::new();
    let provider = Provider::usual();
    let attempt = Attempt::start(&home, &provider, &[]);
    let scope = attempt.query("scope");
    assert!(scope.split(' ').any(|word| word == "openid"), "{scope}");
    assert!(
        scope.split(' ').any(|word| word == "offline_access"),
        "{scope}"
    );
    assert_eq!(attempt.query("prompt"), "consent");
    assert_eq!(attempt.query("client_id"), "rattler");
    attempt.finish().ok();
}

/// Nobody listens there within a second, although the opener lives on.
#[track_caller]
fn is_closed(redirect: &Url) {
    for _ in 0..20 {
        if connect(redirect).is_err() {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("{redirect} is still open");
}

#[test]
fn p48_the_listener_closes_after_success_refusal_timeout_and_ctrl_c() {
    let provider = Provider::usual();
    let start = |home: &Home, arguments: &[&str]| {
        Attempt::with(home, &provider, &Opener::lingering(home), arguments)
    };

    let home = Home::new();
    let attempt = start(&home, &[]);
    let redirect = attempt.redirect();
    attempt.finish().ok();
    is_closed(&redirect);

    let home = Home::new();
    let attempt = start(&home, &[]);
    let redirect = attempt.redirect();
    let state = attempt.query("state");
    let issuer = provider.issuer();
    crate::attempt::get(&attempt.back(&[
        ("error", "access_denied"),
        ("state", &state),
        ("iss", &issuer),
    ]));
    attempt.wait().fails_with(4);
    is_closed(&redirect);

    let home = Home::new();
    let attempt = start(&home, &["--timeout", "1s"]);
    let redirect = attempt.redirect();
    exits(&attempt.wait().within(Duration::from_secs(6)), &[4, 5]);
    is_closed(&redirect);
    nothing_stored(&home);

    let home = Home::new();
    let attempt = start(&home, &[]);
    let redirect = attempt.redirect();
    attempt.signal(Signal::INT);
    let ran = attempt.wait();
    assert!(ran.code == Some(130) || ran.signal == Some(2), "{ran}");
    is_closed(&redirect);
    nothing_stored(&home);
}

/// Sockets that listen on `port`, addresses as the kernel writes them.
fn listeners(port: u16) -> Vec<String> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(|file| fs::read_to_string(file).unwrap());
    let lines = tables.iter().flat_map(|table| table.lines());
    let ending = format!(":{port:04X}");
    lines
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|words| words[1].ends_with(&ending) && words[3] == "0A")
        .map(|words| words[1].to_owned())
        .collect()
}

#[test]
fn p53_the_listener_is_on_the_loopback_interface_alone() {
    let home = Home::new();
    let provider = Provider::usual();
    for uri in ["http://127.0.0.1:0/", "http://127.0.0.1:0/auth/callback"] {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let uri = uri.replace(":0", &format!(":{port}"));
        let attempt = Attempt::start(&home, &provider, &["--oauth-redirect-uri", &uri]);
        assert_eq!(attempt.query("redirect_uri"), uri);
        assert_eq!(listeners(port), [format!("0100007F:{port:04X}")]);
        attempt.finish().ok();
    }
    let attempt = Attempt::start(&home, &provider, &[]);
    let port = attempt.redirect().port().unwrap();
    assert_eq!(listeners(port), [format!("0100007F:{port:04X}")]);
}

#[test]
fn p53_a_redirect_uri_that_is_not_loopback_is_a_mistake() {
    let home = Home::new();
    let provider = Provider::usual();
    for uri in [
        "http://0.0.0.0:8000/",
        "http://192.0.2.1:8000/",
        "http://[::]:8000/",
        "http://127.0.0.1.evil.example:8000/",
        "http://user@127.0.0.1:8000/",
        "http://localhost.evil.example/",
        "https://conda.example/callback",
        "ftp://127.0.0.1:8000/",
        "myapp:/callback",
        "127.0.0.1:8000",
        "",
    ] {
        let ran = login(&home, &provider, &["--oauth-redirect-uri", uri]).run();
        exits(&ran, &[2]);
    }
    assert!(
        provider.server().seen().is_empty(),
        "{:?}",
        provider.server().seen()
    );
    nothing_stored(&home);
}
