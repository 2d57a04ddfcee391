//! Inline: a token or password in an entry of `channel_settings`, where conda-auth takes it from.

use super::super::yaml::{Flaw, Node};
use crate::{scheme::Credential, secret::Secret};

/// The credentials of an entry, by the key that holds the secret.
#[expect(
    clippy::type_complexity,
    reason = "a name would be longer than what it names"
)]
pub(super) fn of(entry: &Node) -> Result<Vec<(&'static str, Result<Credential, String>)>, Flaw> {
    let text = |name| Ok::<_, Flaw>(entry.get(name)?.and_then(Node::text));
    let mut found = Vec::new();
    if let Some(token) = text("token")?.filter(|token| !token.is_empty()) {
        let bearer = Credential::of_token("bearer", &Secret::new(token));
        found.push(("token", bearer.map_err(|error| error.message())));
    }
    if let Some(password) = text("password")?.filter(|password| !password.is_empty()) {
        let basic = match text("username")? {
            Some(username) => super::split::basic(username.to_owned(), Secret::new(password)),
            None => Err("its user name is not there".into()),
        };
        found.push(("password", basic));
    }
    Ok(found)
}

/// The channel that an entry is for, without a credential of its own.
pub(super) fn site(entry: &Node) -> Result<String, Flaw> {
    let channel = entry
        .get("channel")?
        .and_then(Node::text)
        .unwrap_or_default();
    let split = super::split::split(channel);
    Ok(split.map_or_else(|| channel.to_owned(), |split| split.site))
}
