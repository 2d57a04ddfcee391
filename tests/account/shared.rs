//! What anaconda-auth has, and what it is given.

use crate::{
    common::{KEYS, Place},
    support::anaconda,
};

const DAY: i64 = 86_400;

impl Place {
    /// Runs anaconda-auth's own code on its keyring.
    fn theirs(&self, arguments: &[&str]) -> String {
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/services/anaconda_key.py"
        );
        let run = self.home.run(anaconda()).args([script]).args(arguments);
        let ran = run.run();
        match ran.err.contains("TokenNotFoundError") {
            true => "None".into(),
            false => ran.ok().out.trim_end().to_owned(),
        }
    }
}

#[test]
fn the_key_that_anaconda_auth_has_is_taken_over_and_nobody_is_asked() {
    let place = Place::new();
    let key = place.world.api_key(300 * DAY);
    place.theirs(&["save", &key]);
    let run = place.xauth(&["login", "anaconda.com"]).env("CI", "1");
    run.run()
        .ok()
        .notes("took the key that anaconda-auth has, which expires in");
    for stored in KEYS {
        assert_eq!(place.stored(stored).as_ref(), Some(&key));
    }
    assert!(place.lines().is_empty());
    assert_eq!(place.theirs(&["load"]), key);
}

#[test]
fn a_key_of_theirs_that_is_over_is_not() {
    let place = Place::new();
    place.theirs(&["save", &place.world.api_key(-DAY)]);
    place.login(&[]).ok();
    assert_eq!(
        place.stored("anaconda.com"),
        place.world.issued("api-key").pop()
    );
}

#[test]
fn a_login_is_shared_with_anaconda_auth_and_logout_takes_it_everywhere() {
    let place = Place::new();
    let ran = place.login(&["--share", "anaconda"]).ok();
    let shared = ran.err.matches("shared with anaconda").count();
    assert_eq!(shared, 1, "{ran}");
    let key = place.stored("anaconda.com").unwrap();
    assert_eq!(place.theirs(&["load"]), key);
    let ran = place.xauth(&["logout", "anaconda.com"]).run().ok();
    assert_eq!(place.theirs(&["load"]), "None", "{ran}");
    for stored in KEYS {
        assert_eq!(place.stored(stored), None);
    }
    let said = ran
        .err
        .matches("Anaconda has no request that ends an API key")
        .count();
    assert_eq!(said, 1, "{ran}");
    ran.notes("until it expires in")
        .notes("https://anaconda.com/app/profile/api-keys");
}

#[test]
fn a_key_that_is_kept_is_shared_where_it_was_not() {
    let place = Place::new();
    place.login(&[]).ok();
    let key = place.stored("anaconda.com").unwrap();
    let ran = place
        .xauth(&["login", "anaconda.com", "--share", "anaconda"])
        .run()
        .ok();
    ran.notes("logged in to anaconda.com already")
        .notes("shared with anaconda");
    assert_eq!(place.theirs(&["load"]), key);
}

#[test]
fn logout_takes_what_anaconda_auth_has_by_itself() {
    let place = Place::new();
    place.theirs(&["save", &place.world.api_key(DAY)]);
    let ran = place.xauth(&["logout", "anaconda.com"]).run().ok();
    ran.notes("removed `anaconda.com` from anaconda (~/.anaconda/keyring");
    assert_eq!(place.theirs(&["load"]), "None");
    place.xauth(&["logout", "anaconda.com"]).run().fails_with(4);
}

#[test]
fn logout_takes_older_names_too_and_leaves_other_sites_and_organisations() {
    let place = Place::new();
    let payload = |domain: &str, more: &str| {
        use base64::Engine;
        let key = place.world.api_key(DAY);
        let json = format!(
            r#"{{"domain":"{domain}","api_key":"{key}","repo_tokens":[{more}],"version":1}}"#
        );
        base64::engine::general_purpose::STANDARD.encode(json)
    };
    let token = r#"{"token":"canary-organisation","org_name":"my-org"}"#;
    let all = serde_json::json!({ "Anaconda Cloud": {
        "other.example.test": payload("other.example.test", ""),
        "id.anaconda.cloud": payload("id.anaconda.cloud", ""),
        "anaconda.cloud": payload("anaconda.cloud", token),
    }});
    place.home.write(".anaconda/keyring", all.to_string());
    let before = place.home.read_json(".anaconda/keyring");
    let ran = place.xauth(&["logout", "anaconda.com"]).run().ok();
    let after = place.home.read_json(".anaconda/keyring");
    let entries = |all: &serde_json::Value| all["Anaconda Cloud"].as_object().unwrap().clone();
    let (before, after) = (entries(&before), entries(&after));
    assert_eq!(before["other.example.test"], after["other.example.test"]);
    assert!(!after.contains_key("id.anaconda.cloud"), "{ran}");
    let left = after["anaconda.cloud"].as_str().unwrap();
    use base64::Engine;
    let left = base64::engine::general_purpose::STANDARD
        .decode(left)
        .unwrap();
    let left = String::from_utf8(left).unwrap();
    // One that has expired, without which theirs could not log in again.
    let no_key = r#""api_key":"eyJhbGciOiJub25lIn0.eyJleHAiOjB9.""#;
    assert!(left.contains(token) && left.contains(no_key), "{left}");
    ran.notes("anaconda-auth keeps the tokens of organisations in ~/.anaconda/keyring");
}

#[test]
fn a_logout_from_one_store_leaves_anaconda_auth_alone() {
    let place = Place::new();
    let key = place.world.api_key(DAY);
    place.has("anaconda.com", &key);
    place.theirs(&["save", &key]);
    place
        .xauth(&["logout", "anaconda.com", "--store", "file"])
        .run()
        .ok();
    assert_eq!(place.theirs(&["load"]), key);
}

#[test]
fn logging_out_elsewhere_has_nothing_to_do_with_it() {
    let place = Place::new();
    let key = place.world.api_key(DAY);
    place.theirs(&["save", &key]);
    place.has("h.example", "canary-h");
    let ran = place.xauth(&["logout", "h.example"]).run().ok();
    assert!(!ran.err.contains("naconda"), "{ran}");
    assert_eq!(place.theirs(&["load"]), key);
}

#[test]
fn a_broken_keyring_keeps_nobody_from_logging_out() {
    let place = Place::new();
    place.has("anaconda.com", &place.world.api_key(DAY));
    place.home.write(".anaconda/keyring", "{broken");
    let ran = place.xauth(&["logout", "anaconda.com"]).run();
    assert_eq!(place.stored("anaconda.com"), None, "{ran}");
    ran.notes("what anaconda-auth has could not be read");
    assert_eq!(place.home.read(".anaconda/keyring").unwrap(), b"{broken");
}
