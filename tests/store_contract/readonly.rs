//! The part of the promises that a store has to keep which is only read.

use std::{fs, path::Path};

use base64::{Engine, prelude::BASE64_STANDARD};
use xauth::{
    Env, Failure,
    scheme::{Credential, Scheme},
    store::{Anaconda, Detail, Environment, Netrc, Protection, Store},
    target::{Candidate, Key},
};

use super::credentials::{bearer, keys};

fn environment() -> Environment {
    Environment::of(&Env::of([
        ("XAUTH_TOKEN", "canary-one"),
        ("XAUTH_HOST", "One.Example."),
        ("XAUTH_TOKEN_TWO__B_EXAMPLE", "canary-two"),
        ("XAUTH_TOKEN_PREFIX_DEV", "canary-three"),
    ]))
}

fn netrc(folder: &Path) -> Netrc {
    let path = folder.join("netrc");
    let text = "machine one.example login u password canary-one\n\
                machine TWO-b.example login u password canary-two\n\
                machine 127.0.0.1 password canary-three\n";
    fs::write(&path, text).unwrap();
    Netrc::read(&path, true)
}

/// The keys of two sites, one of them under the name that it had before, and the token of an organisation.
fn anaconda(folder: &Path) -> Anaconda {
    let path = folder.join("keyring");
    let encode = |payload: &str| BASE64_STANDARD.encode(payload);
    let entries = [
        ("b.example:8443", encode(r#"{"api_key": "canary-one"}"#)),
        (
            "id.anaconda.cloud",
            encode(r#"{"api_key": "canary-two", "username": null}"#),
        ),
    ];
    let entries = entries.map(|(domain, payload)| format!("{domain:?}: {payload:?}"));
    let text = format!("{{\"Anaconda Cloud\": {{{}}}}}\n", entries.join(", "));
    fs::write(&path, text).unwrap();
    Anaconda::read(&path)
}

/// All, with the keys that they hold.
fn check(check: impl Fn(&dyn Store, &[&str])) {
    let folder = tempfile::tempdir().unwrap();
    check(
        &environment(),
        &["one.example", "two-b.example", "*.prefix.dev"],
    );
    check(
        &netrc(folder.path()),
        &["one.example", "two-b.example", "127.0.0.1"],
    );
    check(
        &anaconda(folder.path()),
        &["b.example", "anaconda.com", "repo.anaconda.cloud"],
    );
}

/// All with nothing in them.
fn check_empty(check: impl Fn(&dyn Store)) {
    check(&Environment::of(&Env::default()));
    check(&Netrc::read(Path::new("/nowhere/netrc"), false));
    check(&Anaconda::read(Path::new("/nowhere/keyring")));
}

#[test]
fn what_is_not_there_is_no_error() {
    let nothing = |store: &dyn Store| {
        store.probe().unwrap();
        for key in keys() {
            assert_eq!(store.get(&key).unwrap(), None, "{key}");
            assert!(!store.holds(&key).unwrap(), "{key}");
            assert!(!store.remove(&key).unwrap(), "{key}");
            assert_eq!(store.first(&[key.into()]).unwrap(), None);
        }
        assert_eq!(store.first(&[]).unwrap(), None);
        assert_eq!(store.protection(), Protection::ReadOnly);
        assert_eq!(store.warnings(), Vec::<String>::new());
    };
    check_empty(|store| {
        nothing(store);
        assert_eq!(store.entries().unwrap(), []);
    });
    let folder = tempfile::tempdir().unwrap();
    let other = keys()
        .into_iter()
        .find(|key| key.as_str() == "127.0.0.1")
        .unwrap();
    nothing(&environment());
    assert!(netrc(folder.path()).holds(&other).unwrap());
}

#[test]
fn what_is_there_is_held_got_and_listed() {
    check(|store, held| {
        let entries = store.entries().unwrap();
        let listed: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        let (mut listed, mut wanted) = (listed, held.to_vec());
        listed.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(listed, wanted, "{}", store.name());
        for entry in entries {
            assert!(store.holds(&entry.key).unwrap());
            let credential = store.get(&entry.key).unwrap().unwrap();
            assert_eq!(entry.detail, Detail::Known((&credential).into()));
        }
        assert!(!store.place().is_empty());
    });
}

#[test]
fn first_is_the_first_that_get_has() {
    check(|store, held| {
        let mut asked: Vec<Candidate> = vec![Key::stored("none.example").into()];
        asked.extend(
            held.iter()
                .rev()
                .map(|key| Candidate::from(Key::stored(*key))),
        );
        for start in 0..asked.len() {
            let asked = &asked[start..];
            let by_get = asked
                .iter()
                .enumerate()
                .find_map(|(at, candidate)| Some((at, store.get(&candidate.key).unwrap()?)));
            assert!(by_get.is_some());
            assert_eq!(store.first(asked).unwrap(), by_get);
        }
        let only_s3 = Candidate {
            key: Key::stored(held[0]),
            only_s3: true,
        };
        assert_eq!(store.first(&[only_s3]).unwrap(), None);
    });
}

#[test]
fn nothing_is_written_and_nothing_removed() {
    check(|store, held| {
        let before = store.entries().unwrap();
        let there = Key::stored(held[0]);
        let failures = [
            store.set(&there, &bearer("canary-new")).unwrap_err(),
            store
                .set(&Key::stored("new.example"), &bearer("canary-new"))
                .unwrap_err(),
            store.remove(&there).unwrap_err(),
        ];
        for failure in failures {
            assert!(matches!(failure, Failure::Refused(_)), "{failure:?}");
            assert!(!failure.to_string().contains("canary"));
        }
        assert_eq!(store.entries().unwrap(), before);
        assert!(store.holds(&there).unwrap());
    });
}

#[test]
fn no_secret_is_in_a_debug_form() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let shown = format!(
        "{:?} {:?} {:?}",
        environment(),
        netrc(folder),
        anaconda(folder)
    );
    assert!(
        shown.contains("one.example") && !shown.contains("canary"),
        "{shown}"
    );
}

#[test]
fn a_known_server_gets_the_scheme_and_key_that_login_would_give_it() {
    let env = Env::of([("XAUTH_TOKEN_CONDA_ANACONDA_ORG", "tk")]);
    let key = Key::stored("*.anaconda.org");
    match Environment::of(&env).get(&key).unwrap() {
        Some(Credential::CondaToken(token)) => assert_eq!(token.only_field(), Some("tk")),
        other => panic!("{other:?}"),
    }
}
