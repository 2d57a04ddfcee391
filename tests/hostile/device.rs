//! The code on another device: how often it asks, and when it stops: P59 to P61.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::fake::{Answer, Provider};
use crate::support::{Home, Signal};
use crate::{device, exits, nothing_stored, stored};

/// What a poll gets before the tokens.
enum Polls {
    /// These errors.
    Get(&'static [&'static str]),
    /// Nobody ever agrees.
    Wait,
}

/// A provider that answers polls so; `change` is applied to the answer of the device endpoint, where
/// `"missing"` takes a field away.
fn provider(polls: Polls, change: Value) -> Provider {
    let count = AtomicUsize::new(0);
    Provider::start(
        move |request, books| match (request.path.as_str(), &polls) {
            ("/device", _) => Some(Answer::json(&changed(books.device(request), &change))),
            ("/token", Polls::Wait) => Some(Answer::error("authorization_pending")),
            ("/token", Polls::Get(errors)) => {
                let error = errors.get(count.fetch_add(1, Ordering::SeqCst))?;
                Some(Answer::error(error))
            }
            _ => None,
        },
    )
}

fn changed(mut answer: Value, change: &Value) -> Value {
    for (name, value) in change.as_object().unwrap() {
        answer[name] = value.clone();
        if value == "missing" {
            answer.as_object_mut().unwrap().remove(name);
        }
    }
    answer
}

/// The times between the polls.
fn gaps(provider: &Provider) -> Vec<Duration> {
    let polls = provider.server().seen_at("/token");
    let pairs = polls.windows(2);
    pairs.map(|pair| pair[1].at - pair[0].at).collect()
}

const SECOND: Duration = Duration::from_millis(990);

#[test]
fn p59_it_waits_as_long_as_it_is_told_and_five_seconds_more_when_told_to_slow_down() {
    let errors = &[
        "authorization_pending",
        "authorization_pending",
        "slow_down",
    ];
    let provider = provider(Polls::Get(errors), json!({}));
    let home = Home::new();
    device(&home, &provider, &[]).run().ok();
    let gaps = gaps(&provider);
    assert_eq!(gaps.len(), 3, "{gaps:?}");
    assert!(gaps.iter().all(|gap| *gap >= SECOND), "{gaps:?}");
    assert!(gaps[2] >= 6 * SECOND && gaps[2] < 9 * SECOND, "{gaps:?}");
    assert!(gaps[0] < 3 * SECOND, "{gaps:?}");
    assert_eq!(stored(&home)["access_token"], provider.books().newest());
}

#[test]
fn p59_without_an_interval_it_is_five_seconds() {
    let provider = provider(
        Polls::Get(&["authorization_pending"]),
        json!({ "interval": "missing" }),
    );
    device(&Home::new(), &provider, &[]).run().ok();
    let gaps = gaps(&provider);
    assert!(gaps[0] >= 5 * SECOND && gaps[0] < 8 * SECOND, "{gaps:?}");
}

#[test]
fn p59_the_code_and_the_page_are_shown_and_the_request_is_what_the_standard_says() {
    let home = Home::new();
    let provider = provider(Polls::Get(&[]), json!({}));
    let ran = device(&home, &provider, &[]).run().ok();
    let ran = ran.notes("WDJB-MJHT");
    ran.notes(&format!("{}/activate", provider.issuer()));
    let requests = provider.server().seen_at("/device");
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].method, "POST");
    assert_eq!(requests[0].form("client_id"), "rattler");
    assert!(requests[0].form("scope").contains("offline_access"));
    let polls = provider.server().seen_at("/token");
    let grant = polls[0].form("grant_type");
    assert_eq!(grant, "urn:ietf:params:oauth:grant-type:device_code");
}

#[test]
fn p60_a_refusal_ends_it_at_once() {
    for errors in [
        ["access_denied"].as_slice(),
        &["expired_token"],
        &["invalid_grant"],
        &["made_up"],
    ] {
        let provider = provider(Polls::Get(errors), json!({}));
        let home = Home::new();
        device(&home, &provider, &[]).run().fails_with(4);
        thread::sleep(Duration::from_millis(100));
        assert_eq!(provider.server().seen_at("/token").len(), 1, "{errors:?}");
        nothing_stored(&home);
    }
}

#[test]
fn p61_an_odd_interval_makes_neither_a_busy_nor_an_endless_loop() {
    let intervals = [
        json!(0),
        json!(9_223_372_036_854_775_808_u64),
        json!("missing"),
        json!("5"),
        json!(-1),
        json!(1e308),
        json!(0.001),
        json!(null),
    ];
    thread::scope(|scope| {
        for interval in intervals {
            scope.spawn(move || {
                let change = json!({ "interval": interval });
                let provider = provider(Polls::Wait, change);
                let home = Home::new();
                let run = device(&home, &provider, &["--timeout", "4s"]);
                let ran = run.timeout(Duration::from_secs(20)).run();
                exits(&ran, &[4, 5]);
                let gaps = gaps(&provider);
                assert!(
                    gaps.iter().all(|gap| *gap >= SECOND),
                    "{interval}: {gaps:?}"
                );
                assert!(ran.took < Duration::from_secs(10), "{interval}: {ran}");
                nothing_stored(&home);
            });
        }
    });
}

#[test]
fn p61_an_odd_lifetime_of_the_code_is_bounded() {
    let lifetimes = [
        json!(0),
        json!(-1),
        json!(2),
        json!(9_223_372_036_854_775_808_u64),
        json!("600"),
        json!("missing"),
        json!(1e308),
    ];
    thread::scope(|scope| {
        for lifetime in lifetimes {
            scope.spawn(move || {
                let change = json!({ "expires_in": lifetime });
                let provider = provider(Polls::Wait, change);
                let home = Home::new();
                let ran = device(&home, &provider, &["--timeout", "5s"]).run();
                exits(&ran, &[4, 5]);
                let polls = provider.server().seen_at("/token").len();
                assert!(polls <= 6, "{lifetime}: {polls}");
                assert!(ran.took < Duration::from_secs(11), "{lifetime}: {ran}");
                nothing_stored(&home);
            });
        }
    });
}

#[test]
fn p61_ctrl_c_ends_the_waiting_within_a_second() {
    let provider = provider(Polls::Wait, json!({ "interval": 5 }));
    let home = Home::new();
    let running = device(&home, &provider, &[]).spawn();
    while provider.server().seen_at("/device").is_empty() {
        thread::sleep(Duration::from_millis(10));
    }
    thread::sleep(Duration::from_millis(500));
    let start = Instant::now();
    running.signal(Signal::INT);
    let ran = running.wait();
    assert!(ran.code == Some(130) || ran.signal == Some(2), "{ran}");
    assert!(start.elapsed() < Duration::from_secs(1), "{ran}");
    nothing_stored(&home);
}
