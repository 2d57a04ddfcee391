//! What `xauth status --details` shows of an OAuth login: the provider, the client, the scopes, the endpoints.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Row, report, time};
use crate::{
    error::{Failure, Result},
    notes::Note,
    scheme::{Credential, oauth::OAuth},
    store::Detail,
    text::{escape, redact_url},
};

/// Reads the login of a row, if it may be one of OAuth.
pub(super) fn read(row: &mut Row<'_>, notes: &BTreeMap<String, Note>) -> Result<()> {
    let key = &row.entry.key;
    match row.store.get(key) {
        Ok(Some(Credential::OAuth(mut login))) => {
            let facts = notes.get(key.as_str()).and_then(|note| note.oauth.as_ref());
            facts.into_iter().for_each(|facts| login.mend(facts));
            // rattler drops the account, too.
            row.entry.detail = Detail::Known((&Credential::OAuth(login.clone())).into());
            row.login = Some(login);
            Ok(())
        }
        Ok(_) | Err(Failure::Unsupported { .. }) => Ok(()),
        Err(failure) => Err(failure.during(row.store.name(), "read")),
    }
}

pub(super) fn text_of(row: &Row<'_>) -> Option<String> {
    let login = row.login.as_ref()?;
    let rows = rows(login);
    let table = report::table(
        rows.iter()
            .map(|(name, value)| ["  ", name, value.as_str()]),
    );
    Some(format!("\n{}\n{table}", row.entry.key))
}

fn rows(login: &OAuth) -> Vec<(&'static str, String)> {
    let facts = login.facts();
    let secret = if login.has_client_secret() {
        ", with a secret"
    } else {
        ""
    };
    let mut rows = Vec::new();
    let mut add = |name, value: Option<String>| rows.extend(value.map(|value| (name, value)));
    add("issuer", facts.issuer.as_deref().map(redact_url));
    add("client", Some(escape(login.client_id()) + secret));
    let scopes = facts.scopes.join(" ");
    add("scopes", (!scopes.is_empty()).then(|| escape(&scopes)));
    add("audience", login.audience().map(escape));
    add("issued", facts.issued_at.map(time::relative));
    add("token endpoint", Some(redact_url(login.token_endpoint())));
    add(
        "revocation endpoint",
        login.revocation_endpoint().map(redact_url),
    );
    let renewal = match login.is_refreshable() {
        true => "by itself, with a refresh token",
        false => "none: log in again when it has expired",
    };
    add("renewal", Some(renewal.into()));
    rows
}

pub(super) fn json_of(login: &OAuth) -> Value {
    let facts = login.facts();
    json!({
        "issuer": facts.issuer,
        "client_id": login.client_id(),
        "has_client_secret": login.has_client_secret(),
        "scopes": facts.scopes,
        "audience": login.audience(),
        "issued_at": facts.issued_at.and_then(time::rfc3339),
        "token_endpoint": login.token_endpoint(),
        "revocation_endpoint": login.revocation_endpoint(),
    })
}
