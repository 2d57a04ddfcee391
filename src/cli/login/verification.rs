//! Verification: the server is asked about a login before it is stored.

use serde_json::{Value, json};

use super::{Context, Request, site};
use crate::{
    anaconda::Site,
    cli::{
        renew,
        verify::{self, BucketFlags},
    },
    error::{Error, Result},
    notes::{Note, Told},
    scheme::{Credential, Scheme},
    target::Key,
    text::{escape, word},
    verify::{Bucket, Verdict, can_ask, nothing_to_ask},
};

/// Whether the server is asked, and where.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Flags {
    /// Do not ask the server whether it takes the login (also with `XAUTH_NO_VERIFY`, or `verify = false` in config.toml);
    /// its certificate is verified all the same
    #[arg(long, help_heading = "Network")]
    no_verify: bool,
    #[command(flatten)]
    bucket: BucketFlags,
}

/// What is known of a login before it is stored.
pub(in crate::cli) struct Verification {
    /// What the server said, if it was to be asked.
    verdict: Option<Verdict>,
    bucket: Option<Bucket>,
    site: Option<String>,
}

impl Flags {
    /// Where the bucket is, if the login is for one.
    pub(super) fn plan(self, request: &Request, context: &Context<'_>) -> Result<Plan> {
        let note = || context.notes().get(&request.key);
        let note = request.target.is_bucket().then(note).flatten();
        let note = Note {
            plain_http: request.plain_http,
            ..note.unwrap_or_default()
        };
        Ok(Plan {
            is_wanted: verify::is_wanted(self.no_verify, context)?,
            bucket: self.bucket.bucket(&request.target, &note, context.env)?,
            site: None,
        })
    }
}

/// What is to be done about a login before it is stored.
pub(super) struct Plan {
    is_wanted: bool,
    bucket: Option<Bucket>,
    site: Option<String>,
}

impl Plan {
    /// The same for an API key of a site.
    pub(super) fn of_site(self, site: &Site) -> Self {
        let is_usual = site.domain == site::ANACONDA;
        let site = (!is_usual).then(|| site.domain.clone());
        Self { site, ..self }
    }

    /// Asks the server, if there is anything to ask.
    ///
    /// # Errors
    /// When the server refuses the login, which is not to be stored then; and on Ctrl-C.
    pub(super) fn verify(
        self,
        request: &Request,
        credential: &Credential,
        context: &mut Context<'_>,
    ) -> Result<Verification> {
        let verdict = match self.is_wanted && !is_fresh(request, credential) {
            true => self.ask(request, credential, context)?,
            false => None,
        };
        let proven = || verify::proven(verdict.as_ref(), &request.target, context.env);
        let (bucket, site) = (self.bucket.or_else(proven), self.site);
        Ok(Verification {
            verdict,
            bucket,
            site,
        })
    }

    fn ask(
        &self,
        request: &Request,
        credential: &Credential,
        context: &mut Context<'_>,
    ) -> Result<Option<Verdict>> {
        let note = Note {
            channel: request.target.channel.as_ref().map(ToString::to_string),
            plain_http: request.plain_http,
            bucket: self.bucket.clone(),
            site: self.site.clone(),
            ..Note::default()
        };
        let asked = request.target.url();
        let subject = verify::subject(&request.key, credential, asked, &note, context.env);
        if !can_ask(&subject) {
            return Ok(Some(nothing_to_ask(&subject)));
        }
        if context.offline {
            context.note("the login is not verified: `--offline`");
            return Ok(None);
        }
        match verify::ask(&subject, context)? {
            Verdict::Rejected { url, status, why } if !request.may_replace => {
                if let Credential::OAuth(login) = credential {
                    renew::forsake(login, context);
                }
                Err(Error::Refused {
                    url,
                    status,
                    why,
                    tokens: request.target.server().map(|server| server.tokens),
                })
            }
            verdict => Ok(Some(verdict)),
        }
    }
}

/// Whether its provider has just given the login out, and there is no channel that it may not be for.
fn is_fresh(request: &Request, credential: &Credential) -> bool {
    let is_named = request.target.channel.is_some();
    let is_known = |login: &dyn Scheme| login.account().is_some();
    matches!(credential, Credential::OAuth(login) if !is_named && is_known(&**login))
}

impl Verification {
    /// Nobody was asked: the server has just made the login, or it was there before.
    pub(in crate::cli) fn needless() -> Self {
        Self {
            verdict: None,
            bucket: None,
            site: None,
        }
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
                context.warn(&format!(
                    "{url} refuses it (HTTP {status}{why}); it is stored all the same (`--force`)"
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
    pub(super) fn remember(&self, key: &Key, credential: &Credential, context: &mut Context<'_>) {
        let account = self.account(credential);
        if account.is_none() && self.bucket.is_none() && self.site.is_none() {
            return;
        }
        let mut note = context.notes().get(key).unwrap_or_default();
        note.bucket.clone_from(&self.bucket);
        note.site.clone_from(&self.site);
        match (&mut note.oauth, account) {
            (Some(facts), Some(account)) => facts.account = Some(account),
            (None, Some(account)) => note.told = Some(Told::of(account, credential)),
            (_, None) => {}
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
