//! One refresh for everybody, and what is left when it goes wrong: P63, P64.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;

use crate::support::fake::{Answer, Pace, Provider};
use crate::support::{Home, Ran, Run};
use crate::{HOST, exits, now, store, store_entry, stored, xauth};

fn token(home: &Home, provider: &Provider) -> Run {
    xauth(home, provider, &["token", HOST]).reveals()
}

/// A provider that takes half a second for each token.
fn slow() -> Provider {
    Provider::start(|request, books| {
        (request.path == "/token").then(|| {
            let answer = books.usual(request);
            answer.pace(Pace::After(Duration::from_millis(500)))
        })
    })
}

#[test]
fn p63_eight_at_once_make_one_refresh_and_all_have_its_token() {
    for round in 0..3 {
        let home = Home::new();
        let provider = if round == 0 {
            slow()
        } else {
            Provider::usual()
        };
        store(&home, &provider, &json!(now() - 60));
        let running: Vec<_> = (0..8).map(|_| token(&home, &provider).spawn()).collect();
        let ran: Vec<Ran> = running
            .into_iter()
            .map(crate::support::Running::wait)
            .collect();
        let expected = format!("{}\n", provider.books().newest());
        for ran in ran {
            ran.ok().prints(&expected);
        }
        assert_eq!(provider.server().seen_at("/token").len(), 1);
        assert!(provider.books().is_alive());
        let kept = stored(&home);
        assert_eq!(kept["access_token"], provider.books().newest());
        assert!(
            kept["expires_at"].as_i64().unwrap() > now() + 3000,
            "{kept}"
        );
    }
}

#[test]
fn p63_eight_different_commands_make_one_refresh() {
    let home = Home::new();
    let provider = slow();
    store(&home, &provider, &json!(now() - 60));
    let lines: [&[&str]; 4] = [
        &["token", HOST],
        &["refresh", HOST, "--if-expiring", "10m"],
        &["token", HOST, "--header"],
        &["refresh", "--all", "--if-expiring", "10m"],
    ];
    let start = |line: &&[&str]| xauth(&home, &provider, line).reveals().spawn();
    let running: Vec<_> = lines.iter().chain(&lines).map(start).collect();
    for running in running {
        running.wait().ok();
    }
    assert_eq!(provider.server().seen_at("/token").len(), 1);
    assert!(provider.books().is_alive());
}

#[test]
fn p63_a_chain_of_refreshes_never_uses_a_token_twice() {
    let home = Home::new();
    let provider = Provider::usual();
    store(&home, &provider, &json!(now() - 60));
    for _ in 0..5 {
        xauth(&home, &provider, &["refresh", HOST]).run().ok();
    }
    let requests = provider.server().seen_at("/token");
    let mut used: Vec<_> = requests
        .iter()
        .map(|request| request.form("refresh_token"))
        .collect();
    used.sort();
    used.dedup();
    assert_eq!(used.len(), 5);
    assert!(provider.books().is_alive());
}

/// The holder of the lock is killed while the provider has its request.
#[test]
fn p63_the_next_one_goes_on_after_the_holder_was_killed() {
    let home = Home::new();
    let asked = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&asked);
    let provider = Provider::start(move |request, _| {
        (request.path == "/token").then_some(())?;
        let mut count = counted.lock().unwrap();
        *count += 1;
        (*count == 1).then(|| Answer::paced(Pace::Never))
    });
    store(&home, &provider, &json!(now() - 60));
    let first = token(&home, &provider).spawn();
    while provider.server().seen_at("/token").is_empty() {
        std::thread::sleep(Duration::from_millis(10));
    }
    first.signal(crate::support::Signal::KILL);
    first.wait();
    let ran = token(&home, &provider).run().ok();
    assert!(ran.took < Duration::from_secs(10), "{ran}");
    ran.prints(&format!("{}\n", provider.books().newest()));
    assert_eq!(*asked.lock().unwrap(), 2);
}

#[test]
fn p63_a_dead_login_is_said_to_be_dead_and_a_sick_provider_leaves_it_alone() {
    for (status, error, code) in [
        (400, "invalid_grant", 4),
        (500, "server_error", 5),
        (503, "temporarily_unavailable", 5),
        (502, "", 5),
    ] {
        let provider = Provider::start(move |request, _| {
            let mut answer = Answer::error(error);
            answer.status = status;
            (request.path == "/token").then_some(answer)
        });
        let home = Home::new();
        store(&home, &provider, &json!(now() - 60));
        let before = stored(&home);
        let ran = xauth(&home, &provider, &["token", HOST]).run();
        let ran = ran.fails_with(code).prints("");
        if code == 4 {
            ran.notes(&format!("xauth login {HOST}"));
        }
        assert_eq!(stored(&home)["refresh_token"], before["refresh_token"]);
        assert_eq!(provider.server().seen_at("/token").len(), 1, "{status}");
    }
}

#[test]
fn p63_a_provider_that_rotates_nothing_keeps_the_old_refresh_token() {
    let provider = Provider::start(|request, books| {
        (request.path == "/token").then(|| {
            let mut tokens = books.tokens(&json!({}));
            for name in ["refresh_token", "id_token", "scope"] {
                tokens.as_object_mut().unwrap().remove(name);
            }
            Answer::json(&tokens)
        })
    });
    let home = Home::new();
    let mut entry = provider.stored(&json!(now() - 60));
    entry["OAuth"]["x_new"] = json!({ "kept": [1, 2] });
    entry["OAuth"]["audience"] = "https://conda.example".into();
    store_entry(&home, &entry);
    token(&home, &provider).run().ok();
    let kept = stored(&home);
    assert_eq!(kept["access_token"], provider.books().newest());
    for name in ["refresh_token", "x_new", "audience"] {
        assert_eq!(kept[name], entry["OAuth"][name], "{name}");
    }
}

/// The store's folder is closed while the provider answers.
#[test]
fn p64_a_refresh_that_cannot_be_saved_says_so_and_sends_nothing_again() {
    let home = Home::for_nobody();
    let folder = home.path().join(".rattler");
    let closed = folder.clone();
    let provider = Provider::start(move |request, _| {
        if request.path == "/token" {
            fs::set_permissions(&closed, Permissions::from_mode(0o500)).unwrap();
        }
        None
    });
    store(&home, &provider, &json!(now() - 60));
    let ran = xauth(&home, &provider, &["token", HOST]).run();
    fs::set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
    exits(&ran, &[3]);
    assert!(ran.err.contains("again"), "{ran}");
    assert_eq!(provider.server().seen_at("/token").len(), 1);
}

#[test]
fn p64_a_store_that_is_closed_from_the_start_costs_no_refresh_token() {
    let home = Home::for_nobody();
    let folder = home.path().join(".rattler");
    let provider = Provider::usual();
    store(&home, &provider, &json!(now() - 60));
    fs::set_permissions(&folder, Permissions::from_mode(0o500)).unwrap();
    let ran = xauth(&home, &provider, &["token", HOST]).run();
    fs::set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
    exits(&ran, &[3]);
    let requests = provider.server().seen_at("/token");
    assert!(requests.is_empty(), "{requests:?}");
}
