//! `xauth which`: which login answers for a URL, and why no other does. Never a secret.

mod check;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::{
    context::Context,
    nearest::{self, Near},
    renew, report, time,
    token::{candidates, check_plain_http},
};
use crate::{
    error::Result,
    scheme::Credential,
    target::{Target, Typed},
    text,
    vault::{Choice, Reach, Search, Vault},
};

/// Show which login answers for a URL, how it is sent, and what it hides
#[derive(Debug, clap::Args)]
#[command(visible_alias = "explain")]
pub(super) struct Which {
    /// A URL, a host, `*.DOMAIN`, `s3://BUCKET/PREFIX`, or a channel's name
    #[arg(value_name = "URL|HOST")]
    target: Typed,
    /// Ask the server for the URL with the login, and say what it answers
    #[arg(long)]
    check: bool,
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
        let mut search = vault.search(&candidates(&target)?)?;
        let answer = self.ask(&target, &mut search, &vault, context)?;
        let near = match &search.found {
            Some(_) => Vec::new(),
            None => nearest::near(&target, &vault),
        };
        let text = match self.json {
            true => report::line(json_of(&target, &search, &near, answer, context)),
            false => text_of(&target, &search, &near, answer, context),
        };
        context.ui.out(&text)?;
        context.pass_on(&vault);
        match &search.found {
            Some(found) => check_plain_http(&target, found, context),
            None => Err(nearest::none_for(&target, &vault)),
        }
    }

    /// What the server answers, if it is to be asked.
    fn ask(
        &self,
        target: &Target,
        search: &mut Search<'_>,
        vault: &Vault,
        context: &mut Context<'_>,
    ) -> Result<Option<StatusCode>> {
        let Some(found) = search.found.as_mut().filter(|_| self.check) else {
            return Ok(None);
        };
        check_plain_http(target, found, context)?;
        renew::for_use(found, vault, context)?;
        check::ask(target, found, context).map(Some)
    }
}

fn shown_url(target: &Target) -> String {
    target
        .url()
        .map_or_else(|| target.to_string(), |url| text::escape(url.as_str()))
}

fn text_of(
    target: &Target,
    search: &Search<'_>,
    near: &[Near],
    answer: Option<StatusCode>,
    context: &Context<'_>,
) -> String {
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
                let renews = match is_refreshable(&found.credential) {
                    true => ", and is renewed when it is used",
                    false => "",
                };
                rows.push((word, time::relative(at) + renews));
            }
            if let Some(status) = answer {
                rows.push(("server", format!("answers HTTP {}", status.as_u16())));
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

fn is_refreshable(credential: &Credential) -> bool {
    matches!(credential, Credential::OAuth(login) if login.is_refreshable())
}

fn json_of(
    target: &Target,
    search: &Search<'_>,
    near: &[Near],
    status: Option<StatusCode>,
    context: &Context<'_>,
) -> Value {
    let answer = search.found.as_ref().map(|found| {
        let mut value = report::credential(&found.credential);
        value["key"] = json!(found.key.as_str());
        value["store"] = json!(found.store.name());
        value["place"] = json!(context.place(found.store));
        value["sent"] = json!(report::sent(&found.credential).0);
        value["refreshable"] = json!(is_refreshable(&found.credential));
        value["server_status"] = json!(status.map(|status| status.as_u16()));
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
