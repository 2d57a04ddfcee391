//! `xauth which`: which login answers for a URL, and why no other does. Never a secret.

mod check;
mod show;

use self::show::View;
use super::{
    context::Context,
    nearest::{self, Near},
    renew, report, time,
    token::{candidates, check_plain_http},
};
use crate::{
    error::Result,
    target::{Target, Typed},
    vault::{Choice, Reach, Search, Vault},
    verify::Verdict,
};

/// Show which login answers for a URL, how it is sent, and what it hides
#[derive(Debug, clap::Args)]
#[command(visible_alias = "explain")]
pub(super) struct Which {
    /// A URL, a host, `*.DOMAIN`, `s3://BUCKET/PREFIX`, or a channel's name
    #[arg(value_name = "URL|HOST")]
    target: Typed,
    /// Ask the server whether it takes the login, for the URL if there is one
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
        let answer = self.ask(&target, &mut search, &vault, context);
        let near = match &search.found {
            Some(_) => Vec::new(),
            None => nearest::near(&target, &vault),
        };
        let view = View {
            target: &target,
            search: &search,
            near: &near,
            verdict: answer.as_ref().ok().and_then(Option::as_ref),
        };
        let text = match self.json {
            true => report::line(view.json(context)),
            false => view.text(context),
        };
        context.ui.out(&text)?;
        context.pass_on(&vault);
        let verdict = answer?;
        match &search.found {
            Some(found) => {
                verdict.map_or(Ok(()), |verdict| check::conclude(verdict, found, context))?;
                check_plain_http(&target, found, context)
            }
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
    ) -> Result<Option<Verdict>> {
        let Some(found) = search.found.as_mut().filter(|_| self.check) else {
            return Ok(None);
        };
        check_plain_http(target, found, context)?;
        renew::for_use(found, vault, context)?;
        check::ask(target, found, context).map(Some)
    }
}
