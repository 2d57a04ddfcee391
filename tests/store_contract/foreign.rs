//! What a store promises of entries that other programs put in it.

use xauth::{
    Failure,
    store::{Detail, Protection},
    target::{Candidate, Key},
};

use super::{
    credentials::{bearer, s3},
    promises::{clear, is_empty},
    subjects::{Outside, Subject},
};

/// Kinds that we do not know, and known ones that are not whole, with what a list calls them.
const UNKNOWN: [(&str, &str); 6] = [
    (
        r#"{"Future":{"token":"canary-future","list":[1,{"a":null}]}}"#,
        "Future",
    ),
    (r#"{"BearerToken":{"not":"canary-text"}}"#, "BearerToken"),
    (r#"{"BasicHTTP":{"username":"canary-user"}}"#, "BasicHTTP"),
    (
        r#"{"BearerToken":"canary-one","CondaToken":"canary-two"}"#,
        "unknown",
    ),
    (r#""canary-string""#, "unknown"),
    (r#"[["canary-list"]]"#, "unknown"),
];

/// A login with a field that xauth does not know.
const RICHER: &str = r#"{"OAuth":{"access_token":"a","refresh_token":null,"expires_at":null,"token_endpoint":"https://idp.test","revocation_endpoint":null,"client_id":"c","later":{"x":[1.50,"ü"]}}}"#;

pub fn all(subject: &Subject) {
    let Some(outside) = &subject.outside else {
        return;
    };
    for promise in [
        an_entry_of_no_known_kind_is_shown_and_never_dropped,
        an_entry_of_no_known_kind_can_be_removed_and_replaced,
        what_others_put_is_found_with_all_its_fields,
    ] {
        promise(subject, &**outside);
        clear(&*subject.store);
        is_empty(&*subject.store);
    }
}

fn an_entry_of_no_known_kind_is_shown_and_never_dropped(subject: &Subject, outside: &dyn Outside) {
    let store = &*subject.store;
    for (json, kind) in UNKNOWN {
        let (key, other) = (Key::stored("later.example"), Key::stored("other.example"));
        outside.put(key.as_str(), json);
        is_unsupported(subject, &key, kind);
        store.set(&other, &bearer("other")).unwrap();
        store.set(&other, &s3("other")).unwrap();
        assert!(store.remove(&other).unwrap());
        assert_eq!(outside.raw(key.as_str()).as_deref(), Some(json));
        is_unsupported(subject, &key, kind);
    }
}

fn is_unsupported(subject: &Subject, key: &Key, kind: &str) {
    let store = &*subject.store;
    assert!(store.holds(key).unwrap());
    let listed = store.entries().unwrap();
    assert_eq!(listed.len(), 1, "{listed:?}");
    let wanted = match store.protection() {
        Protection::Encrypted => Detail::Unread,
        _ => Detail::Unsupported(kind.to_owned()),
    };
    assert_eq!((&listed[0].key, &listed[0].detail), (key, &wanted));
    let failures = [
        store.get(key).unwrap_err(),
        store.first(&[key.clone().into()]).unwrap_err(),
    ];
    for failure in failures {
        let shown = format!("{failure} {failure:?}");
        assert!(
            matches!(&failure, Failure::Unsupported { key: named, .. } if named == key.as_str())
        );
        assert!(!shown.contains("canary"), "{shown}");
    }
    let only_s3 = Candidate {
        key: key.clone(),
        only_s3: true,
    };
    assert_eq!(store.first(&[only_s3]).unwrap(), None);
}

fn an_entry_of_no_known_kind_can_be_removed_and_replaced(subject: &Subject, outside: &dyn Outside) {
    let key = Key::stored("later.example");
    for (json, _) in UNKNOWN {
        outside.put(key.as_str(), json);
        assert!(subject.store.remove(&key).unwrap());
        assert_eq!(outside.raw(key.as_str()), None);
        outside.put(key.as_str(), json);
        subject.store.set(&key, &bearer("new")).unwrap();
        assert_eq!(subject.store.get(&key).unwrap(), Some(bearer("new")));
    }
}

fn what_others_put_is_found_with_all_its_fields(subject: &Subject, outside: &dyn Outside) {
    let (key, other) = (Key::stored("rich.example"), Key::stored("other.example"));
    outside.put(key.as_str(), RICHER);
    let found = subject.store.get(&key).unwrap().unwrap();
    assert_eq!(found.scheme().name(), "oauth");
    subject.store.set(&other, &bearer("other")).unwrap();
    assert!(subject.store.remove(&other).unwrap());
    assert_eq!(outside.raw(key.as_str()).as_deref(), Some(RICHER));
}
