//! anaconda-auth's keyring: what we put in it, what is in it by itself, and what anaconda-auth's own code makes of both.

use std::fs;

use base64::{Engine, prelude::BASE64_STANDARD};
use xauth::{
    scheme::Credential,
    tool::{Given, Slot, slot::Wish},
};

use crate::{
    common::{Place, api_key, bearer, jwt, why_not},
    support::{Run, anaconda},
};

const FILE: &str = ".anaconda/keyring";
const KEY: &str = "anaconda.com";

/// The file with these entries, as anaconda-auth writes it.
fn file(entries: &[(&str, &str)]) -> String {
    let entry = |(domain, payload): &(&str, &str)| {
        format!("\"{domain}\": \"{}\"", BASE64_STANDARD.encode(payload))
    };
    let entries: Vec<String> = entries.iter().map(entry).collect();
    format!("{{\"Anaconda Cloud\": {{{}}}}}", entries.join(", "))
}

fn newest(key: &str, tokens: &str) -> String {
    format!(r#"{{"domain":"anaconda.com","api_key":"{key}","repo_tokens":[{tokens}],"version":2}}"#)
}

const ORGANISATION: &str = r#"{"token":"canary-org","org_name":"o"}"#;

/// anaconda-auth's own code.
fn auth(place: &Place, variables: &[(&str, &str)], arguments: &[&str]) -> String {
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
    assert_eq!(place.read(FILE), before);
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

#[test]
fn where_it_keeps_keys_is_where_we_put_them() {
    let config = "[plugin.auth]\nkeyring_path = \"~/elsewhere/k\"\n[sites.dev]\ndomain = \"localhost:8443\"\n";
    let place = Place::new();
    place.write(".anaconda/config.toml", config);
    place.give("anaconda", "localhost", &api_key("one"));
    let text = place.read("elsewhere/k");
    assert!(
        text.starts_with("{\"Anaconda Cloud\": {\"localhost:8443\": "),
        "{text}"
    );
    let load = "from anaconda_auth.token import TokenInfo; print(TokenInfo.load().api_key)";
    let home = place.home.path();
    let run = Run::new(anaconda())
        .args(["-c", load])
        .env("HOME", home.to_str().unwrap())
        .cwd(home);
    assert_eq!(run.run().ok().out.trim_end(), jwt("one"));
}

#[test]
fn a_setting_that_takes_the_keyrings_place_is_a_reason() {
    for (variable, wanted) in [
        (
            ("ANACONDA_AUTH_API_KEY", "canary"),
            "anaconda-auth's setting `api_key` takes its place",
        ),
        (
            ("ANACONDA_CLOUD_API_KEY", "canary"),
            "anaconda-auth's setting `api_key` takes its place",
        ),
        (
            ("ANACONDA_AUTH_KEYRING", "{}"),
            "anaconda-auth's setting `keyring` takes its place",
        ),
        (
            ("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring"),
            "Python's keyring is set to `keyring.backends.null.Keyring`",
        ),
    ] {
        let place = Place::with(&[variable]);
        let why = why_not(&*place.tool("anaconda"), KEY, &api_key("one"), None);
        assert_eq!(
            why,
            format!("anaconda-auth keeps keys where xauth cannot: {wanted}")
        );
    }
}

#[test]
fn every_entry_is_listed_and_one_that_another_hides_is_told() {
    let place = Place::new();
    let organisations =
        format!(r#"{{"repo_tokens":[{ORGANISATION},{{"token":"canary-2","org_name":"p q"}}]}}"#);
    let opaque = r#"{"api_key":"canary"}"#;
    let listed = |entries: &[(&str, &str)]| -> Vec<(String, Result<String, String>)> {
        place.write(FILE, &file(entries));
        let held = place
            .tool("anaconda")
            .held(&place.hands())
            .unwrap()
            .into_iter();
        let secret = |credential: Credential| credential.scheme().only_field().unwrap().to_owned();
        held.map(|held| (held.site, held.credential.map(secret)))
            .collect()
    };
    let ok = |site: &str, secret: &str| (site.to_owned(), Ok(secret.to_owned()));
    let bad = |site: &str, why: &str| (site.to_owned(), Err(why.to_owned()));
    assert_eq!(
        listed(&[
            ("id.anaconda.cloud", opaque),
            (KEY, &newest(&jwt("one"), ORGANISATION)),
            ("localhost:8443", opaque)
        ]),
        [
            bad(
                "https://anaconda.com",
                "anaconda-auth takes its entry `anaconda.com` in the place of it"
            ),
            ok("https://anaconda.com", &jwt("one")),
            ok("https://localhost:8443", "canary"),
        ]
    );
    assert_eq!(
        listed(&[("anaconda.cloud", &organisations), ("b.example", "canary")]),
        [
            ok("repo.anaconda.cloud", "canary-org"),
            ok("https://repo.anaconda.cloud/repo/p q", "canary-2"),
            bad("https://b.example", "what it encodes is no JSON object"),
        ]
    );
    fs::remove_file(place.path(FILE)).unwrap();
    assert!(
        place
            .tool("anaconda")
            .held(&place.hands())
            .unwrap()
            .is_empty()
    );
}

#[test]
fn conda_finds_the_key_where_its_plugin_anaconda_auth_serves_the_channels() {
    let settings = "# DO NOT EDIT THIS FILE.\nchannel_settings:\n- channel: \"https://repo.anaconda.cloud/*\"\n  auth: \"anaconda-auth\"\n";
    for (version, file, is_served) in [
        ("0.15.3", "miniforge3/condarc.d/anaconda-auth.yml", true),
        ("0.16.0", ".condarc", true),
        ("0.15.1", "miniforge3/condarc.d/anaconda-auth.yml", false),
        ("0.15.3", "elsewhere", false),
    ] {
        let place = Place::new();
        place.write("miniforge3/bin/conda", "");
        let package = format!("anaconda_auth-{version}.dist-info/METADATA");
        place.write(
            &format!("miniforge3/lib/python3.12/site-packages/{package}"),
            "",
        );
        place.write(file, settings);
        let given = place.give("conda", "repo.anaconda.cloud", &api_key("one"));
        assert_eq!(
            matches!(given, Given::To(_)),
            is_served,
            "{version} {file}: {given:?}"
        );
        assert_eq!(place.path(FILE).exists(), is_served);
        if is_served {
            assert_eq!(auth(&place, &[], &["load"]), jwt("one"));
            place.give("anaconda", KEY, &api_key("one"));
            place.take("conda", "repo.anaconda.cloud");
            assert_eq!(
                auth(&place, &[], &["load"]),
                jwt("one"),
                "the other tool has it still"
            );
            place.take("anaconda", KEY);
            assert!(!place.path(".anaconda").exists());
        }
        assert_eq!(place.read(file), settings);
    }
}
