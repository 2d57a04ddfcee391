//! Entries of every generation, read and written.

use super::*;

fn after(text: &str, change: impl FnOnce(&mut Payload)) -> String {
    let mut payload = Payload::read(&BASE64_STANDARD.encode(text)).unwrap();
    change(&mut payload);
    let written = BASE64_STANDARD.decode(&*payload.write()).unwrap();
    String::from_utf8(written).unwrap()
}

#[test]
fn each_generation_is_read_and_written_as_the_newest_writes_it() {
    let set = |payload: &mut Payload| {
        payload.name("anaconda.com");
        payload.set(Part::ApiKey, "canary-new");
        payload.renew();
    };
    for (old, wanted) in [
        (
            "{}",
            r#"{"domain":"anaconda.com","api_key":"canary-new","repo_tokens":[],"version":2}"#,
        ),
        (
            r#"{"api_key": "canary", "username": null, "domain": "id.anaconda.cloud"}"#,
            r#"{"domain":"anaconda.com","api_key":"canary-new","repo_tokens":[],"version":2}"#,
        ),
        (
            r#"{"api_key": "canary", "username": "m\u00e9", "repo_tokens": [{"org_name": null, "token": "canary-1"}, {"token": "canary-2", "org_name": "o", "more": 1}], "domain": "id.anaconda.cloud", "extra": {"a": 1}}"#,
            r#"{"domain":"anaconda.com","api_key":"canary-new","username":"mé","repo_tokens":[{"token":"canary-1"},{"token":"canary-2","org_name":"o","more":1}],"version":2,"extra":{"a": 1}}"#,
        ),
    ] {
        assert_eq!(after(old, set), wanted);
    }
}

#[test]
fn a_key_goes_and_organisations_tokens_stay() {
    let text = r#"{"domain":"anaconda.com","api_key":"canary","repo_tokens":[{"token":"canary-1","org_name":"o"}],"version":2}"#;
    let left = after(text, |payload| assert!(payload.clear(Part::ApiKey)));
    assert_eq!(left, text.replace("canary\"", &format!("{NO_KEY}\"")));
    let again = Payload::read(&BASE64_STANDARD.encode(left)).unwrap();
    assert!(again.get(Part::ApiKey).is_none());
    let both = |payload: &mut Payload| {
        assert!(payload.clear(Part::RepoToken(Some("o"))));
        assert!(!payload.clear(Part::ApiKey));
    };
    let wanted = r#"{"domain":"anaconda.com","repo_tokens":[],"version":2}"#;
    assert_eq!(after(text, both), wanted);
}

#[test]
fn an_organisations_token_is_replaced_at_the_end() {
    let text = r#"{"domain":"d","repo_tokens":[{"token":"canary-1","org_name":"o"},{"token":"canary-2"}],"version":2}"#;
    let set = |payload: &mut Payload| payload.set(Part::RepoToken(Some("o")), "canary-3");
    let wanted = r#"{"domain":"d","api_key":"NO_KEY","repo_tokens":[{"token":"canary-2"},{"token":"canary-3","org_name":"o"}],"version":2}"#;
    assert_eq!(after(text, set), wanted.replace("NO_KEY", NO_KEY));
}

#[test]
fn what_is_no_entry_is_told_without_any_of_it() {
    for text in [
        "canary",
        "[]",
        r#"{"api_key": ["canary"]}"#,
        r#"{"repo_tokens": ["canary"]}"#,
    ] {
        let error = Payload::read(&BASE64_STANDARD.encode(text)).unwrap_err();
        assert!(!error.contains("canary"), "{error}");
    }
    assert!(Payload::read("ca-_nary").is_err());
    assert!(Payload::read("e30").unwrap().get(Part::ApiKey).is_none());
}
