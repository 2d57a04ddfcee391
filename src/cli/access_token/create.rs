//! `xauth access-token create`: a new token, which the server shows once, and so goes somewhere safe at once.

use std::{path::PathBuf, str::FromStr};

use super::{
    Context,
    as_login::Place,
    earlier, explain, given,
    keep::{Keep, New},
    login::{self, Login},
    request::{ask, refused},
    scopes, server, sharing, time,
};
use crate::{
    anaconda::{
        NotDone,
        org::{Server, Strength, Wanted},
    },
    error::{Error, Result},
    scheme::BasicFlags,
    secret::Secret,
    text::escape,
    vault::{Choice, Reach},
};

/// Make an access token, and print it, write it to a file, or log in with it
///
/// It is made with the API key of your Anaconda account (`xauth login anaconda.com`), or with a user's name and
/// password. Without `--out` and `--login` the token and a line feed are all that is printed.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Create {
    /// What to call it [default: `xauth:` and the name of this machine]
    #[arg(long, short, value_name = "NAME")]
    name: Option<String>,
    /// What it is good for, `'repos conda:download'`; may be given more than once [default: everything]
    #[arg(
        long = "scope",
        short,
        value_name = "SCOPE…",
        visible_alias = "scopes",
        value_parser = given
    )]
    scopes: Vec<String>,
    /// How long it is good: `90d`, `12h` [default: what the server says, a year on anaconda.org]
    #[arg(long, value_name = "TIME")]
    max_age: Option<Age>,
    /// The organisation that it is for
    #[arg(long, short, value_name = "NAME", visible_alias = "organization", value_parser = given)]
    org: Option<String>,
    /// How it is made
    #[arg(
        long,
        value_name = "HOW",
        default_value = "strong",
        hide_default_value = true
    )]
    strength: Strength,
    /// Write it to this file, which only you can read, and print nothing
    #[arg(long, value_name = "FILE", conflicts_with = "login")]
    out: Option<PathBuf>,
    /// Log in with it, and print nothing
    #[arg(long)]
    login: bool,
    /// With `--login`: let these tools use it, too; `all` that are here, or `none`
    #[arg(long, value_name = "TOOL,…", value_delimiter = ',', value_parser = sharing::words(), requires = "login")]
    share: Vec<String>,
    /// With `--login`: where to store it
    #[arg(long, value_name = "STORE", requires = "login")]
    store: Option<Choice>,
    /// Print what was done as JSON, the token too if it goes nowhere else
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: server::Flags,
    #[command(flatten)]
    basic: BasicFlags,
    /// Whether this is a login, whose token has a name that no other has.
    #[arg(skip)]
    is_login: bool,
}

/// How long a token is good; a second at least.
#[derive(Clone, Copy, Debug)]
struct Age(u64);

impl FromStr for Age {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let seconds = time::seconds(text).filter(|seconds| *seconds > 0);
        seconds
            .map(Self)
            .ok_or_else(|| "it takes a time such as `90d`, `12h` or `30m`".into())
    }
}

impl Create {
    /// A token of anaconda.org to log in with from this machine, as `anaconda login` makes it: in the place of an
    /// earlier one, and good for all that the account is.
    pub(in crate::cli) fn login(share: Vec<String>, store: Option<Choice>, json: bool) -> Self {
        Self {
            name: None,
            scopes: Vec::new(),
            max_age: None,
            org: None,
            strength: Strength::default(),
            out: None,
            login: true,
            share,
            store,
            json,
            server: server::Flags::default(),
            basic: BasicFlags::default(),
            is_login: true,
        }
    }

    /// The same, with a user's name and password.
    pub(in crate::cli) fn with(self, basic: BasicFlags) -> Self {
        Self { basic, ..self }
    }

    pub(in crate::cli) fn run(mut self, context: &mut Context<'_>) -> Result<()> {
        let site = self.server.site(context)?;
        let mut new = self.described(context)?;
        let vault = context.vault(self.store, Reach::All)?;
        let keep = match (&self.out, self.login) {
            (Some(path), _) => Keep::in_file(path)?,
            (None, true) => {
                let place = Place::prepare(&site, &self.share, self.json, &vault, context)?;
                Keep::Vault(Box::new(match self.is_login {
                    true => place.replacing()?,
                    false => place.sparing()?,
                }))
            }
            (None, false) => Keep::Print,
        };
        let login = login::of_account(&site, std::mem::take(&mut self.basic), &vault, context)?;
        context.pass_on(&vault);
        let client = context.client("making an access token")?;
        let server = Server::at(&client, site.base.clone());
        if new.scopes.is_empty() && !self.is_login {
            context.warn("without `--scope` the token may do all that the account may");
        }
        scopes::check(&new.scopes, &site, &server, context)?;
        let token = self.make(&mut new, &server, &login, context);
        super::pass_on(&server, context);
        let token = token?.map_err(|why| refused(why, &new, &site, &login))?;
        keep.keep(&new, &token, self.json, &server, context)
    }

    /// What is known of the token before it is there.
    fn described(&self, context: &Context<'_>) -> Result<New> {
        let own = || match self.is_login {
            true => earlier::name(context),
            false => format!("xauth:{}", context.env.machine_name()),
        };
        let name = self.name.clone().unwrap_or_else(own);
        check_name(&name, || "give it another name: `--name my-ci`".into())?;
        let scopes = self.scopes.iter().flat_map(|all| all.split_whitespace());
        Ok(New {
            name,
            scopes: scopes.map(str::to_owned).collect(),
            organization: self.org.clone(),
            max_age: self.max_age.map(|age| age.0),
            flag: self.server.site(context)?.flag(),
        })
    }

    /// Asks for it; a login's takes another name where its own is there.
    fn make(
        &self,
        new: &mut New,
        server: &Server<'_>,
        login: &Login,
        context: &mut Context<'_>,
    ) -> Result<Result<Secret, NotDone>> {
        let made = ask(server, login, &self.wanted(new, context), new, context)?;
        match &made {
            Err(NotDone::Refused(refusal)) if self.is_login && explain::is_there(refusal) => {
                new.name = earlier::fresh_name(context);
                ask(server, login, &self.wanted(new, context), new, context)
            }
            _ => Ok(made),
        }
    }

    fn wanted(&self, new: &New, context: &Context<'_>) -> Wanted {
        let wanted = Wanted::new(&new.name, context.env.machine_name());
        let wanted = match self.is_login {
            true => wanted,
            false => wanted.scopes(new.scopes.clone()),
        };
        wanted
            .organization(new.organization.clone())
            .max_age(new.max_age)
            .strength(self.strength)
    }
}

/// A token is revoked by its name, which stands in a URL.
pub(super) fn check_name(name: &str, hint: impl FnOnce() -> String) -> Result<()> {
    let why = match name {
        "" => "it is empty",
        "." | ".." => "a URL takes it for a folder",
        _ if name.contains(char::is_control) => "it has a control character",
        _ => return Ok(()),
    };
    Err(Error::Usage {
        problem: format!("a token cannot be called `{}`: {why}", escape(name)),
        hint: Some(hint()),
    })
}
