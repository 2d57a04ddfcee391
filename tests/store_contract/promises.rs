//! What a store promises of credentials that we put in it.

use xauth::{
    scheme::Credential,
    store::{Detail, Entry, Protection, Store},
    target::{Candidate, Key},
};

use super::{
    credentials::{bearer, keys, of_every_kind, s3},
    subjects::Subject,
};

/// Each promise, on an empty store.
pub fn all(subject: &Subject) {
    let promises: [fn(&Subject); 8] = [
        what_is_not_there_is_no_error,
        every_kind_comes_back_as_it_was_put,
        what_is_put_replaces_what_was_there,
        only_what_is_still_there_is_exchanged,
        every_key_is_its_own,
        first_is_the_first_that_get_has,
        a_bare_bucket_is_passed_over_unless_it_is_s3,
        a_list_reads_no_secret_where_it_can_do_without,
    ];
    for promise in promises {
        promise(subject);
        clear(&*subject.store);
        is_empty(&*subject.store);
    }
}

pub fn clear(store: &dyn Store) {
    for entry in store.entries().unwrap() {
        assert!(store.remove(&entry.key).unwrap(), "{:?} stays", entry.key);
    }
}

pub fn is_empty(store: &dyn Store) {
    assert_eq!(store.entries().unwrap(), []);
    for key in keys() {
        is_absent(store, &key);
    }
}

fn is_absent(store: &dyn Store, key: &Key) {
    assert_eq!(store.get(key).unwrap(), None, "{key}");
    assert!(!store.holds(key).unwrap(), "{key}");
    assert_eq!(store.first(&[key.clone().into()]).unwrap(), None, "{key}");
}

fn has(store: &dyn Store, key: &Key, credential: &Credential) {
    assert_eq!(store.get(key).unwrap().as_ref(), Some(credential), "{key}");
    assert!(store.holds(key).unwrap(), "{key}");
    let first = store.first(&[key.clone().into()]).unwrap();
    assert_eq!(first, Some((0, credential.clone())), "{key}");
}

/// In this store, and in one that is opened anew.
fn lasts(subject: &Subject, check: impl Fn(&dyn Store)) {
    check(&*subject.store);
    if let Some(outside) = &subject.outside {
        check(&*outside.again());
    }
}

fn what_is_not_there_is_no_error(subject: &Subject) {
    let store = &*subject.store;
    store.probe().unwrap();
    is_empty(store);
    for key in keys() {
        assert!(!store.remove(&key).unwrap(), "{key}");
    }
    assert_eq!(store.first(&[]).unwrap(), None);
    assert!(!store.name().is_empty() && !store.place().is_empty());
    assert_ne!(store.protection(), Protection::ReadOnly);
}

fn every_kind_comes_back_as_it_was_put(subject: &Subject) {
    let key = Key::stored("kind.example");
    for credential in of_every_kind("a \\\"secret\\\" with ü") {
        subject.store.set(&key, &credential).unwrap();
        lasts(subject, |store| {
            has(store, &key, &credential);
            assert_eq!(store.entries().unwrap().len(), 1);
            is_described(store, &store.entries().unwrap()[0], &key, &credential);
        });
        assert!(subject.store.remove(&key).unwrap());
        lasts(subject, is_empty);
        assert!(!subject.store.remove(&key).unwrap());
    }
}

/// Only a store that would have to read the secret may leave the description out.
fn is_described(store: &dyn Store, entry: &Entry, key: &Key, credential: &Credential) {
    assert_eq!(entry.key, *key);
    let wanted = match store.protection() {
        Protection::Encrypted => Detail::Unread,
        _ => Detail::Known(credential.into()),
    };
    assert_eq!(entry.detail, wanted);
}

fn only_what_is_still_there_is_exchanged(subject: &Subject) {
    let (key, other) = (
        Key::stored("exchanged.example"),
        Key::stored("other.example"),
    );
    let (one, two, three) = (bearer("one"), bearer("two"), bearer("three"));
    let store = &*subject.store;
    assert!(!store.replace(&key, &one, &two).unwrap());
    lasts(subject, is_empty);
    store.set(&key, &one).unwrap();
    store.set(&other, &one).unwrap();
    assert!(!store.replace(&key, &two, &three).unwrap());
    lasts(subject, |store| has(store, &key, &one));
    assert!(store.replace(&key, &one, &two).unwrap());
    lasts(subject, |store| {
        has(store, &key, &two);
        has(store, &other, &one);
    });
}

fn what_is_put_replaces_what_was_there(subject: &Subject) {
    let key = Key::stored("replaced.example");
    let kinds = of_every_kind("one");
    let others = of_every_kind("two");
    for credential in kinds.iter().chain(others.iter().rev()) {
        subject.store.set(&key, credential).unwrap();
        lasts(subject, |store| {
            has(store, &key, credential);
            assert_eq!(store.entries().unwrap().len(), 1);
        });
    }
    if let Some(outside) = &subject.outside {
        let json = outside.raw(key.as_str()).unwrap();
        assert_eq!(json, others[0].to_json().expose(), "stored as rattler does");
    }
}

fn every_key_is_its_own(subject: &Subject) {
    let store = &*subject.store;
    let keys = keys();
    let secret = |at: usize| bearer(&format!("secret-{at}"));
    for (at, key) in keys.iter().enumerate() {
        store.set(key, &secret(at)).unwrap();
    }
    lasts(subject, |store| {
        let mut listed: Vec<Key> = store
            .entries()
            .unwrap()
            .into_iter()
            .map(|e| e.key)
            .collect();
        let mut wanted = keys.clone();
        listed.sort();
        wanted.sort();
        assert_eq!(listed, wanted);
        for (at, key) in keys.iter().enumerate() {
            has(store, key, &secret(at));
        }
    });
    for (at, key) in keys.iter().enumerate() {
        assert!(store.remove(key).unwrap(), "{key}");
        lasts(subject, |store| {
            is_absent(store, key);
            assert_eq!(store.entries().unwrap().len(), keys.len() - at - 1);
            if let Some(next) = keys.get(at + 1) {
                has(store, next, &secret(at + 1));
            }
        });
    }
}

fn first_is_the_first_that_get_has(subject: &Subject) {
    let store = &*subject.store;
    let keys = keys();
    for key in keys.iter().skip(1).step_by(3) {
        store
            .set(key, &bearer(key.as_str().trim()))
            .unwrap_or_else(|_| panic!("{key}"));
    }
    for start in 0..keys.len() {
        for length in [1, 2, 5, keys.len()] {
            let asked: Vec<Candidate> = keys
                .iter()
                .cycle()
                .skip(start)
                .take(length)
                .cloned()
                .map(Into::into)
                .collect();
            let by_get = asked
                .iter()
                .enumerate()
                .find_map(|(at, candidate)| Some((at, store.get(&candidate.key).unwrap()?)));
            assert_eq!(store.first(&asked).unwrap(), by_get, "{asked:?}");
        }
    }
    for key in &keys {
        assert_eq!(
            store.holds(key).unwrap(),
            store.get(key).unwrap().is_some(),
            "{key}"
        );
    }
}

fn a_bare_bucket_is_passed_over_unless_it_is_s3(subject: &Subject) {
    let store = &*subject.store;
    let (bare, whole) = (Key::stored("bucket"), Key::stored("s3://bucket"));
    let only_s3 = Candidate {
        key: bare.clone(),
        only_s3: true,
    };
    let asked = [only_s3, whole.clone().into()];
    store.set(&whole, &s3("whole")).unwrap();
    for other in of_every_kind("other") {
        store.set(&bare, &other).unwrap();
        let wanted = match &other {
            Credential::S3(_) => (0, other.clone()),
            _ => (1, s3("whole")),
        };
        assert_eq!(store.first(&asked).unwrap(), Some(wanted));
    }
}

fn a_list_reads_no_secret_where_it_can_do_without(subject: &Subject) {
    let store = &*subject.store;
    for key in keys() {
        store.set(&key, &bearer("unread")).unwrap();
    }
    let reads = || subject.outside.as_ref().and_then(|outside| outside.reads());
    let before = reads();
    store.entries().unwrap();
    for key in keys() {
        store.holds(&key).unwrap();
        store.set(&key, &bearer("changed")).unwrap();
        store.remove(&key).unwrap();
    }
    store.probe().unwrap();
    assert_eq!(reads(), before);
    store.get(&keys()[0]).unwrap();
    store.set(&keys()[0], &bearer("read")).unwrap();
    store.get(&keys()[0]).unwrap();
    assert!(
        before.is_none() || reads() > before,
        "reads are not counted"
    );
}
