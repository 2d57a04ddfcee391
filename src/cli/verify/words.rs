//! What a server says to a login, in words and in JSON.

use serde_json::{Value, json};

use crate::{
    cli::{context::Context, renew},
    scheme::Credential,
    store::{Protection, Store},
    target::Key,
    text::escape,
    verify::Verdict,
};

/// The verdict on a line of its own, after "server" or the key.
pub(in crate::cli) fn state(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Good { account, .. } => match account {
            Some(account) => format!("good as {}", escape(account)),
            None => "good".into(),
        },
        Verdict::Rejected { status, .. } => format!("rejected (HTTP {status})"),
        Verdict::Unknown { why, .. } => format!("cannot tell: {why}"),
    }
}

/// The same for programs.
pub(in crate::cli) fn json(verdict: &Verdict) -> Value {
    let (name, url, status, why, account) = match verdict {
        Verdict::Good { account, url, .. } => ("good", Some(url), None, None, account.as_deref()),
        Verdict::Rejected { url, status, why } => {
            ("rejected", Some(url), Some(status), why.as_deref(), None)
        }
        Verdict::Unknown { url, why, .. } => {
            ("unknown", url.as_ref(), None, Some(why.as_str()), None)
        }
    };
    json!({
        "verdict": name,
        "url": url,
        "status": status,
        "why": why.map(escape),
        "account": account.map(escape),
    })
}

/// What to do about a login that a server refuses, or that is no good otherwise.
pub(in crate::cli) struct Remedy {
    /// A command that makes it anew.
    pub(in crate::cli) command: Option<String>,
    /// What to do before it, or where there is none.
    pub(in crate::cli) words: Option<String>,
}

impl Remedy {
    /// For a login in a store; `status` is what the server answered, if that matters.
    pub(in crate::cli) fn of(
        key: &Key,
        store: &dyn Store,
        credential: &Credential,
        status: Option<u16>,
        context: &Context<'_>,
    ) -> Self {
        if store.protection() == Protection::ReadOnly {
            let place = context.place(store);
            return Self {
                command: None,
                words: Some(format!("replace it where it is: {place}")),
            };
        }
        let is_forbidden = status == Some(403);
        let words = is_forbidden.then(|| "see that the account may read it".to_owned());
        let command = Some(renew::again(key, credential, context));
        Self { command, words }
    }

    /// All of it, as a hint.
    pub(in crate::cli) fn text(&self) -> String {
        let command = self.command.as_deref();
        let command = command.map(|command| format!("log in again: `{command}`"));
        match (command, &self.words) {
            (Some(command), Some(words)) => format!("{words}; then {command}"),
            (command, words) => command.or_else(|| words.clone()).unwrap_or_default(),
        }
    }
}
