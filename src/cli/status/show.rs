//! The table of `xauth status`, and its JSON.

use std::{borrow::Cow, iter};

use serde_json::{Value, json};

use super::{Context, Row, details, report, time};
use crate::{
    error::Failure,
    store::{Detail, Store, Summary},
    text,
};

pub(super) fn text(rows: &[Row<'_>], context: &Context<'_>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let head = ["LOGIN", "SCHEME", "ACCOUNT", "STORE", "EXPIRES", "STATE"];
    let table = iter::once(head.map(Cow::Borrowed)).chain(rows.iter().map(cells));
    let stores = stores(rows);
    let places = stores
        .iter()
        .map(|store| format!("{}: {}\n", store.name(), context.place(*store)));
    let details = rows.iter().filter_map(details::text_of);
    report::table(table) + "\n" + &places.chain(details).collect::<String>()
}

/// The stores of the rows, each once.
fn stores<'v>(rows: &[Row<'v>]) -> Vec<&'v dyn Store> {
    let mut stores: Vec<&dyn Store> = rows.iter().map(|row| row.store).collect();
    stores.dedup_by_key(|store| store.name());
    stores
}

fn cells(row: &Row<'_>) -> [Cow<'static, str>; 6] {
    const NONE: Cow<'_, str> = Cow::Borrowed("-");
    let (scheme, account, expires) = match &row.entry.detail {
        Detail::Known(summary) => (
            text::escape(&summary.scheme).into(),
            (summary.account.as_deref()).map_or(NONE, |account| text::escape(account).into()),
            (summary.expires_at).map_or(NONE, |at| time::relative(at).into()),
        ),
        Detail::Unread => ("(not read)".into(), NONE, NONE),
        Detail::Unsupported(kind) => {
            let kind = format!("unsupported ({})", text::escape(kind));
            (kind.into(), NONE, NONE)
        }
    };
    let state = match (row.shadowed_by, &row.entry.detail) {
        (Some(store), _) => format!("hidden by the {store}").into(),
        (None, Detail::Known(summary)) => state(summary).into(),
        (None, _) => "active".into(),
    };
    let channel = row
        .channel
        .as_ref()
        .map(|channel| format!(" (for {})", text::escape(channel)));
    let login = row.entry.key.to_string() + &channel.unwrap_or_default();
    let store = row.store.name().into();
    [login.into(), scheme, account, store, expires, state]
}

fn state(summary: &Summary) -> &'static str {
    let is_expired = summary.expires_at.is_some_and(time::is_past);
    match (summary.refreshable, is_expired) {
        (true, true) => "renewed when used",
        (true, false) => "active, renews itself",
        (false, true) => "expired",
        (false, false) => "active",
    }
}

pub(super) fn json(
    rows: &[Row<'_>],
    failures: &[(&dyn Store, Failure)],
    context: &Context<'_>,
) -> Value {
    let entries = rows.iter().map(|row| {
        let mut value = match &row.entry.detail {
            Detail::Known(summary) => json!({
                "scheme": summary.scheme,
                "account": summary.account.as_deref().map(text::escape),
                "expires_at": summary.expires_at.and_then(time::rfc3339),
                "expired": summary.expires_at.is_some_and(time::is_past),
                "refreshable": summary.refreshable,
                "supported": true,
            }),
            Detail::Unread => undescribed(None, true),
            Detail::Unsupported(kind) => undescribed(Some(kind), false),
        };
        value["key"] = json!(row.entry.key.as_str());
        value["store"] = json!(row.store.name());
        value["place"] = json!(context.place(row.store));
        value["active"] = json!(row.shadowed_by.is_none());
        value["shadowed_by"] = json!(row.shadowed_by);
        value["channel"] = json!(row.channel);
        if let Some(login) = &row.login {
            value["details"] = details::json_of(login);
        }
        value
    });
    let failed = failures
        .iter()
        .map(|(store, failure)| json!({ "store": store.name(), "message": failure.to_string() }));
    json!({ "entries": entries.collect::<Value>(), "failed": failed.collect::<Value>() })
}

/// An entry of which nothing is known but its kind.
fn undescribed(scheme: Option<&str>, is_supported: bool) -> Value {
    json!({
        "scheme": scheme,
        "account": null,
        "expires_at": null,
        "expired": false,
        "refreshable": false,
        "supported": is_supported,
    })
}
