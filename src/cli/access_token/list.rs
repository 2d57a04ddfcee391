//! `xauth access-token list`: the account's tokens, of which nobody shows the secret.

use serde_json::{Value, json};

use super::{Context, ask::ask, report, server, time};
use crate::{
    anaconda::org::{Authorization, Listed, Server},
    error::Result,
    text::escape,
};

/// List the access tokens of the account, without their secrets
#[derive(Debug, clap::Args)]
pub(super) struct List {
    #[command(flatten)]
    server: server::Flags,
    /// Print them as JSON
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let site = self.server.site(context)?;
        let words = ("listing access tokens", "list access tokens");
        let all = async |server: &Server<'_>, login: &Authorization| server.list(login).await;
        let listed = ask(&site, words, all, context)?;
        let text = match self.json {
            true => {
                report::line(json!({ "tokens": listed.iter().map(json_of).collect::<Value>() }))
            }
            false if listed.is_empty() => {
                context.note("there are no access tokens");
                return Ok(());
            }
            false => table(&listed),
        };
        context.ui.out(&text)
    }
}

/// One line a scope, the first with all that is known of the token.
fn table(listed: &[Listed]) -> String {
    let head = ["NAME", "ID", "SCOPES", "EXPIRES", "HOST"].map(String::from);
    let rows: Vec<[String; 5]> = listed.iter().flat_map(rows).collect();
    report::table(std::iter::once(head).chain(rows))
}

fn rows(token: &Listed) -> Vec<[String; 5]> {
    let mut scopes = scopes(token).into_iter();
    let first = [
        shown(token.name.as_deref()),
        shown(token.id.as_deref()),
        scopes.next().unwrap_or_default(),
        expires(token),
        shown(token.machine.as_deref()),
    ];
    let more = scopes.map(|scope| {
        let none = String::new;
        [none(), none(), scope, none(), none()]
    });
    std::iter::once(first).chain(more).collect()
}

fn shown(text: Option<&str>) -> String {
    let text = escape(text.unwrap_or_default());
    match text.is_empty() {
        true => "-".into(),
        false => text,
    }
}

/// What it is good for. A token without scopes is good for everything.
pub(super) fn scopes(token: &Listed) -> Vec<String> {
    match token.scopes.is_empty() {
        true => vec!["(all)".into()],
        false => token.scopes.iter().map(|scope| escape(scope)).collect(),
    }
}

/// When it ends, in words; as the server writes it, where that cannot be read.
pub(super) fn expires(token: &Listed) -> String {
    let Some(text) = &token.expires else {
        return "never".into();
    };
    let Some(at) = token.expires_at() else {
        return shown(Some(text));
    };
    let words = time::words(at.saturating_sub(time::now()).unsigned_abs());
    match time::is_past(at) {
        true => format!("{words} ago"),
        false => format!("in {words}"),
    }
}

/// A token, for JSON.
pub(super) fn json_of(token: &Listed) -> Value {
    let at = token.expires_at();
    let text = |text: &Option<String>| text.as_deref().map(escape);
    json!({
        "name": text(&token.name),
        "id": text(&token.id),
        "scopes": token.scopes.iter().map(|scope| escape(scope)).collect::<Vec<_>>(),
        "expires": expires(token),
        "expires_at": at.and_then(time::rfc3339),
        "expired": at.is_some_and(time::is_past),
        "host": text(&token.machine),
        "remote_addr": text(&token.remote_addr),
    })
}
