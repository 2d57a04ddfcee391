//! Plan: whether and where the server is asked about a login before it is stored, and the asking.

use std::cell::RefCell;

use super::{Context, Request, issued::Origin, site, verification::Verification};
use crate::{
    anaconda::Site,
    cli::verify::{self, BucketFlags},
    error::{Error, Result},
    notes::Note,
    scheme::{Credential, Scheme},
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
            is_wanted: !self.no_verify && verify::is_usual(context)?,
            bucket: self.bucket.bucket(&request.target, &note, context.env)?,
            site: None,
            known: None.into(),
        })
    }
}

/// What is to be done about a login before it is stored.
pub(super) struct Plan {
    is_wanted: bool,
    bucket: Option<Bucket>,
    site: Option<String>,
    /// What was said to a credential before, so that nobody is asked twice.
    known: RefCell<Option<(Credential, Verdict)>>,
}

impl Plan {
    /// The same for an API key of a site.
    pub(super) fn of_site(self, site: &Site) -> Self {
        let is_usual = site.domain == site::ANACONDA;
        let site = (!is_usual).then(|| site.domain.clone());
        Self { site, ..self }
    }

    /// The status with which its server refuses a credential that is there already, if it does.
    ///
    /// # Errors
    /// On Ctrl-C.
    pub(super) fn refusal(
        &self,
        request: &Request,
        credential: &Credential,
        context: &mut Context<'_>,
    ) -> Result<Option<u16>> {
        if !self.is_wanted || context.offline {
            return Ok(None);
        }
        Ok(match self.say(request, credential, context)? {
            Some(Verdict::Rejected { status, .. }) => Some(status),
            _ => None,
        })
    }

    /// Asks the server, if there is anything to ask.
    ///
    /// # Errors
    /// When the server refuses the login, which is not to be stored then; and on Ctrl-C, if nothing was made that is to be stored.
    pub(super) fn verify(
        self,
        request: &Request,
        (credential, origin): (&Credential, Origin),
        context: &mut Context<'_>,
    ) -> Result<Verification> {
        let is_over = origin == Origin::Interrupted || is_fresh(request, credential);
        let (verdict, origin) = match self.is_wanted && !is_over {
            true => match self.ask(request, (credential, origin), context) {
                Err(Error::Interrupted) if origin == Origin::Issued => (None, Origin::Interrupted),
                asked => (asked?, origin),
            },
            false => (None, origin),
        };
        let proven = || verify::proven(verdict.as_ref(), &request.target, context.env);
        let (bucket, site) = (self.bucket.or_else(proven), self.site);
        Ok(Verification {
            verdict,
            bucket,
            site,
            expires_at: None,
            origin,
        })
    }

    fn ask(
        &self,
        request: &Request,
        (credential, origin): (&Credential, Origin),
        context: &mut Context<'_>,
    ) -> Result<Option<Verdict>> {
        match self.say(request, credential, context)? {
            Some(Verdict::Rejected { url, status, why })
                if !request.may_replace && !origin.is_kept(credential) =>
            {
                Err(Error::Refused {
                    url,
                    status,
                    why,
                    hint: another(request, origin),
                })
            }
            verdict => Ok(verdict),
        }
    }

    /// What the server says, or why it is not asked; none when that is not to be said.
    fn say(
        &self,
        request: &Request,
        credential: &Credential,
        context: &mut Context<'_>,
    ) -> Result<Option<Verdict>> {
        let known = self.known.borrow().clone();
        if let Some((_, verdict)) = known.filter(|(known, _)| known == credential) {
            return Ok(Some(verdict));
        }
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
        let verdict = verify::ask(&subject, context)?;
        *self.known.borrow_mut() = Some((credential.clone(), verdict.clone()));
        Ok(Some(verdict))
    }
}

/// What to do about a login that is refused.
fn another(request: &Request, origin: Origin) -> String {
    let server = request.target.server();
    let another = match (origin, server) {
        (Origin::Given, Some(server)) => format!("make a new token at {}", server.tokens),
        (Origin::Given, None) => "give another one".to_owned(),
        _ => {
            return "log in as somebody else, or add `--force` to store the login all the same"
                .into();
        }
    };
    format!("{another}, or add `--force` to store this one all the same")
}

/// Whether its provider has just given the login out, and there is no channel that it may not be for.
fn is_fresh(request: &Request, credential: &Credential) -> bool {
    let is_named = request.target.channel.is_some();
    let is_known = |login: &dyn Scheme| login.account().is_some();
    matches!(credential, Credential::OAuth(login) if !is_named && is_known(&**login))
}
