//! mamba's `authentication.json`.

use xauth::tool::Given;

use crate::common::{Place, basic, bearer, conda_token, why_not};

const FILE: &str = ".mamba/auth/authentication.json";

/// As micromamba writes it: keys sorted, four spaces, no line feed at the end.
const THEIRS: &str = r#"{
    "conda.anaconda.org/my-channel": {
        "token": "tk-123",
        "type": "CondaToken"
    },
    "localhost:1234": {
        "password": "eHl6cGFzcw==",
        "type": "BasicHTTPAuthentication",
        "user": "testuser"
    }
}"#;

#[test]
fn a_login_is_put_where_mamba_finds_it_and_taken_back_without_a_trace() {
    let place = Place::new();
    let given = place.give("mamba", "*.prefix.dev", &bearer("canary-1"));
    assert!(matches!(given, Given::To(slots) if slots.len() == 2));
    let entry = |host: &str| {
        format!(
            "    \"{host}\": {{\n        \"token\": \"canary-1\",\n        \"type\": \"BearerToken\"\n    }}"
        )
    };
    let wanted = format!(
        "{{\n{},\n{}\n}}",
        entry("prefix.dev"),
        entry("repo.prefix.dev")
    );
    assert_eq!(place.read(FILE), wanted);

    let taken = place.take("mamba", "*.prefix.dev");
    assert_eq!(taken[0].gone.len(), 2, "{taken:?}");
    assert!(place.paths().is_empty(), "{:?}", place.paths());
}

#[test]
fn what_mamba_has_by_itself_stays_byte_for_byte() {
    let place = Place::new();
    place.write(FILE, THEIRS);
    place.give("mamba", "example.com", &conda_token("tk-9"));
    assert!(place.read(FILE).contains("\"example.com\""));
    place.take("mamba", "example.com");
    assert_eq!(place.read(FILE), THEIRS);

    let given = place.give(
        "mamba",
        "https://conda.anaconda.org/my-channel",
        &conda_token("tk-9"),
    );
    assert!(matches!(given, Given::Theirs(_)), "{given:?}");
    assert_eq!(place.read(FILE), THEIRS);
}

#[test]
fn what_was_changed_since_is_theirs() {
    let place = Place::new();
    place.give("mamba", "example.com", &conda_token("tk-9"));
    place.write(FILE, &place.read(FILE).replace("tk-9", "tk-8"));
    let taken = place.take("mamba", "example.com");
    assert_eq!(
        (taken[0].gone.len(), taken[0].left.len()),
        (0, 1),
        "{taken:?}"
    );
    assert!(place.read(FILE).contains("tk-8"));
}

#[test]
fn tokens_that_mamba_chokes_on_are_refused() {
    let place = Place::new();
    let mamba = place.tool("mamba");
    for token in ["pfx_abc", "a", "tk.9", "ab_cd"] {
        let why = why_not(&*mamba, "example.com", &conda_token(token), None);
        assert!(why.contains("stops at a token"), "{token}: {why}");
    }
    let why = why_not(&*mamba, "https://example.com/chan", &bearer("t"), None);
    assert!(why.contains("whole host"), "{why}");
    place.give("mamba", "example.com", &conda_token("_a-9"));
}

#[test]
fn a_password_that_would_never_be_sent_is_refused() {
    let place = Place::new();
    let (channel, password) = ("https://h.example/chan", basic("john", "canary"));
    place.give("mamba", "h.example", &bearer("canary-1"));
    let why = why_not(&*place.tool("mamba"), channel, &password, None);
    assert!(why.contains("`h.example`"), "{why}");
    place.take("mamba", "h.example");

    place.give("mamba", channel, &password);
    let why = why_not(
        &*place.tool("mamba"),
        "h.example",
        &bearer("canary-1"),
        None,
    );
    assert!(why.contains("`h.example/chan`"), "{why}");
    // A token goes into the URL, beside whatever header there is.
    place.give("mamba", "https://h.example/other", &conda_token("tk-1"));
    place.take("mamba", channel);
    let given = place.give("mamba", "h.example", &bearer("canary-1"));
    assert!(matches!(given, Given::To(_)), "{given:?}");
}

/// mamba compares with the URL as it decodes it.
#[test]
fn an_entry_is_named_by_the_decoded_path() {
    let place = Place::new();
    place.give("mamba", "https://h.example/get/a%20b", &conda_token("tk-9"));
    assert!(place.read(FILE).contains("\"h.example/get/a b\""));
    place.take("mamba", "https://h.example/get/a%20b");
    assert!(place.paths().is_empty(), "{:?}", place.paths());
}
