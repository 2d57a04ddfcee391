//! Other tools: what they lost, what they do not see, what they cannot use.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};

use crate::common::{CREDENTIALS, STORE, Ward};

const MAMBA: &str = ".mamba/auth/authentication.json";

fn shared() -> Ward {
    let ward = Ward::new();
    ward.log_in("h.example", &ward.home.canary());
    ward.xauth(&["share", "h.example", "--with", "mamba"])
        .run()
        .ok();
    assert!(ward.findings("tools").is_empty());
    ward
}

#[test]
fn what_a_tool_lost_is_given_again() {
    let ward = shared();
    ward.home.write(MAMBA, "{}");
    ward.is_cured("tools", "mamba lost the login for `h.example`");
    let theirs = r#"{"h.example":{"type":"BearerToken","token":"tk-1"}}"#;
    ward.home.write(MAMBA, theirs);
    assert_eq!(ward.finding("tools")["severity"], "problem");
    ward.fix().fails_with(1);
    assert_eq!(ward.home.read(MAMBA).unwrap(), theirs.as_bytes());
    ward.is_cured("tools", "mamba lost the login for `h.example`");
}

#[test]
fn what_a_tool_that_is_here_does_not_see_is_advice() {
    let ward = Ward::new();
    ward.log_in("h.example", &ward.home.canary());
    ward.home.write(MAMBA, "{}");
    let told = ward.finding("tools")["problem"].to_string();
    assert!(told.contains("mamba does not see 1 login"), "{told}");
    ward.home
        .write(".config/xauth/config.toml", "share = [\"mamba\"]");
    ward.is_cured("tools", "mamba does not see the login for `h.example`");
}

#[test]
fn what_a_tool_kept_after_the_login_went_is_taken_back() {
    let ward = shared();
    std::thread::sleep(std::time::Duration::from_millis(400));
    for path in [STORE, CREDENTIALS] {
        ward.home.write(path, "{}");
    }
    ward.is_cured("notes", "mamba still has the login for `h.example`");
    assert!(ward.home.read(MAMBA).is_none());
}

#[test]
fn a_tools_open_or_damaged_file_is_named_and_left() {
    let ward = shared();
    let path = ward.home.path().join(MAMBA);
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    ward.fix().fails_with(1);
    assert_eq!(ward.home.mode(MAMBA), 0o644);
    ward.is_cured("modes", "is open to other users");

    ward.home.write(MAMBA, "{\"h");
    ward.says("tools", "damaged at byte");
    ward.fix().fails_with(1);
    assert_eq!(ward.home.read(MAMBA).unwrap(), b"{\"h");
}

/// The keyring of anaconda-auth, with one entry a domain and the key in it.
fn anaconda(entries: &[(&str, &str)]) -> String {
    let entry = |(domain, key): &(&str, &str)| {
        let payload = serde_json::json!({ "api_key": key }).to_string();
        format!("\"{domain}\": \"{}\"", BASE64_STANDARD.encode(payload))
    };
    let entries: Vec<String> = entries.iter().map(entry).collect();
    format!("{{\"Anaconda Cloud\": {{{}}}}}", entries.join(", "))
}

const KEYRING: &str = ".anaconda/keyring";

#[test]
fn the_keyring_of_anaconda_auth_is_closed_by_the_command_that_is_named() {
    let ward = Ward::new();
    let text = anaconda(&[("anaconda.com", &ward.home.canary())]);
    let path = ward.home.write(KEYRING, &text);
    // As anaconda-auth makes it.
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    ward.is_cured(
        "modes",
        "`~/.anaconda/keyring` is open to other users (mode 0644)",
    );
    assert_eq!(ward.home.mode(KEYRING), 0o600);
    assert_eq!(ward.home.read(KEYRING).unwrap(), text.as_bytes());
}

#[test]
fn an_expired_key_and_one_that_another_hides_are_found_in_anacondas_keyring() {
    let ward = Ward::new();
    let claims = BASE64_URL_SAFE_NO_PAD.encode(r#"{"exp":1000000000}"#);
    let expired = format!("e30.{claims}.{}", ward.home.canary());
    let hidden = ward.home.canary();
    let text = anaconda(&[("anaconda.cloud", &hidden), ("anaconda.com", &expired)]);
    ward.home.write(KEYRING, &text);
    ward.says("expiry", "the login for `anaconda.com` expired");
    ward.says(
        "tools",
        "anaconda-auth takes its entry `anaconda.com` in the place of it",
    );
    ward.fix().fails_with(1);
    assert_eq!(ward.home.read(KEYRING).unwrap(), text.as_bytes());
}
