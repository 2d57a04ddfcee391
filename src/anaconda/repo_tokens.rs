//! Repo tokens: the tokens of organisations in an entry, `[{"token":…,"org_name":…}]` (`anaconda_auth/token.py`, `RepoToken`).

use zeroize::Zeroizing;

use super::payload::json;
use crate::{secret::Secret, tool::slot::python_json::Members};

/// The organisation that a token is of, if it is known.
pub(super) fn organization(token: &Members) -> Option<String> {
    Some(text(token, "org_name")?.expose().to_owned())
}

/// Whether a token is of this organisation.
pub(super) fn is_of(token: &Members, name: Option<&str>) -> bool {
    organization(token).as_deref() == name
}

/// A text of a token's.
pub(super) fn text(token: &Members, name: &str) -> Option<Secret> {
    serde_json::from_str(token.get(name)?).ok()
}

/// The list as anaconda-auth writes it: compact, without nulls.
pub(super) fn compact_list(tokens: &[Members]) -> Zeroizing<String> {
    let mut list = Zeroizing::new(String::from("["));
    for (index, token) in tokens.iter().enumerate() {
        if index > 0 {
            list.push(',');
        }
        list.push_str(&compact_token(token));
    }
    list.push(']');
    list
}

/// `token` and `org_name` first, then what we do not know.
fn compact_token(token: &Members) -> Zeroizing<String> {
    let known = ["token", "org_name"];
    let first = known
        .iter()
        .filter_map(|name| Some((*name, token.get(name)?)));
    let rest = token.iter().filter(|(name, _)| !known.contains(name));
    let mut text = Zeroizing::new(String::from("{"));
    for (name, value) in first.chain(rest).filter(|(_, value)| *value != "null") {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&json(name));
        text.push(':');
        match serde_json::from_str::<Secret>(value) {
            Ok(string) => text.push_str(&json(string.expose())),
            Err(_) => text.push_str(value),
        }
    }
    text.push('}');
    text
}
