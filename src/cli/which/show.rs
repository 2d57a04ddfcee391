//! What `xauth which` shows, in words and in JSON.

use serde_json::{Value, json};

use super::{Context, Near, report, time};
use crate::{
    cli::verify,
    target::Target,
    text::escape,
    vault::{Found, Search},
    verify::{Doubt, Statuses, Verdict},
};

/// What is known of a target.
pub(super) struct View<'a> {
    pub(super) target: &'a Target,
    pub(super) search: &'a Search<'a>,
    pub(super) near: &'a [Near],
    /// What the server says, if it was asked.
    pub(super) verdict: Option<&'a Verdict>,
}

impl View<'_> {
    pub(super) fn text(&self, context: &Context<'_>) -> String {
        let mut rows = vec![("url", self.url())];
        match &self.search.found {
            None => rows.push(("login", "none".into())),
            Some(found) => rows.extend(login(found, context)),
        }
        rows.extend(self.verdict.map(|verdict| ("server", server(verdict))));
        let hidden = self.search.shadowed.iter().map(|(key, store)| {
            let place = context.place(*store);
            ("hides", format!("{key} in {} ({place})", store.name()))
        });
        rows.extend(hidden);
        let near = self.near.iter();
        rows.extend(near.map(|near| {
            let text = format!("{} in {}: {}", near.key, near.store, near.why);
            ("nearest", text)
        }));
        report::table(rows.iter().map(|(name, value)| [*name, value]))
    }

    pub(super) fn json(&self, context: &Context<'_>) -> Value {
        let answer = self.search.found.as_ref().map(|found| {
            let mut value = report::credential(&found.credential);
            value["account"] = json!(account(found, context));
            value["key"] = json!(found.key.as_str());
            value["store"] = json!(found.store.name());
            value["place"] = json!(context.place(found.store));
            value["sent"] = json!(report::sent(&found.credential).0);
            value["refreshable"] = json!(found.credential.is_refreshable());
            let statuses = self.verdict.map_or_else(Statuses::default, statuses);
            value["server_status"] = json!(statuses.with);
            value["server_status_without_login"] = json!(statuses.without);
            value["verification"] = self.verdict.map_or(Value::Null, verify::json);
            value
        });
        let hidden = self.search.shadowed.iter();
        let hidden = hidden.map(|(key, store)| report::copy(key, *store));
        let near = self
            .near
            .iter()
            .map(|near| json!({ "key": near.key.as_str(), "store": near.store, "why": near.why }));
        json!({
            "url": self.url(),
            "answer": answer,
            "hides": hidden.collect::<Value>(),
            "nearest": near.collect::<Value>(),
        })
    }

    fn url(&self) -> String {
        match self.target.url() {
            Some(url) => escape(url.as_str()),
            None => self.target.to_string(),
        }
    }
}

/// What was answered; what is no answer to the question has no status.
fn statuses(verdict: &Verdict) -> Statuses {
    let with = |status: u16| Statuses {
        with: Some(status),
        without: None,
    };
    match verdict {
        Verdict::Rejected { status, .. } => with(*status),
        Verdict::Unknown {
            doubt: Doubt::Trouble(_),
            ..
        } => Statuses::default(),
        Verdict::Good { statuses, .. } | Verdict::Unknown { statuses, .. } => *statuses,
    }
}

fn server(verdict: &Verdict) -> String {
    let state = verify::state(verdict);
    match statuses(verdict) {
        Statuses {
            with: Some(with),
            without: Some(without),
        } => format!("{state} (HTTP {with}, and HTTP {without} without the login)"),
        _ => state,
    }
}

/// Whose it is, as it says itself, or as the server said when it was stored.
fn account(found: &Found<'_>, context: &Context<'_>) -> Option<String> {
    let told = || {
        let told = context.notes().get(&found.key)?.told?;
        told.account
            .clone()
            .filter(|_| told.is_about(&found.credential))
    };
    let account = told().or_else(|| found.credential.scheme().account());
    account.map(|name| escape(&name))
}

fn login(found: &Found<'_>, context: &Context<'_>) -> Vec<(&'static str, String)> {
    let scheme = found.credential.scheme();
    let account = account(found, context).map(|name| format!(", {name}"));
    let account = account.unwrap_or_default();
    let place = context.place(found.store);
    let mut rows = vec![
        (
            "login",
            format!("{} ({}{account})", found.key, scheme.name()),
        ),
        ("store", format!("{} ({place})", found.store.name())),
        ("sent as", report::sent(&found.credential).1.into()),
    ];
    if let Some(at) = scheme.expires_at() {
        let word = match time::is_past(at) {
            true => "expired",
            false => "expires",
        };
        let renews = match found.credential.is_refreshable() {
            true => ", and is renewed when it is used",
            false => "",
        };
        rows.push((word, time::relative(at) + renews));
    }
    rows
}
