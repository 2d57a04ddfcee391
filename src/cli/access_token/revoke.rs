//! `xauth access-token revoke`: tokens that nobody is to use any more, by their names.

use serde_json::{Value, json};

use super::{
    Context, create,
    explain::Asked,
    given,
    login::{self, Login},
    own::{Ended, Own},
    report,
    server::{self, Site},
};
use crate::{
    anaconda::{NotDone, org::Server},
    error::{Error, Result},
    http::Grace,
    text::escape,
    vault::Reach,
};

/// Revoke access tokens by their names
#[derive(Debug, clap::Args)]
pub(super) struct Revoke {
    /// The names, as `xauth access-token list` shows them
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    /// The organisation that they are of
    #[arg(long, short, value_name = "NAME", visible_alias = "organization", value_parser = given)]
    org: Option<String>,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    server: server::Flags,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// A token, and what became of it.
struct Told {
    name: String,
    result: Result<()>,
}

impl Revoke {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let site = self.server.site(context)?;
        let list = || {
            format!(
                "see which there are: `xauth access-token list{}`",
                site.flag()
            )
        };
        let mut names = self.names.iter();
        names.try_for_each(|name| create::check_name(name, list))?;
        let vault = context.vault(None, Reach::All)?;
        let login = login::of_server(&site, "revoking access tokens", &vault, context)?;
        self.confirm(context)?;
        let client = context.client("revoking access tokens")?;
        let server = Server::at(&client, site.base.clone());
        let own = Own::of(&server, &login, context)?;
        let told = self.revoke(&own, &server, &site, &login, context)?;
        let mut revoked = told.iter().filter(|told| told.result.is_ok());
        let ended = match revoked.any(|told| own.may_be(&told.name)) {
            true => own.ended(&server, context),
            false => Ended::No,
        };
        context.pass_on(&vault);
        super::pass_on(&server, context);
        say(&told, context);
        // What is stored of it goes first: nobody may read what is printed.
        let forgotten = own.forget(ended, &site, context);
        if self.json {
            context.ui.out(&report::line(json_of(&told)))?;
        }
        told.into_iter().try_for_each(|told| told.result)?;
        forgotten
    }

    fn confirm(&self, context: &mut Context<'_>) -> Result<()> {
        let names: Vec<String> = self
            .names
            .iter()
            .map(|name| format!("`{}`", escape(name)))
            .collect();
        let question = format!("Revoke {}?", names.join(", "));
        if self.yes || !context.ui.can_ask() || context.ui.ask_yes(&question)? {
            return Ok(());
        }
        Err(Error::Failed {
            problem: "no token was revoked".into(),
            hint: None,
            source: None,
        })
    }

    fn revoke(
        &self,
        own: &Own<'_>,
        server: &Server<'_>,
        site: &Site,
        login: &Login,
        context: &mut Context<'_>,
    ) -> Result<Vec<Told>> {
        let mut names: Vec<&String> = Vec::new();
        for name in &self.names {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        // The others need the token that we ask with.
        names.sort_by_key(|name| own.is(name));
        let organization = self.org.as_deref();
        let asked = Asked::of(site, "revoke access tokens", login);
        let told = context.runner.run(Grace::Short, async {
            let _waiting = context.ui.wait("revoking");
            let mut told = Vec::new();
            for name in names {
                let result = server
                    .revoke(&login.authorization, organization, name)
                    .await;
                let result = match result {
                    Err(NotDone::Refused(refusal)) if refusal.status == 404 => {
                        let alike = self.alike(name, server, login).await;
                        Err(self.none(name, site, alike))
                    }
                    result => result.map_err(|why| asked.error(why)),
                };
                let name = name.clone();
                told.push(Told { name, result });
            }
            Ok(told)
        });
        context.runner.rest();
        told.map_err(|error| match error {
            Error::Interrupted => Error::Stopped(INTERRUPTED),
            error => error,
        })
    }

    /// The name of a token that is spelled most like this one.
    async fn alike(&self, name: &str, server: &Server<'_>, login: &Login) -> Option<String> {
        // Those of organisations are listed by nobody.
        if self.org.is_some() {
            return None;
        }
        let listed = server.list(&login.authorization).await.ok()?;
        let names = listed.into_iter().filter_map(|token| token.name);
        let scored = names.map(|other| (strsim::jaro_winkler(name, &other), other));
        let best = scored.max_by(|one, other| one.0.total_cmp(&other.0))?;
        (best.0 > 0.8).then_some(best.1)
    }

    fn none(&self, name: &str, site: &Site, alike: Option<String>) -> Error {
        let of = self
            .org
            .as_deref()
            .map(|name| format!(" of `{}`", escape(name)));
        let hint = match (alike, &self.org) {
            (Some(alike), _) => format!("did you mean `{}`?", escape(&alike)),
            (None, Some(_)) => "see its tokens on its page, and that both names are right".into(),
            (None, None) => format!(
                "see which there are: `xauth access-token list{}`",
                site.flag()
            ),
        };
        Error::Failed {
            problem: format!(
                "there is no access token `{}`{}",
                escape(name),
                of.unwrap_or_default()
            ),
            hint: Some(hint),
            source: None,
        }
    }
}

/// Says what became of each; the first that failed is the error that the command ends with.
fn say(told: &[Told], context: &mut Context<'_>) {
    let mut failed = 0;
    for Told { name, result } in told {
        match result {
            Ok(()) => context.note(&format!("revoked the access token `{}`", escape(name))),
            Err(error) => {
                failed += 1;
                if failed > 1 {
                    context.warn(&error.message());
                }
            }
        }
    }
}

fn json_of(told: &[Told]) -> Value {
    let value = |told: &Told| {
        let message = told.result.as_ref().err().map(Error::message);
        json!({ "name": escape(&told.name), "revoked": message.is_none(), "message": message })
    };
    json!({ "tokens": told.iter().map(value).collect::<Value>() })
}

const INTERRUPTED: &str =
    "some of the tokens may be revoked: `xauth access-token list` shows those that are left";
