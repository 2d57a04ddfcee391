//! The table of `xauth status`, and its JSON.

use serde_json::{Value, json};

use super::{Context, Row, report, time};
use crate::{
    error::Failure,
    store::{Detail, Store, Summary},
    text,
};

pub(super) fn text(rows: &[Row<'_>], context: &Context<'_>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let head = ["LOGIN", "SCHEME", "ACCOUNT", "STORE", "EXPIRES", "STATE"].map(String::from);
    let mut table = vec![head.to_vec()];
    let mut places = Vec::new();
    for row in rows {
        let place = format!("{}: {}\n", row.store.name(), context.place(row.store));
        if !places.contains(&place) {
            places.push(place);
        }
        table.push(cells(row));
    }
    report::table(&table) + "\n" + &places.concat()
}

fn cells(row: &Row<'_>) -> Vec<String> {
    let none = || "-".to_owned();
    let (scheme, account, expires) = match &row.entry.detail {
        Detail::Known(summary) => (
            text::escape(&summary.scheme),
            summary.account.as_deref().map_or_else(none, text::escape),
            summary.expires_at.map_or_else(none, time::relative),
        ),
        Detail::Unread => ("(not read)".into(), none(), none()),
        Detail::Unsupported(kind) => (
            format!("unsupported ({})", text::escape(kind)),
            none(),
            none(),
        ),
    };
    let expired = matches!(&row.entry.detail, Detail::Known(Summary { expires_at: Some(at), .. }) if time::is_past(*at));
    let state = match row.shadowed_by {
        Some(store) => format!("hidden by the {store}"),
        None if expired => "expired".into(),
        None => "active".into(),
    };
    let channel = row
        .channel
        .as_ref()
        .map(|channel| format!(" (for {})", text::escape(channel)));
    let login = row.entry.key.to_string() + &channel.unwrap_or_default();
    vec![
        login,
        scheme,
        account,
        row.store.name().into(),
        expires,
        state,
    ]
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
                "supported": true,
            }),
            Detail::Unread => json!({ "scheme": null, "supported": true }),
            Detail::Unsupported(kind) => {
                json!({ "scheme": text::escape(kind), "supported": false })
            }
        };
        value["key"] = json!(row.entry.key.to_string());
        value["store"] = json!(row.store.name());
        value["place"] = json!(context.place(row.store));
        value["active"] = json!(row.shadowed_by.is_none());
        value["shadowed_by"] = json!(row.shadowed_by);
        value["channel"] = json!(row.channel);
        value
    });
    let failed = failures
        .iter()
        .map(|(store, failure)| json!({ "store": store.name(), "message": failure.to_string() }));
    json!({ "entries": entries.collect::<Value>(), "failed": failed.collect::<Value>() })
}
