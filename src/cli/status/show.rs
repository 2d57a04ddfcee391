//! The table of `xauth status`, and its JSON.

use std::{borrow::Cow, iter};

use serde_json::{Value, json};

use super::{Context, Row, details, report, time};
use crate::{
    cli::verify::Said,
    error::Failure,
    store::{Detail, Store, Summary},
    text,
    verify::Verdict,
};

pub(super) fn text(rows: &[Row<'_>], context: &Context<'_>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let head = ["LOGIN", "SCHEME", "ACCOUNT", "STORE", "EXPIRES", "STATE"];
    // With the exact times the table is wider than most terminals.
    let when = match context.env.output_is_terminal {
        true => time::distance,
        false => time::relative,
    };
    let table = iter::once(head.map(Cow::Borrowed)).chain(rows.iter().map(|row| cells(row, when)));
    let stores = stores(rows);
    let places = stores
        .iter()
        .map(|store| format!("{}: {}\n", store.name(), context.place(*store)));
    let details = rows.iter().filter_map(details::text_of);
    let doubts = rows.iter().filter_map(doubt);
    report::table(table) + "\n" + &places.chain(doubts).chain(details).collect::<String>()
}

/// Why there is no telling whether a login is good.
fn doubt(row: &Row<'_>) -> Option<String> {
    match row.said.as_ref()?.verdict() {
        Verdict::Unknown { url, why, .. }
            if row.said.as_ref()?.is_doubt() && !is_over(&row.entry.detail) =>
        {
            let url = url.map(|url| format!("{url}: ")).unwrap_or_default();
            Some(format!("cannot tell of {}: {url}{why}\n", row.entry.key))
        }
        _ => None,
    }
}

/// The stores of the rows, each once.
fn stores<'v>(rows: &[Row<'v>]) -> Vec<&'v dyn Store> {
    let mut stores: Vec<&dyn Store> = rows.iter().map(|row| row.store).collect();
    stores.dedup_by_key(|store| store.name());
    stores
}

fn cells(row: &Row<'_>, when: fn(i64) -> String) -> [Cow<'static, str>; 6] {
    const NONE: Cow<'_, str> = Cow::Borrowed("-");
    let (scheme, account, expires) = match &row.entry.detail {
        Detail::Known(summary) => (
            text::escape(&summary.scheme).into(),
            (summary.account.as_deref()).map_or(NONE, |account| text::escape(account).into()),
            (summary.expires_at).map_or(NONE, |at| when(at).into()),
        ),
        Detail::Unread => ("(not read)".into(), NONE, NONE),
        Detail::Unsupported(kind) => {
            let kind = format!("unsupported ({})", text::escape(kind));
            (kind.into(), NONE, NONE)
        }
    };
    let state = match (row.shadowed_by, &row.said, &row.entry.detail) {
        (Some(store), ..) => format!("hidden by the {store}").into(),
        (None, Some(said), detail) => verdict(said, detail).into(),
        (None, None, Detail::Known(summary)) => state(summary).into(),
        (None, None, _) => "active".into(),
    };
    let channel = row
        .channel
        .as_ref()
        .map(|channel| format!(" (for {})", text::escape(channel)));
    let login = row.entry.key.to_string() + &channel.unwrap_or_default();
    let store = row.store.name().into();
    [login.into(), scheme, account, store, expires, state]
}

/// What the server says, with the account if it is another than the one that is shown.
fn verdict(said: &Said, detail: &Detail) -> String {
    if matches!(said, Said::Over(_)) {
        return "ended".into();
    }
    match said.verdict() {
        Verdict::Good { account, .. } => {
            let is_shown = |account: &String| matches!(detail, Detail::Known(Summary { account: Some(shown), .. }) if shown == account);
            let account = account.filter(|account| !is_shown(account));
            account.map_or("good".into(), |account| {
                format!("good as {}", text::escape(&account))
            })
        }
        Verdict::Rejected { .. } => "rejected".into(),
        Verdict::Unknown { .. } if is_over(detail) => "expired".into(),
        Verdict::Unknown { .. } => "cannot tell".into(),
    }
}

/// Whether it has ended by its own word, and is not renewed.
fn is_over(detail: &Detail) -> bool {
    matches!(detail, Detail::Known(summary) if state(summary) == "expired")
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
        if let Some(said) = &row.said {
            (value["verified"], value["verification"]) = said.json();
        }
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
