//! The servers of these tests are as bad as they claim, and no worse.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use url::Url;

use crate::attempt::get;
use crate::support::fake::{Answer, Certificate, Pace, Provider, Server, TlsFront};
use crate::support::{Home, Ran};

fn curl(arguments: &[&str]) -> Ran {
    let words = ["--silent", "--show-error"].iter().chain(arguments);
    Home::new().run("curl").args(words.copied()).run()
}

#[test]
fn the_front_is_good_or_wrong_in_the_one_way_that_it_should_be() {
    // What curl(1) calls them.
    const UNTRUSTED: i32 = 60;
    for (certificate, code, reason) in [
        (Certificate::Good, 0, ""),
        (
            Certificate::WrongName,
            UNTRUSTED,
            "no alternative certificate",
        ),
        (Certificate::Expired, UNTRUSTED, "expired"),
        (Certificate::SelfSigned, UNTRUSTED, "self"),
        (Certificate::OldProtocol, 35, ""),
    ] {
        let provider = Provider::usual();
        let front = TlsFront::start(certificate, &provider.issuer());
        let url = format!("{}/.well-known/openid-configuration", front.url());
        let authority = front.authority();
        let ran = curl(&["--cacert", authority.to_str().unwrap(), "--tlsv1.2", &url]);
        assert_eq!(
            ran.code,
            Some(code),
            "{certificate:?}: {ran} {}",
            front.log()
        );
        assert!(ran.err.contains(reason), "{certificate:?}: {ran}");
        if code == 0 {
            assert_eq!(ran.json()["issuer"], front.url());
        }
    }
}

#[test]
fn the_old_protocol_is_spoken_to_who_asks_for_it() {
    let provider = Provider::usual();
    let front = TlsFront::start(Certificate::OldProtocol, &provider.issuer());
    let (url, authority) = (format!("{}/jwks", front.url()), front.authority());
    let line = [
        "--tls-max",
        "1.1",
        "--ciphers",
        "DEFAULT@SECLEVEL=0",
        "--cacert",
    ];
    let line = [&line[..], &[authority.to_str().unwrap(), &url]].concat();
    let keys = curl(&line).ok().json();
    assert!(keys["keys"][0]["n"].is_string(), "{keys}");
}

#[test]
fn the_server_is_slow_silent_or_huge_when_told() {
    for (pace, limit, code) in [
        (Pace::Never, "1", 28),
        (Pace::Drip, "2", 28),
        (Pace::DripBody, "2", 28),
        (Pace::Close, "5", 52),
        (Pace::Huge(100_000_000), "20", 0),
        (Pace::Endless(100_000_000), "20", 0),
    ] {
        let server = Server::start(move |_| Answer::text("0123456789").pace(pace));
        let line = ["--max-time", limit, "--output", "/dev/null", &server.url()];
        let ran = curl(&line);
        assert_eq!(ran.code, Some(code), "{pace:?}: {ran}");
        if code == 0 {
            assert_eq!(server.sent(), 100_000_000);
        }
    }
    let server = Server::start(|_| Answer::status(200).pace(Pace::After(Duration::from_secs(1))));
    let start = Instant::now();
    curl(&[&server.url()]).ok();
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[test]
fn the_provider_ends_a_family_of_tokens_when_one_comes_twice() {
    let provider = Provider::usual();
    let stored = provider.stored(&Value::Null);
    let first = stored["OAuth"]["refresh_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let url = format!("{}/token", provider.issuer());
    let ask = |token: &str| -> Value {
        let form = format!("grant_type=refresh_token&refresh_token={token}");
        curl(&["--data", &form, &url]).ok().json()
    };
    let second = ask(&first)["refresh_token"].as_str().unwrap().to_owned();
    assert!(provider.books().is_alive());
    assert_eq!(ask(&first), json!({ "error": "invalid_grant" }));
    assert!(!provider.books().is_alive());
    assert_eq!(ask(&second), json!({ "error": "invalid_grant" }));
}

#[test]
fn the_provider_gives_nothing_for_a_wrong_verifier() {
    let provider = Provider::usual();
    let mut url: Url = format!("{}/authorize", provider.issuer()).parse().unwrap();
    url.query_pairs_mut()
        .append_pair("redirect_uri", "http://127.0.0.1:1/")
        .append_pair("code_challenge", &crate::support::fake::challenge("right"))
        .append_pair("state", "s");
    let ask = |verifier: &str| {
        let page = get(&url).text;
        let location = page
            .lines()
            .find_map(|line| line.strip_prefix("Location: "));
        let back: Url = location.unwrap().parse().unwrap();
        let code = back
            .query_pairs()
            .find(|(name, _)| name == "code")
            .unwrap()
            .1;
        let form = format!(
            "grant_type=authorization_code&code={code}&code_verifier={verifier}\
             &redirect_uri=http://127.0.0.1:1/"
        );
        let url = format!("{}/token", provider.issuer());
        curl(&["--data", &form, &url]).ok().json()
    };
    assert_eq!(ask("wrong"), json!({ "error": "invalid_grant" }));
    assert!(ask("right")["id_token"].is_string());
}
