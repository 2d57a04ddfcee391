//! What we do not understand stays as it is: P35, P36.

use std::path::Path;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::common::{entries, files, login, logout};
use crate::support::Home;

#[test]
fn p35_an_entry_of_an_unknown_kind_survives_and_is_listed() {
    let home = Home::new();
    let text = r#"{"a.example":{"FutureAuth":{"k":1}},"b.example":{"BearerToken":"x"}}"#;
    home.write(".rattler/rattler_auth_store.json", text);
    home.write(".rattler/credentials.json", text);
    login(&home, "c.example", "secret-1").run().ok();
    logout(&home, "b.example").run().ok();
    for file in files(&home) {
        let entries = entries(&file);
        assert_eq!(entries["a.example"], json!({"FutureAuth": {"k": 1}}));
        assert_eq!(
            entries.keys().collect::<Vec<_>>(),
            ["a.example", "c.example"]
        );
    }
    let status = home
        .xauth()
        .args(["status", "--json", "--exit-zero"])
        .run()
        .ok();
    let entry = &status.json()["entries"][0];
    assert_eq!(entry["key"], "a.example", "{status}");
    assert_eq!(entry["supported"], false, "{status}");
    // It can be logged out of like any other.
    logout(&home, "a.example").run().ok();
    for file in files(&home) {
        assert!(!entries(&file).contains_key("a.example"));
    }
}

/// rattler reads a file with an entry that it does not know not at all.
#[test]
fn p35_an_entry_of_an_unknown_kind_is_not_carried_into_the_other_file() {
    let home = Home::new();
    login(&home, "b.example", "secret-1").run().ok();
    thread::sleep(Duration::from_millis(400));
    // Both held the same, so this one, changed since, speaks for both.
    let text = r#"{"a.example":{"FutureAuth":1},"n.example":{"BearerToken":"n"}}"#;
    home.write(".rattler/rattler_auth_store.json", text);
    login(&home, "c.example", "secret-1").run().ok();
    let keys = |path: &Path| entries(path).keys().cloned().collect::<Vec<_>>();
    let documented = keys(&home.store_path());
    assert_eq!(documented, ["a.example", "c.example", "n.example"]);
    assert_eq!(keys(&home.credentials_path()), ["c.example", "n.example"]);
}

#[test]
fn p36_unknown_fields_of_an_entry_survive() {
    let home = Home::new();
    let oauth: Value = json!({"OAuth": {
        "access_token": "a", "refresh_token": "r", "expires_at": 4_000_000_000_u64,
        "token_endpoint": "https://i.example/token", "revocation_endpoint": null,
        "client_id": "c", "audience": "everyone", "x_new": [1.50, {"deep": true}],
    }});
    let text = json!({ "o.example": oauth }).to_string();
    home.write(".rattler/credentials.json", &text);
    login(&home, "c.example", "secret-1").run().ok();
    login(&home, "c.example", "secret-2").run().ok();
    logout(&home, "c.example").run().ok();
    assert_eq!(
        home.read(".rattler/credentials.json").unwrap(),
        text.as_bytes()
    );
}
