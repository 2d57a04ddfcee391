//! `xauth which`: which login answers for a URL, and why no other does. Never a secret.

use serde_json::{Value, json};

use super::{
    context::Context,
    nearest::{self, Near},
    report, time,
    token::{candidates, check_plain_http},
};
use crate::{
    error::Result,
    target::{Target, Typed},
    text,
    vault::{Choice, Reach, Search},
};

/// Show which login answers for a URL, how it is sent, and what it hides
#[derive(Debug, clap::Args)]
#[command(visible_alias = "explain")]
pub(super) struct Which {
    /// A URL, a host, `*.DOMAIN`, `s3://BUCKET/PREFIX`, or a channel's name
    #[arg(value_name = "URL|HOST")]
    target: Typed,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
    /// Of the stores that xauth writes, look in this one alone
    #[arg(long, value_name = "STORE")]
    store: Option<Choice>,
}

impl Which {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let target = context.target(&self.target)?;
        let vault = context.vault(self.store, Reach::Chosen)?;
        let search = vault.search(&candidates(&target)?)?;
        let near = match &search.found {
            Some(_) => Vec::new(),
            None => nearest::near(&target, &vault),
        };
        let text = match self.json {
            true => report::line(json_of(&target, &search, &near, context)),
            false => text_of(&target, &search, &near, context),
        };
        context.ui.out(&text)?;
        context.pass_on(&vault);
        match &search.found {
            Some(found) => check_plain_http(&target, found, context),
            None => Err(nearest::none_for(&target, &vault)),
        }
    }
}

fn shown_url(target: &Target) -> String {
    target
        .url()
        .map_or_else(|| target.to_string(), |url| text::escape(url.as_str()))
}

fn text_of(target: &Target, search: &Search<'_>, near: &[Near], context: &Context<'_>) -> String {
    let mut rows = vec![("url", shown_url(target))];
    match &search.found {
        None => rows.push(("login", "none".into())),
        Some(found) => {
            let scheme = found.credential.scheme();
            let account = scheme
                .account()
                .map(|name| format!(", {}", text::escape(&name)));
            rows.push((
                "login",
                format!(
                    "{} ({}{})",
                    found.key,
                    scheme.name(),
                    account.unwrap_or_default()
                ),
            ));
            rows.push((
                "store",
                format!("{} ({})", found.store.name(), context.place(found.store)),
            ));
            rows.push(("sent as", report::sent(&found.credential).1.into()));
            if let Some(at) = scheme.expires_at() {
                let word = if time::is_past(at) {
                    "expired"
                } else {
                    "expires"
                };
                rows.push((word, time::relative(at)));
            }
        }
    }
    let hidden = search.shadowed.iter();
    rows.extend(hidden.map(|(key, store)| {
        (
            "hides",
            format!("{key} in {} ({})", store.name(), context.place(*store)),
        )
    }));
    rows.extend(near.iter().map(|near| {
        (
            "nearest",
            format!("{} in {}: {}", near.key, near.store, near.why),
        )
    }));
    report::table(rows.iter().map(|(name, value)| [*name, value]))
}

fn json_of(target: &Target, search: &Search<'_>, near: &[Near], context: &Context<'_>) -> Value {
    let answer = search.found.as_ref().map(|found| {
        let mut value = report::credential(&found.credential);
        value["key"] = json!(found.key.as_str());
        value["store"] = json!(found.store.name());
        value["place"] = json!(context.place(found.store));
        value["sent"] = json!(report::sent(&found.credential).0);
        value
    });
    let hidden = search
        .shadowed
        .iter()
        .map(|(key, store)| report::copy(key, *store));
    let near = near
        .iter()
        .map(|near| json!({ "key": near.key.as_str(), "store": near.store, "why": near.why }));
    json!({
        "url": shown_url(target),
        "answer": answer,
        "hides": hidden.collect::<Value>(),
        "nearest": near.collect::<Value>(),
    })
}
