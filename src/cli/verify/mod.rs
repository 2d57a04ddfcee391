//! Verify: what servers say to logins, as commands ask for it and tell it.

mod asking;
mod bucket;
mod many;
mod place;
mod shelf;
mod stored;
mod subject;
mod words;

pub(super) use self::{
    asking::ask_all,
    bucket::Flags as BucketFlags,
    place::proven,
    stored::{Case, Said},
    subject::subject,
    words::{Remedy, json, state},
};
use super::context::Context;
use crate::{
    config::Config,
    error::Result,
    http::Grace,
    verify::{Subject, Verdict, verify},
};

/// Asks the server, while something turns.
pub(super) fn ask(subject: &Subject<'_>, context: &mut Context<'_>) -> Result<Verdict> {
    let client = context.client("asking the server")?;
    context.runner.run(Grace::None, async {
        let _waiting = context.ui.wait("asking the server");
        Ok(verify(&client, subject).await)
    })
}

/// Whether new logins are to be verified: `XAUTH_NO_VERIFY` and `verify = false` say no.
pub(super) fn is_usual(context: &Context<'_>) -> Result<bool> {
    if context.env.is_on("XAUTH_NO_VERIFY") {
        return Ok(false);
    }
    Ok(Config::read(context.env)?.verify.unwrap_or(true))
}
