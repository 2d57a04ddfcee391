//! `xauth access-token info`: which token the stored login is.

use serde_json::Value;

use super::{Context, ask::ask, list, report, server};
use crate::{
    anaconda::org::{Authorization, Listed, Server},
    error::Result,
    text::escape,
};

/// Show which access token the stored login is, without its secret
#[derive(Debug, clap::Args)]
pub(super) struct Info {
    #[command(flatten)]
    server: server::Flags,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

impl Info {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let site = self.server.site(context)?;
        let words = ("showing the access token", "show its access token");
        let current =
            async |server: &Server<'_>, login: &Authorization| server.current(login).await;
        let token = ask(&site, words, current, context)?;
        let text = match self.json {
            true => report::line(json_of(&token)),
            false => table(&token),
        };
        context.ui.out(&text)
    }
}

/// A server that says nothing of an end may have one for it all the same.
fn json_of(token: &Listed) -> Value {
    let mut value = list::json_of(token);
    if token.expires.is_none() {
        value["expires"] = Value::Null;
    }
    value
}

/// What the server says of it; it may say nothing of its end and its scopes.
fn table(token: &Listed) -> String {
    let mut rows = vec![
        ("name", token.name.as_deref().map(escape)),
        ("id", token.id.as_deref().map(escape)),
        ("host", token.machine.as_deref().map(escape)),
    ];
    let scopes = Some(&token.scopes).filter(|scopes| !scopes.is_empty());
    rows.push(("scopes", scopes.map(|_| list::scopes(token).join(" "))));
    let expires = token.expires.as_ref();
    rows.push(("expires", expires.map(|_| list::expires(token))));
    let known = rows
        .into_iter()
        .filter_map(|(name, value)| Some([name.to_owned(), value?]));
    report::table(known.collect::<Vec<_>>().into_iter())
}
