//! After an error all is as before, and a store that cannot be used says so each time.

use std::fs;

use xauth::{
    Failure,
    store::{File, Keychain, Memory, Store},
    target::Key,
};

use super::{
    credentials::{bearer, of_every_kind},
    keyring::Keyring,
};

fn fails_at_everything(store: &dyn Store) -> Vec<Failure> {
    let key = Key::stored("example.com");
    vec![
        store.probe().unwrap_err(),
        store.get(&key).unwrap_err(),
        store.holds(&key).unwrap_err(),
        store.first(&[key.clone().into()]).unwrap_err(),
        store.set(&key, &bearer("canary")).unwrap_err(),
        store.remove(&key).unwrap_err(),
        store.entries().unwrap_err(),
    ]
}

#[test]
fn a_broken_memory_fails_at_everything_and_says_why() {
    for failure in fails_at_everything(&Memory::broken("it is broken")) {
        assert_eq!(failure.to_string(), "it is broken");
    }
}

#[test]
fn a_damaged_file_fails_at_everything_and_stays_as_it_is() {
    for damaged in ["{\"a\": canary", "[\"canary\"]", "{} canary", "canary"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("auth.json");
        fs::write(&path, damaged).unwrap();
        for failure in fails_at_everything(&File::at(&path)) {
            assert!(
                matches!(failure, Failure::Corrupt { .. }),
                "{damaged}: {failure}"
            );
            assert!(
                !format!("{failure} {failure:?}").contains("canary"),
                "{failure:?}"
            );
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
    }
}

#[test]
fn a_file_store_without_a_home_fails_at_everything() {
    let gone = tempfile::tempdir().unwrap().path().join("gone");
    for home in [None, Some(gone.clone())] {
        for failure in fails_at_everything(&File::in_home(home)) {
            assert!(matches!(failure, Failure::NoHome(_)), "{failure}");
        }
    }
    assert!(!gone.exists());
}

#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn a_session_without_a_bus_has_no_keychain() {
    let store = Keychain::system(false, xauth::store::keychain::Patience::ALONE);
    for failure in fails_at_everything(&store) {
        assert!(matches!(failure, Failure::Absent(_)), "{failure}");
    }
}

#[test]
fn a_credential_that_is_too_long_leaves_the_one_that_was_there() {
    let keyring = Keyring::new();
    let store = Keychain::native(keyring.clone(), Some(100));
    let key = Key::stored("example.com");
    store.set(&key, &bearer("short")).unwrap();
    let failure = store.set(&key, &bearer(&"x".repeat(100))).unwrap_err();
    assert!(
        matches!(
            failure,
            Failure::TooLong {
                size: 118,
                limit: 100
            }
        ),
        "{failure:?}"
    );
    assert_eq!(store.get(&key).unwrap(), Some(bearer("short")));
    // The limit is one of UTF-16 units, of which `ü` is one.
    store.set(&key, &bearer(&"ü".repeat(82))).unwrap();
    store.set(&key, &bearer(&"ü".repeat(83))).unwrap_err();
}

#[test]
fn of_two_items_with_one_key_one_is_left_by_set_and_none_by_remove() {
    let keyring = Keyring::new();
    let store = Keychain::native(keyring.clone(), None);
    let key = Key::stored("example.com");
    let twice = || {
        for _ in 0..2 {
            keyring.add("rattler", key.as_str(), r#"{"BearerToken":"double"}"#);
        }
    };
    twice();
    assert!(store.holds(&key).unwrap());
    assert_eq!(store.get(&key).unwrap(), Some(bearer("double")));
    assert_eq!(store.entries().unwrap().len(), 1);
    store.set(&key, &bearer("one")).unwrap();
    assert_eq!(
        keyring.peek("rattler", key.as_str()).unwrap(),
        bearer("one").to_json().expose()
    );
    twice();
    assert!(store.remove(&key).unwrap());
    assert_eq!(keyring.peek("rattler", key.as_str()), None);
}

#[test]
fn items_of_other_services_are_not_ours() {
    let keyring = Keyring::new();
    for service in ["rattler-build", "my rattler", "Rattler", ""] {
        keyring.add(service, "example.com", r#"{"BearerToken":"theirs"}"#);
    }
    let store = Keychain::native(keyring.clone(), None);
    let key = Key::stored("example.com");
    assert_eq!(store.entries().unwrap(), []);
    assert_eq!(store.get(&key).unwrap(), None);
    assert!(!store.remove(&key).unwrap());
    assert!(keyring.peek("rattler-build", "example.com").is_some());
}

#[test]
fn no_store_shows_a_secret_in_its_debug_form() {
    let folder = tempfile::tempdir().unwrap();
    let (memory, file) = (Memory::default(), File::at(folder.path().join("auth.json")));
    let keychain = Keychain::native(Keyring::new(), None);
    for (at, credential) in of_every_kind("canary").iter().enumerate() {
        let key = Key::stored(format!("host-{at}.example"));
        for store in [&memory as &dyn Store, &file, &keychain] {
            store.set(&key, credential).unwrap();
        }
    }
    let shown = format!(
        "{memory:?} {file:?} {keychain:?} {:?}",
        memory.entries().unwrap()
    );
    assert!(shown.contains("host-0.example"), "{shown}");
    assert!(!shown.contains("canary"), "{shown}");
}
