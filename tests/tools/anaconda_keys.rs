//! anaconda-auth's keyring: what we put in it, what is in it by itself, and what anaconda-auth's own code makes of both.

use base64::{Engine, prelude::BASE64_STANDARD};
use xauth::tool::{Given, Slot, slot::Wish};

use crate::{
    common::{Place, api_key, bearer, jwt, why_not},
    support::{Run, anaconda},
};

pub const FILE: &str = ".anaconda/keyring";
pub const KEY: &str = "anaconda.com";

/// The file with these entries, as anaconda-auth writes it.
pub fn file(entries: &[(&str, &str)]) -> String {
    let entry = |(domain, payload): &(&str, &str)| {
        format!("\"{domain}\": \"{}\"", BASE64_STANDARD.encode(payload))
    };
    let entries: Vec<String> = entries.iter().map(entry).collect();
    format!("{{\"Anaconda Cloud\": {{{}}}}}", entries.join(", "))
}

pub fn newest(key: &str, tokens: &str) -> String {
    format!(r#"{{"domain":"anaconda.com","api_key":"{key}","repo_tokens":[{tokens}],"version":2}}"#)
}

pub const ORGANISATION: &str = r#"{"token":"canary-org","org_name":"o"}"#;

/// anaconda-auth's own code.
pub fn auth(place: &Place, variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let home = place.home.path().to_str().unwrap();
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/services/anaconda_key.py"
    );
    let run = Run::new(anaconda()).args([script]).args(arguments);
    let run = run
        .env("HOME", home)
        .envs(variables.iter().copied())
        .cwd(home);
    run.run().ok().out.trim_end().to_owned()
}

#[test]
fn a_key_is_written_as_anaconda_auth_writes_it_and_goes_without_a_trace() {
    let (ours, theirs) = (Place::new(), Place::new());
    ours.give("anaconda", KEY, &api_key("one"));
    auth(&theirs, &[], &["save", &jwt("one")]);
    assert_eq!(ours.read(FILE), theirs.read(FILE));
    assert_eq!(ours.read(FILE), file(&[(KEY, &newest(&jwt("one"), ""))]));
    assert_eq!(auth(&ours, &[], &["load"]), jwt("one"));
    ours.take("anaconda", KEY);
    assert!(ours.paths().is_empty(), "{:?}", ours.paths());
}

#[test]
fn a_logout_leaves_what_theirs_leaves() {
    let place = Place::new();
    place.write(FILE, "");
    place.give("anaconda", KEY, &api_key("one"));
    place.take("anaconda", KEY);
    assert_eq!(place.read(FILE), file(&[]));
}

#[test]
fn the_key_of_all_its_hosts_is_one_and_goes_with_the_last() {
    let place = Place::new();
    for key in [KEY, "repo.anaconda.cloud"] {
        place.give("anaconda", key, &api_key("one"));
    }
    place.take("anaconda", KEY);
    assert_eq!(auth(&place, &[], &["load"]), jwt("one"));
    place.take("anaconda", "repo.anaconda.cloud");
    assert!(place.paths().is_empty(), "{:?}", place.paths());
}

#[test]
fn organisations_tokens_and_all_that_is_not_known_stay() {
    let place = Place::new();
    let theirs = format!(
        r#"{{"domain":"anaconda.com","repo_tokens":[{ORGANISATION}],"version":2,"later":[1.0]}}"#
    );
    let before = file(&[("b.example", "{}"), (KEY, &theirs)]);
    place.write(FILE, &before);
    place.give("anaconda", KEY, &api_key("one"));
    let payload = newest(&jwt("one"), ORGANISATION).replace("2}", r#"2,"later":[1.0]}"#);
    assert_eq!(
        place.read(FILE),
        file(&[("b.example", "{}"), (KEY, &payload)])
    );
    assert_eq!(auth(&place, &[], &["load"]), jwt("one"));
    place.take("anaconda", KEY);
    // A key that has expired stays: theirs stops at an entry without one.
    let payload = newest("eyJhbGciOiJub25lIn0.eyJleHAiOjB9.", ORGANISATION);
    let payload = payload.replace("2}", r#"2,"later":[1.0]}"#);
    assert_eq!(
        place.read(FILE),
        file(&[("b.example", "{}"), (KEY, &payload)])
    );
}

#[test]
fn an_entry_under_an_older_name_is_moved_as_theirs_is() {
    for (name, old) in [
        (
            "id.anaconda.cloud",
            format!(
                r#"{{"api_key": null, "username": null, "repo_tokens": [{ORGANISATION}], "domain": "id.anaconda.cloud"}}"#
            ),
        ),
        (
            "anaconda.cloud",
            format!(r#"{{"domain":"anaconda.cloud","repo_tokens":[{ORGANISATION}],"version":1}}"#),
        ),
    ] {
        let (ours, theirs) = (Place::new(), Place::new());
        for place in [&ours, &theirs] {
            place.write(FILE, &file(&[(name, &old), ("b.example", "{}")]));
        }
        ours.give("anaconda", KEY, &api_key("one"));
        auth(&theirs, &[], &["login", &jwt("one")]);
        assert_eq!(ours.read(FILE), theirs.read(FILE), "{name}");
        let moved = newest(&jwt("one"), ORGANISATION);
        assert_eq!(ours.read(FILE), file(&[("b.example", "{}"), (KEY, &moved)]));
    }
}

#[test]
fn a_key_of_its_own_stays_whatever_its_name() {
    for name in [KEY, "anaconda.cloud", "id.anaconda.cloud"] {
        let place = Place::new();
        let before = file(&[(name, &newest(&jwt("theirs"), ORGANISATION))]);
        place.write(FILE, &before);
        let given = place.give("anaconda", KEY, &api_key("one"));
        assert!(matches!(given, Given::Theirs(_)), "{given:?}");
        assert_eq!(place.read(FILE), before);
        place.force("anaconda", KEY, &api_key("one"));
        assert_eq!(
            place.read(FILE),
            file(&[(KEY, &newest(&jwt("one"), ORGANISATION))])
        );
    }
}

#[test]
fn an_organisations_token_is_set_as_theirs_is() {
    let (ours, theirs) = (Place::new(), Place::new());
    for place in [&ours, &theirs] {
        place.write(FILE, &file(&[(KEY, &newest(&jwt("one"), ORGANISATION))]));
    }
    let slot = |place: &Place, name: &str| Slot::AnacondaRepoToken {
        path: Some(place.path(FILE)),
        domain: KEY.into(),
        organization: Some(name.into()),
    };
    for (name, token) in [("p", "canary-p"), ("o", "canary-new"), ("ö", "canary-ö")] {
        let hold = &mut |_: Option<&_>| Wish::Hold(xauth::Secret::new(token));
        slot(&ours, name).change(&ours.hands(), hold).unwrap();
        auth(&theirs, &[], &["organization", name, token]);
    }
    assert_eq!(ours.read(FILE), theirs.read(FILE));
}

#[test]
fn a_key_that_would_stop_it_is_refused() {
    let place = Place::new();
    let tool = place.tool("anaconda");
    for (key, credential, wanted) in [
        (
            KEY,
            bearer("canary"),
            "anaconda-auth stops at a key that is no JSON Web Token with an `exp`",
        ),
        (
            "*.prefix.dev",
            api_key("one"),
            "to Anaconda's sites with an API key, and to nothing else",
        ),
        (
            "https://anaconda.com/x",
            api_key("one"),
            "to Anaconda's sites with an API key, and to nothing else",
        ),
    ] {
        let why = why_not(&*tool, key, &credential, None);
        assert!(why.ends_with(wanted), "{key}: {why}");
    }
}
