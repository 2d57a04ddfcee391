//! Report: what commands say of targets, credentials and stores, in words and in JSON.

use serde_json::{Value, json};

use super::time;
use crate::{
    scheme::{Credential, Sent},
    store::Store,
    target::{Key, Kind, key::is_loopback},
    text,
};

/// The version of all `--json` output. It grows when a field goes or changes; a new field does not change it.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// A JSON result: one line.
pub(super) fn line(mut value: Value) -> String {
    value["schema_version"] = json!(SCHEMA_VERSION);
    format!("{value}\n")
}

/// The origins and paths that a key answers for.
pub(super) fn origins(key: &Key, plain_http: bool) -> Vec<String> {
    let both = |host: &str| {
        let is_local =
            url::Url::parse(&format!("http://{host}/")).is_ok_and(|url| is_loopback(&url));
        let schemes: &[&str] = if plain_http || is_local {
            &["https", "http"]
        } else {
            &["https"]
        };
        schemes
            .iter()
            .map(|scheme| format!("{scheme}://{host}"))
            .collect::<Vec<_>>()
    };
    match key.kind() {
        Kind::Host(host) => both(host),
        Kind::Wildcard(domain) => [both(domain), both(&format!("*.{domain}"))].concat(),
        Kind::Path(path) => vec![path.to_owned()],
        Kind::S3(url) => vec![url.to_owned()],
    }
}

/// The same, for people.
pub(super) fn reach(key: &Key, plain_http: bool) -> String {
    let list = origins(key, plain_http).join(", ");
    let what = match key.kind() {
        Kind::Host(_) | Kind::Wildcard(_) => "every port and path",
        Kind::Path(_) | Kind::S3(_) => "and below",
    };
    format!("{} ({what})", text::escape(&list))
}

/// How a request carries the credential, without it.
pub(super) fn sent(credential: &Credential) -> (&'static str, &'static str) {
    match credential.scheme().sent() {
        Sent::Header(value) if value.expose().starts_with("Basic ") => {
            ("header", "the header `Authorization: Basic ***`")
        }
        Sent::Header(_) => ("header", "the header `Authorization: Bearer ***`"),
        Sent::Path => ("path", "`/t/***` before the path of the URL"),
        Sent::Signature => (
            "signature",
            "a signature of the request (AWS Signature Version 4)",
        ),
    }
}

/// A credential's description, for JSON.
pub(super) fn credential(credential: &Credential) -> Value {
    let scheme = credential.scheme();
    json!({
        "scheme": scheme.name(),
        "account": scheme.account().map(|account| text::escape(&account)),
        "expires_at": scheme.expires_at().and_then(time::rfc3339),
        "expired": scheme.expires_at().is_some_and(time::is_past),
    })
}

/// A key in a store, for JSON.
pub(super) fn copy(key: &Key, store: &dyn Store) -> Value {
    json!({ "key": key.as_str(), "store": store.name() })
}

/// Rows in columns two spaces apart. They are made twice, for their widths and for their text: all at
/// once they would be larger than the text.
pub(super) fn table<Cell: AsRef<str>, const COLUMNS: usize>(
    rows: impl Iterator<Item = [Cell; COLUMNS]> + Clone,
) -> String {
    let length = |cell: &Cell| cell.as_ref().chars().count();
    let mut widths = [0; COLUMNS];
    for row in rows.clone() {
        for (cell, width) in row.iter().zip(&mut widths) {
            *width = length(cell).max(*width);
        }
    }
    let mut text = String::new();
    for row in rows {
        for (cell, width) in row.iter().zip(&widths) {
            text.push_str(cell.as_ref());
            text.extend(std::iter::repeat_n(' ', width + 2 - length(cell)));
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
    }
    text
}
