//! The promises of `scheme::Scheme`, kept by every scheme: a new one is a row in `rows.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on should stop"
)]

#[cfg(target_os = "linux")]
#[path = "../support/mod.rs"]
mod support;

#[cfg(target_os = "linux")]
mod rattler;
mod rows;

use std::collections::BTreeSet;

use xauth::{
    Failure,
    scheme::{Credential, NAMES, Sent},
    store::Summary,
};

use self::rows::{ROWS, Row};

impl Row {
    fn credential(&self) -> Credential {
        Credential::from_json("host.example", self.json).unwrap()
    }
}

#[test]
fn every_scheme_has_a_row_and_every_row_a_scheme() {
    let names: BTreeSet<&str> = ROWS.iter().map(|row| row.name).collect();
    assert_eq!(names, NAMES.into_iter().collect());
    for row in ROWS {
        assert_eq!(row.credential().scheme().name(), row.name);
    }
}

#[test]
fn what_is_stored_is_this_text_to_the_byte() {
    for row in ROWS {
        assert_eq!(row.credential().to_json().expose(), row.json);
    }
}

#[test]
fn it_has_these_parts_and_is_sent_so() {
    for row in ROWS {
        let credential = row.credential();
        let scheme = credential.scheme();
        assert_eq!(scheme.fields(), row.fields, "{}", row.name);
        assert_eq!(scheme.only_field(), row.only_field, "{}", row.name);
        let header = match scheme.sent() {
            Sent::Header(value) => Some(value.expose().to_owned()),
            Sent::Path => None,
            Sent::Signature => None,
        };
        assert_eq!(header.as_deref(), row.header, "{}", row.name);
        let is_signed = matches!(scheme.sent(), Sent::Signature);
        assert_eq!(is_signed, row.name == "s3", "{}", row.name);
        let alone = scheme
            .only_field()
            .is_none_or(|only| only == scheme.fields()[0].1);
        assert!(alone, "the part that may stand alone comes first");
    }
}

#[test]
fn it_says_whose_it_is_and_when_it_ends() {
    for row in ROWS {
        let credential = row.credential();
        let scheme = credential.scheme();
        assert_eq!(scheme.account().as_deref(), row.account, "{}", row.json);
        assert_eq!(scheme.expires_at(), row.expires_at, "{}", row.json);
        let described = scheme.describe();
        assert!(
            described.contains(' ') && !described.ends_with('.'),
            "{described}"
        );
        let summary = Summary::from(&credential);
        let wanted = (row.name, row.account, row.expires_at);
        assert_eq!(
            (
                summary.scheme.as_str(),
                summary.account.as_deref(),
                summary.expires_at
            ),
            wanted
        );
    }
}

#[test]
fn no_debug_form_and_no_description_shows_a_secret() {
    for row in ROWS {
        let credential = row.credential();
        let scheme = credential.scheme();
        let shown = format!(
            "{credential:?} {:?} {:?} {} {:?}",
            credential.to_json(),
            scheme.sent(),
            scheme.describe(),
            Summary::from(&credential)
        );
        assert!(shown.contains("Secret(***)"), "{shown}");
        assert!(!shown.to_lowercase().contains("canary"), "{shown}");
        assert!(row.json.contains("canary"));
    }
}

#[test]
fn fields_that_we_do_not_know_are_no_fault() {
    for row in ROWS.iter().filter(|row| row.json.ends_with("}}")) {
        let json = row.json.replace("}}", r#","later":{"a":[1]}}}"#);
        let read = Credential::from_json("host.example", &json).unwrap();
        let (read, wanted) = (read.scheme(), row.credential());
        assert_eq!(read.fields(), wanted.scheme().fields());
        assert_eq!(read.sent(), wanted.scheme().sent());
    }
}

#[test]
fn a_part_that_is_missing_or_of_another_type_is_refused_without_showing_the_rest() {
    for row in ROWS {
        let value: serde_json::Value = serde_json::from_str(row.json).unwrap();
        let (kind, inner) = value.as_object().unwrap().iter().next().unwrap();
        let mut bad = vec![
            serde_json::json!({ kind: ["canary"] }),
            serde_json::json!({ kind: 1 }),
        ];
        for (part, held) in inner.as_object().into_iter().flatten() {
            let mut other = value.clone();
            other[kind][part] = serde_json::json!({ "canary": 1 });
            bad.push(other);
            if rows::NEEDED.contains(&part.as_str()) {
                assert!(!held.is_null());
                let mut without = value.clone();
                without[kind].as_object_mut().unwrap().remove(part);
                bad.push(without);
            }
        }
        for json in bad {
            let failure = Credential::from_json("host.example", &json.to_string()).unwrap_err();
            assert!(matches!(failure, Failure::Unsupported { .. }), "{json}");
            let shown = format!("{failure} {failure:?}");
            assert!(
                shown.contains(kind.as_str()) && !shown.contains("canary"),
                "{shown}"
            );
        }
    }
}
