//! Times that nobody lives to see: P65.

use serde_json::{Value, json};

use crate::support::Home;
use crate::support::fake::{Answer, Provider};
use crate::{HOST, device, exits, now, store, store_entry, stored, xauth};

const TEN_YEARS: i64 = 3653 * 24 * 3600;

#[test]
fn p65_a_stored_time_in_the_past_is_expired_and_is_refreshed() {
    for time in [i64::MIN, i64::MIN + 1, -1, 0, now() - TEN_YEARS, now() - 1] {
        let home = Home::new();
        let provider = Provider::usual();
        store(&home, &provider, &json!(time));
        for line in [
            vec!["status"],
            vec!["status", "--details"],
            vec!["status", "--json"],
        ] {
            exits(&xauth(&home, &provider, &line).run(), &[0]);
        }
        let ran = xauth(&home, &provider, &["token", HOST]).reveals().run();
        let ran = ran.ok();
        ran.prints(&format!("{}\n", provider.books().newest()));
        assert_eq!(provider.server().seen_at("/token").len(), 1, "{time}");
    }
}

#[test]
fn p65_a_stored_time_far_in_the_future_is_valid() {
    for time in [i64::MAX, i64::MAX - 1, now() + TEN_YEARS, 253_402_300_800] {
        let home = Home::new();
        let provider = Provider::usual();
        store(&home, &provider, &json!(time));
        for line in [
            vec!["status"],
            vec!["status", "--details"],
            vec!["status", "--json"],
        ] {
            exits(&xauth(&home, &provider, &line).run(), &[0]);
        }
        let ran = xauth(&home, &provider, &["token", HOST]).reveals().run();
        ran.ok().prints(&format!("{}\n", provider.books().newest()));
        assert!(provider.server().seen().is_empty(), "{time}");
        exits(&xauth(&home, &provider, &["refresh", HOST]).run(), &[0]);
    }
}

/// The clock was ten years ahead, or behind, when the entry was written.
#[test]
fn p65_a_clock_that_was_wrong_by_ten_years_does_no_harm() {
    for (issued, expires) in [
        (now() + TEN_YEARS, now() + TEN_YEARS + 3600),
        (now() - TEN_YEARS, now() - TEN_YEARS + 3600),
        (now() + TEN_YEARS, now() - TEN_YEARS),
        (i64::MAX, i64::MIN),
        (i64::MIN, i64::MAX),
    ] {
        let home = Home::new();
        let provider = Provider::usual();
        let mut entry = provider.stored(&json!(expires));
        entry["OAuth"]["xauth"] = json!({
            "issuer": provider.issuer(),
            "scopes": ["openid"],
            "account": "alice",
            "issued_at": issued,
        });
        store_entry(&home, &entry);
        let ran = xauth(&home, &provider, &["token", HOST]).reveals().run();
        ran.ok().prints(&format!("{}\n", provider.books().newest()));
        exits(
            &xauth(&home, &provider, &["status", "--details"]).run(),
            &[0],
        );
    }
}

#[test]
fn p65_a_stored_time_that_is_no_time_breaks_nothing_else() {
    for time in [
        json!(9_223_372_036_854_775_808_u64),
        json!(1e308),
        json!("3600"),
        json!([]),
    ] {
        let home = Home::new();
        let provider = Provider::usual();
        store(&home, &provider, &time);
        exits(&xauth(&home, &provider, &["status"]).run(), &[0]);
        exits(
            &xauth(&home, &provider, &["token", HOST]).reveals().run(),
            &[0, 3, 4],
        );
        let line = ["login", "other.example", "--token", "-"];
        let run = xauth(&home, &provider, &line).stdin("another-token");
        exits(&run.run(), &[0]);
        let store = home.read_json(home.store_path());
        assert_eq!(store[HOST]["OAuth"]["client_id"], "rattler", "{store}");
    }
}

/// A provider that says this of how long its tokens are good.
fn provider(expires_in: Value) -> Provider {
    Provider::start(move |request, books| {
        (request.path == "/token").then(|| {
            let mut tokens = books.tokens(&books.claims(request));
            tokens["expires_in"] = expires_in.clone();
            if expires_in == "missing" {
                tokens.as_object_mut().unwrap().remove("expires_in");
            }
            Answer::json(&tokens)
        })
    })
}

fn odd() -> [Value; 13] {
    [
        json!(-1),
        json!(0),
        json!(i64::MIN),
        json!(i64::MAX),
        json!(9_223_372_036_854_775_808_u64),
        json!(u64::MAX),
        json!(1e308),
        json!(-1e308),
        json!("3600"),
        json!("soon"),
        json!(3600.5),
        json!(null),
        json!("missing"),
    ]
}

#[test]
fn p65_a_login_with_an_odd_lifetime_is_kept_with_a_time_that_makes_sense_or_none() {
    for expires_in in odd() {
        let home = Home::new();
        let provider = provider(expires_in.clone());
        let ran = device(&home, &provider, &["--timeout", "10s"]).run();
        exits(&ran, &[0, 4]);
        if ran.code == Some(0) {
            makes_sense(&expires_in, &stored(&home)["expires_at"]);
        }
        for line in [vec!["status", "--details"], vec!["token", HOST]] {
            exits(&xauth(&home, &provider, &line).reveals().run(), &[0, 4]);
        }
    }
}

#[test]
fn p65_a_refresh_with_an_odd_lifetime_is_kept_the_same_way() {
    for expires_in in odd() {
        let home = Home::new();
        let provider = provider(expires_in.clone());
        store(&home, &provider, &json!(now() - 60));
        let ran = xauth(&home, &provider, &["refresh", HOST]).run();
        exits(&ran, &[0, 4]);
        if ran.code == Some(0) {
            makes_sense(&expires_in, &stored(&home)["expires_at"]);
            // The token was new, so it is what counts from here on.
            assert_eq!(stored(&home)["access_token"], provider.books().newest());
        }
    }
}

#[track_caller]
fn makes_sense(expires_in: &Value, stored: &Value) {
    if stored.is_null() {
        return;
    }
    let at = stored.as_i64();
    let at = at.unwrap_or_else(|| panic!("{expires_in} became {stored}"));
    let is_negative = expires_in.as_f64().is_some_and(|seconds| seconds <= 0.0);
    if is_negative {
        assert!(at <= now() + 1, "{expires_in} became {at}");
    } else {
        assert!(at > now() + 3000, "{expires_in} became {at}");
    }
}
