//! A login to anaconda.org with what makes its tokens: an Anaconda account, or a user's name and password.

use super::{Context, Login, oauth, site};
use crate::{
    cli::{access_token::Create, anaconda_site::SiteFlags},
    error::Result,
    target::{Scope, Target},
};

/// The domain that people know the server by.
const ORG: &str = "anaconda.org";

/// How a person logs in to it.
pub(super) enum Way {
    /// With an Anaconda account, whose API key makes a token.
    Account,
    /// With a user's name and password, which make a token. No channel takes them.
    Password,
    /// With a token that is there, as to other servers.
    Token,
}

impl Login {
    /// How, if the login is to anaconda.org: the flags say it, or a person does.
    pub(super) fn org_way(&self, target: &Target, context: &mut Context<'_>) -> Result<Way> {
        let is_org = target.server().is_some_and(|server| server.domain == ORG);
        let is_org = is_org && target.channel.is_none() && self.scope() == Scope::Host;
        match self.flags.named()? {
            _ if !is_org => Ok(Way::Token),
            Some("basic") => Ok(Way::Password),
            Some("oauth") if !self.flags.oauth.describe_client() => Ok(Way::Account),
            None if context.ui.can_ask() => ask(context),
            None if self.site.is_at() && !context.ui.is_unattended() => Ok(Way::Account),
            _ => Ok(Way::Token),
        }
    }

    /// Logs in to the account where that is not done, and has it make a token.
    pub(super) fn with_account(self, context: &mut Context<'_>) -> Result<()> {
        self.check_plain_http("xauth login anaconda.org --oauth")?;
        let make = self.maker();
        // What is printed in the end is the token's; a page or a code is for whoever reads along.
        let way = oauth::Way {
            has_events: self.json,
            ..self.way
        };
        let account = Self {
            target: Some(site::typed(site::ANACONDA)),
            site: SiteFlags::default(),
            way,
            json: false,
            share: Vec::new(),
            force: false,
            subdomains: false,
            channel_only: false,
            ..self
        };
        account.run(context)?;
        make.run(context)
    }

    /// Has a user's name and password make a token.
    pub(super) fn with_password(self, context: &mut Context<'_>) -> Result<()> {
        self.check_plain_http("xauth login anaconda.org --username NAME --password")?;
        let make = self.maker();
        make.with(self.flags.into_basic()).run(context)
    }

    fn maker(&self) -> Create {
        Create::login(self.share.clone(), self.store, self.json)
    }
}

fn ask(context: &mut Context<'_>) -> Result<Way> {
    let options = [
        "your Anaconda account (anaconda.com), which makes a token",
        "a token that you made at https://anaconda.org/settings/access",
    ];
    let question = format!("Log in to {ORG} with");
    let chosen = context.ui.ask_one(&question, &options.map(String::from))?;
    Ok(match chosen {
        0 => Way::Account,
        _ => Way::Token,
    })
}
