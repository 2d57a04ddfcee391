//! `xauth access-token install`: the token of an organisation, for repo.anaconda.cloud.

use super::{
    Context, given,
    issued::{Holder, Place},
    login::{self, Login},
    organization::{asked, ends, expires, issue, try_out},
    server, sharing,
};
use crate::{
    anaconda::organizations::{InUse, Organizations},
    condarc,
    error::{Error, Result},
    http::Grace,
    text::{escape, word},
    vault::{Choice, Reach},
};

/// Install an organisation's token for repo.anaconda.cloud
///
/// Anaconda issues one token for an organisation: a new one revokes the one before it, on all machines that have it. The
/// account must be logged in (`xauth login anaconda.com`).
#[derive(Debug, clap::Args)]
pub(super) struct Install {
    /// The organisation [default: the only one of the account's, else what you pick]
    #[arg(long, short, value_name = "NAME", visible_alias = "organization", value_parser = given)]
    org: Option<String>,
    /// Set conda's `default_channels` in `~/.condarc` to those of repo.anaconda.cloud
    #[arg(long)]
    set_default_channels: bool,
    /// Do not ask whether the token in use is to be revoked
    #[arg(short, long)]
    yes: bool,
    /// Let these tools use it, too; `all` that are here, or `none`
    #[arg(long, value_name = "TOOL,…", value_delimiter = ',', value_parser = sharing::words())]
    share: Vec<String>,
    /// Where to store it
    #[arg(long, value_name = "STORE")]
    store: Option<Choice>,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// What conda's `defaults` are for who has such a token (`anaconda_auth/_conda/repo_config.py`).
const DEFAULT_CHANNELS: [&str; 3] = [
    "https://repo.anaconda.cloud/repo/main",
    "https://repo.anaconda.cloud/repo/r",
    "https://repo.anaconda.cloud/repo/msys2",
];

const ACCOUNTS: &str = "https://anaconda.com";

impl Install {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let vault = context.vault(self.store, Reach::All)?;
        let place = Place::prepare(&self.share, self.json, &vault, context)?;
        let account = server::target(ACCOUNTS, context)?;
        let login = login::account_login(&account, &vault, context)?.ok_or_else(|| {
            login::needed(
                WHAT,
                "anaconda.com".into(),
                "xauth login anaconda.com".into(),
            )
        })?;
        context.pass_on(&vault);
        let client = context.client(WHAT)?;
        let base = ACCOUNTS.parse().expect("it is a URL");
        let server = Organizations::at(&client, base, &login.authorization);
        let name = self.organization(&server, &login, context)?;
        self.confirm(&name, &server, &login, context)?;
        let place = place.of(&name, context)?;
        let issued = issue(&name, &server, &login, context)?;
        let holder = Holder {
            organization: &name,
            token: &issued.token,
            expires: expires(issued.expires_at.as_deref()),
            expires_at: ends(issued.expires_at.as_deref()),
        };
        let kept = place.keep(&holder, context);
        context.runner.rest();
        kept?;
        self.set_channels(context)?;
        try_out(&server, &issued, context)
    }

    /// The organisation that is named, or the only one, or what a person picks.
    fn organization(
        &self,
        server: &Organizations<'_>,
        login: &Login,
        context: &mut Context<'_>,
    ) -> Result<String> {
        if let Some(name) = &self.org {
            return Ok(name.clone());
        }
        let found = context.runner.run(Grace::None, async {
            let _waiting = context.ui.wait("asking for the account's organisations");
            Ok(server.with_tokens().await)
        })?;
        let found = found.map_err(|why| asked("list organisations", login).error(why))?;
        let mut names: Vec<String> = found.into_iter().map(|one| one.name).collect();
        match names.len() {
            0 => Err(Error::Failed {
                problem: "the account has no organisation with tokens for repo.anaconda.cloud"
                    .into(),
                hint: Some(
                    "if it is a member of one, name it: `xauth access-token install --org NAME`"
                        .into(),
                ),
                source: None,
            }),
            1 => Ok(names.remove(0)),
            _ if !context.ui.can_ask() => Err(Error::Usage {
                problem: format!(
                    "the account has more organisations than one: {}",
                    quoted(&names)
                ),
                hint: Some(format!(
                    "name one: `xauth access-token install --org {}`",
                    word(&names[0])
                )),
            }),
            _ => {
                let shown: Vec<String> = names.iter().map(|name| escape(name)).collect();
                let chosen = context.ui.ask_one("Install the token of", &shown)?;
                Ok(names.remove(chosen))
            }
        }
    }

    /// A token that is in use is revoked with a person's word alone.
    fn confirm(
        &self,
        name: &str,
        server: &Organizations<'_>,
        login: &Login,
        context: &mut Context<'_>,
    ) -> Result<()> {
        let found = context.runner.run(Grace::None, async {
            let _waiting = context.ui.wait("asking for the token in use");
            Ok(server.in_use(name).await)
        })?;
        let Some(InUse { expires_at }) =
            found.map_err(|why| asked("show its token", login).error(why))?
        else {
            return Ok(());
        };
        let until = expires(expires_at.as_deref()).map(|until| format!(" ({until})"));
        let warning = format!(
            "`{}` has a token in use{}: a new one revokes it, on all machines that have it",
            escape(name),
            until.unwrap_or_default()
        );
        if !self.yes && !context.ui.can_ask() {
            return Err(Error::Usage {
                problem: warning,
                hint: Some(format!(
                    "if it may go: `xauth access-token install --org {} --yes`",
                    word(name)
                )),
            });
        }
        context.warn(&warning);
        match self.yes || context.ui.ask_yes("Issue a new token?")? {
            true => Ok(()),
            false => Err(Error::Failed {
                problem: "no token was issued".into(),
                hint: None,
                source: None,
            }),
        }
    }

    fn set_channels(&self, context: &mut Context<'_>) -> Result<()> {
        let Some(home) = context.env.home().filter(|_| self.set_default_channels) else {
            return Ok(());
        };
        let file = home.join(".condarc");
        let changed = condarc::set_default_channels(&file, &DEFAULT_CHANNELS);
        let changed =
            changed.map_err(|failure| failure.during("default channels of conda", "set"))?;
        context.note(match changed {
            true => "conda's default channels in ~/.condarc are those of repo.anaconda.cloud now",
            false => {
                "conda's default channels in ~/.condarc were those of repo.anaconda.cloud already"
            }
        });
        Ok(())
    }
}

const WHAT: &str = "installing an organisation's token";

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", escape(name)))
        .collect();
    names.join(", ")
}
