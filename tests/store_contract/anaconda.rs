//! The keys of Anaconda accounts, in variables and in anaconda-auth's file: which sites they are for.

use std::fs;

use base64::{Engine, prelude::BASE64_STANDARD};
use xauth::{
    Env,
    store::{Anaconda, Environment, Store},
};

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
    // A key that is over makes them not needless.
    for (end, wanted) in [
        (
            1,
            "anaconda.com KEY, repo.anaconda.cloud canary-o, https://repo.anaconda.cloud/repo/p%20q canary-p",
        ),
        (
            4_102_444_800_i64,
            "anaconda.com KEY, repo.anaconda.cloud KEY",
        ),
    ] {
        let key = format!(
            "e30.{}.canary",
            encode(&format!("{{\"exp\":{end} }}")).replace('=', "")
        );
        let both = tokens.replacen('{', &format!("{{\"api_key\": \"{key}\", "), 1);
        let (found, _) = answers(&both, one);
        assert_eq!(sorted(&found), sorted(&wanted.replace("KEY", &key)));
    }
    let (found, warnings) = answers(r#"{"api_key": ["canary"]}"#, one);
    assert_eq!(found, "");
    assert!(warnings[0].ends_with("has an entry for `anaconda.com` that cannot be read: a field of what it encodes is of another type"), "{warnings:?}");
}

#[test]
fn an_entry_that_cannot_be_read_is_a_warning_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring");
    let encode = |bytes: &[u8]| serde_json::json!(BASE64_STANDARD.encode(bytes));
    for (value, why) in [
        (serde_json::json!(["canary"]), "it is no string"),
        (serde_json::json!("canary!"), "it is not base64"),
        (encode(b"canary \xff"), "what it encodes is not UTF-8"),
        (encode(b"[\"canary\"]"), "what it encodes is no JSON object"),
        (
            encode(b"{\"repo_tokens\": \"canary\"}"),
            "a field of what it encodes is of another type",
        ),
    ] {
        let text = serde_json::json!({ "Anaconda Cloud": { "h.example": value } });
        fs::write(&path, text.to_string()).unwrap();
        let wanted = format!(
            "`{}` has an entry for `h.example` that cannot be read: {why}",
            path.display()
        );
        assert_eq!(Anaconda::read(&path).warnings(), [wanted]);
    }
}

fn sorted(list: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = list.split(", ").collect();
    parts.sort_unstable();
    parts
}
