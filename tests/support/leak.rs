//! Secrets that can be told apart from everything else, and the search for them in output.

use std::hash::{BuildHasher, RandomState};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// A secret that occurs nowhere else: new in every call, valid as a token and as a password.
pub fn canary() -> String {
    let half = || RandomState::new().hash_one(());
    format!("canary-{:016x}{:016x}", half(), half())
}

/// The first form of one of `secrets` that occurs in `text`, if any: as it is, escaped for JSON,
/// Rust or a URL, or inside base64.
pub fn find(secrets: &[String], text: &str) -> Option<String> {
    secrets
        .iter()
        .flat_map(|secret| forms(secret))
        .find(|form| text.contains(form))
}

fn forms(secret: &str) -> Vec<String> {
    assert!(secret.len() >= 6, "`{secret}` is too short to search for");
    let json = serde_json::to_string(secret).expect("text can be written as JSON");
    let rust = format!("{secret:?}");
    let mut forms = vec![
        secret.to_owned(),
        json[1..json.len() - 1].to_owned(),
        rust[1..rust.len() - 1].to_owned(),
        percent_encoded(secret),
        percent_encoded(secret).to_lowercase(),
    ];
    forms.extend((0..3).flat_map(|offset| inside_base64(secret, offset)));
    forms
}

fn percent_encoded(secret: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    secret.bytes().map(encode).collect()
}

/// The characters that base64 always has for `secret` when it comes after `offset` (modulo 3) other
/// bytes, as a password does in `user:password`.
fn inside_base64(secret: &str, offset: usize) -> [String; 2] {
    let bytes = [vec![0; offset], secret.as_bytes().to_vec()].concat();
    let whole = (offset * 8).div_ceil(6)..bytes.len() * 8 / 6;
    [
        STANDARD_NO_PAD.encode(&bytes),
        URL_SAFE_NO_PAD.encode(&bytes),
    ]
    .map(|encoded| encoded[whole.clone()].to_owned())
}
