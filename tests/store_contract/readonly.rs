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

#[test]
fn an_anaconda_key_is_for_the_hosts_of_the_site_that_anaconda_auth_would_use_it_for() {
    let home = ("HOME", "/nowhere");
    let key = ("ANACONDA_AUTH_API_KEY", "canary-new");
    let older = ("ANACONDA_CLOUD_API_KEY", "canary-old");
    let both = vec!["anaconda.com", "repo.anaconda.cloud"];
    for (variables, name, wanted) in [
        (vec![key], key.0, both.clone()),
        (vec![older], older.0, both.clone()),
        (vec![older, key], key.0, both),
        (
            vec![key, ("ANACONDA_AUTH_DOMAIN", "b.example:8443")],
            key.0,
            vec!["b.example"],
        ),
        (
            vec![older, ("ANACONDA_CLOUD_DOMAIN", "https://c.example")],
            older.0,
            vec!["c.example"],
        ),
        (
            vec![older, ("ANACONDA_CLOUD_API_DOMAIN", "d.example")],
            older.0,
            vec!["d.example"],
        ),
    ] {
        let store = Environment::of(&Env::of(variables.iter().copied().chain([home])));
        let used: Vec<_> = store.used().collect();
        let keys: Vec<&str> = used.iter().map(|(_, key)| key.as_str()).collect();
        assert_eq!(keys, wanted, "{variables:?}");
        assert_eq!(store.place(), name);
    }
}

#[test]
fn an_anaconda_key_that_cannot_be_used_is_a_warning() {
    let home = ("HOME", "/nowhere");
    for (variable, wanted) in [
        (
            ("ANACONDA_AUTH_DOMAIN", "u:canary@h.example"),
            "`ANACONDA_AUTH_API_KEY` is ignored: ",
        ),
        (
            ("ANACONDA_DEFAULT_SITE", "nope"),
            "`nope` is no site of anaconda's",
        ),
    ] {
        let key = ("ANACONDA_AUTH_API_KEY", "canary-key");
        let store = Environment::of(&Env::of([home, key, variable]));
        let warnings = store.warnings();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(
            warnings[0].contains(wanted) && !warnings[0].contains("canary"),
            "{warnings:?}"
        );
        assert_eq!(store.entries().unwrap(), []);
    }
}

#[test]
fn of_two_entries_for_a_site_the_one_that_anaconda_auth_takes_answers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring");
    let encode = |payload: &str| BASE64_STANDARD.encode(payload);
    let tokens = r#"{"repo_tokens": [{"token": "canary-o", "org_name": "o"}, {"token": "canary-p", "org_name": "p q"}]}"#;
    let answers = |newest: &str, older: &str| {
        let (newest, older) = (encode(newest), encode(older));
        let text = format!(
            "{{\"Anaconda Cloud\": {{\"anaconda.cloud\": \"{older}\", \"anaconda.com\": \"{newest}\"}}}}"
        );
        fs::write(&path, text).unwrap();
        let store = Anaconda::read(&path);
        let entries = store.entries().unwrap().into_iter().map(|entry| {
            let credential = store.get(&entry.key).unwrap().unwrap();
            format!(
                "{} {}",
                entry.key,
                credential.scheme().only_field().unwrap()
            )
        });
        (entries.collect::<Vec<_>>().join(", "), store.warnings())
    };
    let one = r#"{"api_key": "canary-one"}"#;
    let (found, warnings) = answers(one, r#"{"api_key": "canary-two"}"#);
    assert_eq!(
        found,
        "anaconda.com canary-one, repo.anaconda.cloud canary-one"
    );
    assert!(warnings.is_empty());
    let (found, _) = answers(tokens, one);
    assert_eq!(
        found,
        "repo.anaconda.cloud canary-o, https://repo.anaconda.cloud/repo/p%20q canary-p"
    );
    let (found, warnings) = answers(r#"{"api_key": ["canary"]}"#, one);
    assert_eq!(found, "");
    assert!(warnings[0].ends_with("has an entry for `anaconda.com` that cannot be read: a field of what it encodes is of another type"), "{warnings:?}");
}
