//! An ID token that proves nothing ends the login, and nothing of it is kept (P50, P54).

use serde_json::{Value, json};

use crate::opener::Opener;
use crate::support::fake::{Answer, Provider, Signer};
use crate::support::{Home, Ran};
use crate::{login, nothing_stored, now, stored};

/// A login in a browser at a provider whose ID token is made by `make`.
fn login_with(
    home: &Home,
    make: impl Fn(&mut Value, &Signer) -> Option<String> + Send + Sync + 'static,
) -> (Ran, Provider) {
    let provider = Provider::start(move |request, books| {
        (request.path == "/token").then(|| {
            let mut claims = books.claims(request);
            let token = make(&mut claims, &books.signer);
            let mut tokens = books.tokens(&claims);
            if let Some(token) = token {
                tokens["id_token"] = token.into();
            }
            Answer::json(&tokens)
        })
    });
    (browse(home, &provider), provider)
}

fn browse(home: &Home, provider: &Provider) -> Ran {
    let opener = Opener::following(home);
    let run = login(home, provider, &["--oauth-flow", "auth-code"]);
    run.env("BROWSER", opener.path()).run()
}

/// The login with one claim set to `value`.
fn with_claim(name: &'static str, value: Value) -> (Home, Ran) {
    let home = Home::new();
    let (ran, _) = login_with(&home, move |claims, _| {
        claims[name] = value.clone();
        None
    });
    (home, ran)
}

#[test]
fn p50_a_good_id_token_is_accepted_with_either_kind_of_key() {
    for signer in [Signer::rsa(), Signer::elliptic()] {
        let home = Home::new();
        let provider = Provider::with_signer(signer, |_, _| None);
        browse(&home, &provider).ok();
        assert_eq!(stored(&home)["access_token"], provider.books().newest());
    }
}

#[test]
fn p50_claims_for_another_client_issuer_time_or_login_are_refused() {
    for (name, value) in [
        ("iss", json!("https://evil.example")),
        ("iss", json!("")),
        ("iss", json!(null)),
        ("aud", json!("another-client")),
        ("aud", json!([])),
        ("aud", json!(null)),
        ("exp", json!(now() - 3600)),
        ("exp", json!(0)),
        ("exp", json!(-1)),
        ("exp", json!("tomorrow")),
        ("exp", json!(null)),
        ("nonce", json!("of another login")),
        ("nonce", json!("")),
        ("nonce", json!(null)),
    ] {
        let said = value.clone();
        let (home, ran) = with_claim(name, value);
        assert_eq!(ran.code, Some(4), "{name} {said}: {ran}");
        nothing_stored(&home);
    }
}

#[test]
fn p50_claims_with_extreme_numbers_do_not_panic() {
    for name in ["exp", "iat", "auth_time", "nbf"] {
        for value in [
            json!(i64::MIN),
            json!(i64::MAX),
            json!(u64::MAX),
            json!(1e308),
            json!(1.5),
        ] {
            let (_, ran) = with_claim(name, value);
            crate::exits(&ran, &[0, 4]);
        }
    }
}

/// The same token with another middle.
fn forged(token: &str, claims: &Value) -> String {
    let signer = Signer::elliptic();
    let other = signer.sign(claims);
    let (head, signature) = (token.split('.').next(), token.split('.').nth(2));
    let middle = other.split('.').nth(1);
    [head, middle, signature].map(Option::unwrap).join(".")
}

#[test]
fn p50_a_signature_that_is_not_the_provider_s_is_refused() {
    type Make = fn(&mut Value, &Signer) -> Option<String>;
    let makes: [(&str, Make); 5] = [
        ("another key", |claims, _| {
            Some(Signer::elliptic().sign(claims))
        }),
        ("changed claims", |claims, signer| {
            let token = signer.sign(claims);
            claims["sub"] = "mallory".into();
            Some(forged(&token, claims))
        }),
        ("no signature", |claims, signer| {
            let token = signer.sign(claims);
            Some(token.rsplit_once('.').unwrap().0.to_owned() + ".")
        }),
        ("algorithm none", |claims, signer| {
            let token = signer.sign(claims);
            let middle = token.split('.').nth(1).unwrap();
            // {"alg":"none"}
            Some(format!("eyJhbGciOiJub25lIn0.{middle}."))
        }),
        ("not a token", |_, _| Some("e30".into())),
    ];
    for (name, make) in makes {
        let home = Home::new();
        let (ran, _) = login_with(&home, make);
        assert_eq!(ran.code, Some(4), "{name}: {ran}");
        nothing_stored(&home);
    }
}
