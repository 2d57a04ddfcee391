//! What `xauth which` shows, in words and in JSON.

use hyper::StatusCode;
use serde_json::{Value, json};

use super::{Context, Near, check::Answer, report, time};
use crate::{
    target::Target,
    text::escape,
    vault::{Found, Search},
};

/// What is known of a target.
pub(super) struct View<'a> {
    pub(super) target: &'a Target,
    pub(super) search: &'a Search<'a>,
    pub(super) near: &'a [Near],
    /// What the server answered, if it was asked.
    pub(super) answer: Option<Answer>,
}

impl View<'_> {
    pub(super) fn text(&self, context: &Context<'_>) -> String {
        let mut rows = vec![("url", self.url())];
        match &self.search.found {
            None => rows.push(("login", "none".into())),
            Some(found) => rows.extend(login(found, context)),
        }
        rows.extend(self.answer.map(|answer| ("server", server(answer))));
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
            value["key"] = json!(found.key.as_str());
            value["store"] = json!(found.store.name());
            value["place"] = json!(context.place(found.store));
            value["sent"] = json!(report::sent(&found.credential).0);
            value["refreshable"] = json!(found.credential.is_refreshable());
            let number = |status: StatusCode| status.as_u16();
            let without = self.answer.and_then(|answer| answer.without);
            value["server_status"] = json!(self.answer.map(|answer| number(answer.status)));
            value["server_status_without_login"] = json!(without.map(number));
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

fn server(answer: Answer) -> String {
    let rest = match answer.is_for_anyone() {
        true => ", also without the login: this says nothing of the login",
        false => "",
    };
    format!("answers HTTP {}{rest}", answer.status.as_u16())
}

fn login(found: &Found<'_>, context: &Context<'_>) -> Vec<(&'static str, String)> {
    let scheme = found.credential.scheme();
    let account = scheme.account();
    let account = account.map(|name| format!(", {}", escape(&name)));
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
