//! A thousand random changes to random documents, with all that is not touched kept.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;
use xauth::{
    scheme::Credential,
    store::{File, Store},
    target::Key,
};

use crate::common::entries;

/// JSON of any shape, also what no version of anything wrote.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1_000_000..1_000_000).prop_map(|number| json!(f64::from(number) / 64.0)),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("a.example".to_owned()),
        Just("b.example".to_owned()),
        any::<String>()
    ]
}

#[derive(Debug, Clone)]
enum Change {
    Set(String, String),
    Remove(String),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (key(), "[ -~]{1,20}").prop_map(|(key, token)| Change::Set(key, token)),
        key().prop_map(Change::Remove),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn p35_a_thousand_random_changes_touch_only_their_own_entry(
        start in prop::collection::btree_map(key(), value(), 0..8),
        is_indented: bool,
        changes in prop::collection::vec(change(), 10),
    ) {
        let home = TempDir::new().unwrap();
        let path = home.path().join("auth.json");
        let text = match is_indented {
            true => serde_json::to_string_pretty(&start),
            false => serde_json::to_string(&start),
        };
        std::fs::write(&path, text.unwrap()).unwrap();
        let store = File::at(&path);
        let mut expected: BTreeMap<String, Value> = start;
        for change in changes {
            match change {
                Change::Set(key, token) => {
                    let json = json!({ "BearerToken": token });
                    let credential = Credential::from_json(&key, &json.to_string()).unwrap();
                    store.set(&Key::stored(&key), &credential).unwrap();
                    expected.insert(key, json);
                }
                Change::Remove(key) => {
                    let was_there = expected.remove(&key).is_some();
                    prop_assert_eq!(store.remove(&Key::stored(&key)).unwrap(), was_there);
                }
            }
            let found: BTreeMap<_, _> = entries(&path).into_iter().collect();
            prop_assert_eq!(&found, &expected);
        }
        prop_assert_eq!(store.entries().unwrap().len(), expected.len());
    }
}
