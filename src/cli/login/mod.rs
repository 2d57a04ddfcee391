//! `xauth login`: choose, obtain, save, report.

mod channel;
mod choose;
mod done;
mod guide;
mod oauth;

use self::{done::Done, oauth::Way};
use super::{context::Context, input::Input, report};
use crate::{
    config::{Config, Row},
    error::{Error, Result},
    notes::Note,
    scheme::{Credential, Flags},
    store::{Protection, Summary},
    target::{Key, Scope, Target, Typed, key::covers},
    vault::{Choice, Reach, Saved, Superseded, Vault},
};

/// Log in to a host, channel or bucket
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Login {
    /// A host, a URL, `*.DOMAIN`, `s3://BUCKET/PREFIX`, or a channel's name
    #[arg(value_name = "HOST|URL|CHANNEL")]
    target: Typed,
    #[command(flatten)]
    flags: Flags,
    #[command(flatten)]
    way: Way,
    /// What we call ourselves to servers
    #[arg(long, value_name = "NAME", help_heading = "Network")]
    user_agent: Option<String>,
    /// Where to store the login
    #[arg(long, value_name = "STORE")]
    store: Option<Choice>,
    /// For the host and all hosts below it
    #[arg(long, conflicts_with = "channel_only")]
    subdomains: bool,
    /// For the channel of the URL alone; pixi and rattler-build do not see such a login
    #[arg(long)]
    channel_only: bool,
    /// Send it over plain http, too, where everyone on the way can read it
    #[arg(long)]
    allow_insecure_http: bool,
    /// Replace a login that was made for another channel of the same host
    #[arg(long)]
    force: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  xauth login prefix.dev                       opens a browser, or gives you a code
  xauth login prefix.dev --token               asks for the token
  xauth login my.company --oauth --oauth-issuer-url https://idp.my.company
  xauth login anaconda.org --conda-token - < token.txt
  xauth login https://myquetz.server --username john --password
  xauth login s3://my-bucket --s3-access-key-id ID --s3-secret-access-key
  xauth login https://host/get/one --channel-only --token";

impl Login {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let target = context.target(&self.target)?;
        self.check(&target)?;
        context.http.user_agent.clone_from(&self.user_agent);
        let row = self.row(&target, context)?;
        let key = self.key(&target, row.as_ref())?;
        let preset = row
            .map(|row| row.preset)
            .or_else(|| target.server()?.preset());
        let scheme = choose::scheme(&self.flags, preset.is_some(), &target, context)?;
        let vault = context.vault(self.store, Reach::All)?;
        let home = vault.home()?;
        let is_json = self.json;
        let request = Request {
            scope: self.scope(),
            plain_http: self.allow_insecure_http,
            may_replace: self.force,
            is_json,
            target,
            key,
        };
        let credential = match scheme {
            "oauth" => oauth::log_in(self.flags.oauth, preset, &self.way, &request, context)?,
            _ => {
                let mut input = Input::new(context.ui, &request.target);
                self.flags.credential(scheme, &mut input)?
            }
        };
        let saved = request.save(home, &vault, &credential, context)?;
        let done = Done {
            request: &request,
            credential: &credential,
            saved: &saved,
        };
        done.report(context);
        if is_json {
            context.ui.out(&report::line(done.json(context)))?;
        }
        context.pass_on(&vault);
        done.warn_of_others(context, &vault);
        Ok(())
    }

    /// The user's own row for the target, if the login may be one with OAuth.
    fn row(&self, target: &Target, context: &Context<'_>) -> Result<Option<Row>> {
        let named = self.flags.named()?;
        let (None | Some("oauth"), Some(host)) = (named, target.host()) else {
            return Ok(None);
        };
        let rows = Config::read(context.env)?.servers;
        Ok(rows.into_iter().find(|row| row.key_for(host).is_some()))
    }

    /// The key that the login is stored under: a row may say that it is for more hosts.
    fn key(&self, target: &Target, row: Option<&Row>) -> Result<Key> {
        let own = row
            .zip(target.host())
            .filter(|_| self.scope() == Scope::Host);
        match own.and_then(|(row, host)| row.key_for(host)) {
            Some(key) if target.url().is_some() => Ok(key.clone()),
            _ => target.login_key(self.scope()),
        }
    }

    fn scope(&self) -> Scope {
        match (self.subdomains, self.channel_only) {
            (true, _) => Scope::Subdomains,
            (_, true) => Scope::Channel,
            _ => Scope::Host,
        }
    }

    fn check(&self, target: &Target) -> Result<()> {
        if target.held_token {
            return Err(Error::Usage {
                problem: "the URL has a token in it (`/t/***/`)".into(),
                hint: Some(format!(
                    "take it out: `xauth login {target} --conda-token - < FILE`"
                )),
            });
        }
        if target.is_insecure() && !self.allow_insecure_http {
            let url = target.url().map_or_else(String::new, ToString::to_string);
            let https = url.replacen("http://", "https://", 1);
            return Err(Error::Usage {
                problem: format!(
                    "`{url}` is plain http, where everyone on the way can read the credential"
                ),
                hint: Some(format!(
                    "log in to `{https}` instead, or add `--allow-insecure-http` to send it all the same"
                )),
            });
        }
        Ok(())
    }
}

/// What is to be stored, the credential aside.
struct Request {
    target: Target,
    key: Key,
    scope: Scope,
    plain_http: bool,
    may_replace: bool,
    is_json: bool,
}

impl Request {
    fn save<'v>(
        &self,
        home: (&'v dyn crate::store::Store, Option<String>),
        vault: &'v Vault,
        credential: &Credential,
        context: &mut Context<'_>,
    ) -> Result<Saved<'v>> {
        let mut note = channel::note(self, credential, vault, context)?;
        let earlier = self.note_consent(&note, context)?;
        let superseded = self.superseded();
        let bucket = self.target.bare_bucket();
        let superseded = Superseded {
            keys: &superseded,
            bucket: bucket.as_ref(),
        };
        let saved = vault.save(home, &self.key, credential, superseded);
        // A failure to remove an older copy comes after the new one was stored.
        let is_stored = saved.is_ok() || channel::is_stored(vault, &self.key, credential);
        if let (false, Some(earlier)) = (is_stored, earlier) {
            context.notes().set(&self.key, earlier)?;
        }
        let saved = saved?;
        // A keychain's list is described from our notes, because it reads no secrets.
        if saved.store.protection() == Protection::Encrypted {
            note.summary = Some(Summary::from(credential));
        }
        if let Err(error) = context.notes().set(&self.key, note) {
            context.warn(&format!(
                "the login is stored, but not what belongs to it: {}",
                error.message()
            ));
        }
        Ok(saved)
    }

    /// Notes whether the login may go over plain http, before it is there: an earlier word must not
    /// hold for the new secret, and a new one that cannot be noted is no login. Returns the earlier note.
    fn note_consent(&self, note: &Note, context: &Context<'_>) -> Result<Option<Note>> {
        let earlier = context.notes().get(&self.key).unwrap_or_default();
        if earlier.plain_http == self.plain_http {
            return Ok(None);
        }
        context.notes().set(&self.key, note.clone())?;
        Ok(Some(earlier))
    }

    /// Keys that would answer before the new one for what it is for.
    fn superseded(&self) -> Vec<Key> {
        let mut keys = self.target.forms(|_| false);
        let domain = self.key.as_str().strip_prefix("*.");
        let is_within = |key: &Key| match (domain, key.domain()) {
            (Some(domain), Some(host)) => covers(domain, host),
            _ => self.target.is_bucket(),
        };
        keys.retain(|key| *key != self.key && is_within(key));
        keys
    }
}
