//! `xauth access-token`: the tokens of anaconda.org, of an Anaconda Repository, and of organisations. One file a verb.

mod as_login;
mod ask;
mod create;
mod earlier;
mod explain;
mod info;
mod install;
mod issued;
mod keep;
mod list;
mod login;
mod organization;
mod own;
mod request;
mod revoke;
mod scopes;
mod server;
mod url;

use clap::Subcommand;

pub(super) use self::create::Create;
use super::{context::Context, report, sharing};
use crate::{anaconda::org::Server, error::Result, time};

/// Make, list and revoke access tokens of anaconda.org, and install organisation tokens
///
/// What `anaconda auth` and `anaconda token install` do, and `anaconda org auth`. With `--url` it is for an
/// Anaconda Repository of your own.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct AccessToken {
    #[command(subcommand)]
    verb: Verb,
}

const EXAMPLES: &str = "\
Examples:
  xauth access-token create --name my-ci --scope 'repos conda:download' --max-age 90d
  xauth access-token create --name this-machine --login
  xauth access-token list
  xauth access-token revoke my-ci
  xauth access-token url stored my-channel
  xauth access-token install --org my-company

What was typed before:
  anaconda auth --create --name N --scopes S   xauth access-token create --name N --scope S
  anaconda auth --list                         xauth access-token list
  anaconda auth --remove N                     xauth access-token revoke N
  anaconda auth --list-scopes                  xauth access-token scopes
  anaconda auth --info                         xauth access-token info
  anaconda token install --org O               xauth access-token install --org O";

#[derive(Debug, Subcommand)]
enum Verb {
    Create(Create),
    List(list::List),
    Revoke(revoke::Revoke),
    Info(info::Info),
    Scopes(scopes::Scopes),
    Url(url::Url),
    Install(install::Install),
}

impl AccessToken {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self.verb {
            Verb::Create(create) => create.run(context),
            Verb::List(list) => list.run(context),
            Verb::Revoke(revoke) => revoke.run(context),
            Verb::Info(info) => info.run(context),
            Verb::Scopes(scopes) => scopes.run(context),
            Verb::Url(url) => url.run(context),
            Verb::Install(install) => install.run(context),
        }
    }
}

/// The value of a flag. An empty one is a variable that a script forgot to set, and never means all or none.
fn given(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("it is empty; leave the flag out, or give it a value".into()),
        _ => Ok(text.to_owned()),
    }
}

/// Passes on what the server said beside its answer.
fn pass_on(server: &Server<'_>, context: &mut Context<'_>) {
    for warning in server.warnings() {
        context.warn(&warning);
    }
}
