//! Verification: what a server says to a login before it is stored, as it is told and remembered.

use serde_json::{Value, json};

use super::{Context, Request, issued::Origin};
use crate::{
    cli::verify,
    notes::Told,
    scheme::Credential,
    target::Key,
    text::{escape, word},
    verify::{Bucket, Verdict},
};

/// What is known of a login before it is stored.
pub(in crate::cli) struct Verification {
    /// What the server said, if it was to be asked.
    pub(super) verdict: Option<Verdict>,
    pub(super) bucket: Option<Bucket>,
    pub(super) site: Option<String>,
    /// When the login runs out, if its server says so and it does not say it itself.
    pub(super) expires_at: Option<i64>,
    pub(super) origin: Origin,
}

impl Verification {
    /// Nobody was asked: the server has just made the login, or it was there before.
    pub(in crate::cli) fn needless() -> Self {
        Self {
            verdict: None,
            bucket: None,
            site: None,
            expires_at: None,
            origin: Origin::Given,
        }
    }

    /// The same for a login that its server will take until then.
    pub(in crate::cli) fn until(expires_at: Option<i64>) -> Self {
        Self {
            expires_at,
            ..Self::needless()
        }
    }

    /// Whether the person pressed Ctrl-C when the login was made.
    pub(super) fn is_interrupted(&self) -> bool {
        self.origin == Origin::Interrupted
    }

    /// The account that the server named, if it says more than the login itself: the subject of a token is often a number.
    pub(super) fn account(&self, credential: &Credential) -> Option<String> {
        let is_token = matches!(
            credential,
            Credential::Bearer(_) | Credential::CondaToken(_)
        );
        match &self.verdict {
            Some(Verdict::Good { account, .. })
                if is_token || credential.scheme().account().is_none() =>
            {
                account.clone()
            }
            _ => None,
        }
    }

    /// What the server said, or why nobody knows.
    pub(super) fn report(&self, request: &Request, context: &mut Context<'_>) {
        match &self.verdict {
            None => {}
            Some(Verdict::Good { url, .. }) => context.note(&format!("verified: {url} takes it")),
            Some(Verdict::Rejected { url, status, why }) => {
                let why = why.as_deref().map(|why| format!(": {}", escape(why)));
                let why = why.unwrap_or_default();
                let reason = match request.may_replace {
                    true => "`--force`",
                    false => "it was made just now, and the server may need a moment to know it",
                };
                context.warn(&format!(
                    "{url} refuses it (HTTP {status}{why}); it is stored all the same ({reason})"
                ));
            }
            Some(Verdict::Unknown { url: None, why, .. }) => {
                context.note(&format!("not verified: {why}{}", advice(request)));
            }
            Some(Verdict::Unknown {
                url: Some(url),
                why,
                ..
            }) => {
                context.warn(&format!("could not verify the login at {url}: {why}"));
            }
        }
    }

    /// Remembers what belongs to the login that is stored now.
    pub(in crate::cli) fn remember(
        &self,
        key: &Key,
        credential: &Credential,
        context: &mut Context<'_>,
    ) {
        let account = self.account(credential);
        let is_told = account.is_some() || self.expires_at.is_some();
        if !is_told && self.bucket.is_none() && self.site.is_none() {
            return;
        }
        let mut note = context.notes().get(key).unwrap_or_default();
        note.bucket.clone_from(&self.bucket);
        note.site.clone_from(&self.site);
        match &mut note.oauth {
            Some(facts) => facts.account = account.or_else(|| facts.account.take()),
            None if is_told => note.told = Some(Told::of(account, self.expires_at, credential)),
            None => {}
        }
        if let Err(error) = context.notes().set(key, note) {
            context.warn(&error.message());
        }
    }

    /// The fields of `--json`.
    pub(super) fn add_to(&self, value: &mut Value) {
        let verdict = self.verdict.as_ref();
        value["verified"] = match verdict {
            Some(Verdict::Good { .. }) => json!(true),
            Some(Verdict::Rejected { .. }) => json!(false),
            Some(Verdict::Unknown { .. }) | None => Value::Null,
        };
        value["verification"] = verdict.map_or(Value::Null, verify::json);
    }
}

/// How it can be asked about, where a channel was not named.
fn advice(request: &Request) -> String {
    let host = request.target.host();
    let host = host.filter(|_| request.target.channel.is_none());
    let command = |host| {
        format!(
            "; `xauth which {}/CHANNEL --check` asks for one",
            word(host)
        )
    };
    let origin = request
        .target
        .url()
        .map(|url| url.origin().ascii_serialization());
    origin
        .as_deref()
        .filter(|_| host.is_some())
        .map_or_else(String::new, command)
}
