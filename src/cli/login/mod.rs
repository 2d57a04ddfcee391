//! `xauth login`: choose, obtain, save, report.

mod account;
mod api_key;
mod choose;
mod done;
mod elsewhere;
mod guide;
mod how;
mod issued;
mod kept;
mod neighbour;
mod oauth;
mod org;
mod plan;
mod site;
mod verification;

use self::{
    account::Obtained,
    how::{How, obtain},
    oauth::Way,
};
pub(super) use self::{done::Done, verification::Verification};
use super::{
    anaconda_site::SiteFlags,
    context::Context,
    report,
    save::Request,
    sharing::{self, Subject, Wanted},
};
use crate::{
    config::{Config, Row},
    error::{Error, Result},
    scheme::{Flags, oauth::Preset},
    target::{Key, Scope, Target, Typed},
    vault::{Choice, Reach},
};

/// Log in to a host, channel or bucket
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Login {
    /// A host, a URL, `*.DOMAIN`, `s3://BUCKET/PREFIX`, or a channel's name
    #[arg(value_name = "HOST|URL|CHANNEL", required_unless_present_any = ["at", "domain"])]
    target: Option<Typed>,
    #[command(flatten)]
    flags: Flags,
    #[command(flatten)]
    way: Way,
    #[command(flatten)]
    verification: plan::Flags,
    #[command(flatten)]
    site: SiteFlags,
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
    /// Store it even if the server refuses it, or if it replaces a login that was made for another channel of the same host,
    /// or an API key that is good
    #[arg(long)]
    force: bool,
    /// Let these tools use the login, too; `all` that are here, or `none` [default: what `share` in config.toml says, else
    /// what you answered once]
    #[arg(long, value_name = "TOOL,…", value_delimiter = ',', value_parser = sharing::words(), help_heading = "Other tools")]
    share: Vec<String>,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  xauth login prefix.dev                       opens a browser, or gives you a code
  xauth login prefix.dev --token               asks for the token
  xauth login anaconda.com                     with an Anaconda account; makes an API key
  xauth login my.company --oauth --oauth-issuer-url https://idp.my.company
  xauth login anaconda.org --conda-token - < token.txt
  xauth login https://myquetz.server --username john --password
  xauth login s3://my-bucket --s3-access-key-id ID --s3-secret-access-key
  xauth login https://host/get/one --channel-only --token";

impl Login {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        context.http.user_agent.clone_from(&self.user_agent);
        let target = self.site.target(self.target.as_ref(), "login", context)?;
        let target = target.expect("clap wants a target or a site");
        check(&target, self.allow_insecure_http)?;
        match self.org_way(&target, context)? {
            org::Way::Account => self.with_account(context),
            org::Way::Password => self.with_password(context),
            org::Way::Token => self.to(target, context),
        }
    }

    fn to(self, target: Target, context: &mut Context<'_>) -> Result<()> {
        let (mut request, preset) = self.request(target, context)?;
        let wanted = sharing::wanted(&self.share, context)?;
        let how = self.how(preset, &mut request, context)?;
        let site = self.key_site(&how, context)?;
        let plan = self.verification.plan(&request, context)?;
        let plan = match &site {
            Some(site) => plan.of_site(site),
            None => plan,
        };
        let vault = context.vault(self.store, Reach::All)?;
        let home = vault.home()?;
        let asked = (self.flags, &self.way, &request);
        let (credential, origin) = match obtain(how, asked, &plan, &vault, context)? {
            Obtained::New(credential, origin) => (credential, origin),
            Obtained::Kept(key) => return kept::keep(&request, &key, &vault, wanted, context),
            Obtained::Elsewhere => {
                let named = (&self.share[..], self.store);
                return elsewhere::conclude(&request, named, &vault, context);
            }
        };
        let new = (&credential, origin);
        let (verification, saved) = issued::store(new, plan, &request, (home, &vault), context)?;
        let done = Done {
            request: &request,
            credential: &credential,
            verification: &verification,
            saved: &saved,
        };
        done.conclude(wanted, &vault, context)
    }

    /// How the credential is to be had, and with that the key that it is for.
    fn how(
        &self,
        preset: Option<Preset>,
        request: &mut Request,
        context: &mut Context<'_>,
    ) -> Result<How> {
        if let Some(site) = self.site(&request.target, context)? {
            // It is the account's key, whatever channel was typed.
            if request.scope == Scope::Host {
                request.target.channel = None;
            }
            return Ok(How::Account(site));
        }
        let scheme = choose::scheme(&self.flags, preset.is_some(), &request.target, context)?;
        request.narrow(scheme);
        Ok(match scheme {
            "oauth" => How::OAuth(preset),
            scheme => How::Values(scheme),
        })
    }

    /// What is to be stored where, and what an OAuth login starts from.
    fn request(&self, target: Target, context: &Context<'_>) -> Result<(Request, Option<Preset>)> {
        let row = self.row(&target, context)?;
        let request = Request {
            key: self.key(&target, row.as_ref())?,
            scope: self.scope(),
            plain_http: self.allow_insecure_http,
            may_replace: self.force,
            is_json: self.json,
            target,
        };
        let known = || request.target.server()?.preset();
        let preset = row.map(|row| row.preset).or_else(known);
        Ok((request, preset))
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
        if self.subdomains {
            site::check_below(target)?;
        }
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
}

/// Refuses a token in the URL, and plain http without the user's word.
fn check(target: &Target, allow_insecure_http: bool) -> Result<()> {
    if target.held_token {
        return Err(Error::Usage {
            problem: "the URL has a token in it (`/t/***/`)".into(),
            hint: Some(format!(
                "take it out: `xauth login {target} --conda-token - < FILE`"
            )),
        });
    }
    if target.is_insecure() && !allow_insecure_http {
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
