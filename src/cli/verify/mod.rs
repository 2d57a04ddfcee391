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
    anaconda::Site,
    config::Config,
    error::Result,
    http::{Client, Grace, Settings},
    verify::{Subject, Verdict, verify},
};

/// Asks the server, while something turns.
pub(super) fn ask(subject: &Subject<'_>, context: &mut Context<'_>) -> Result<Verdict> {
    let client = context.client("asking the server")?;
    let client = own_client(subject, context).unwrap_or(client);
    context.runner.run(Grace::None, async {
        let _waiting = context.ui.wait("asking the server");
        Ok(verify(&client, subject).await)
    })
}

/// A client that trusts the certificates that anaconda's settings name for the login's site (`ssl_verify`), where they
/// name some that can be read and the person named none.
pub(super) fn own_client(subject: &Subject<'_>, context: &Context<'_>) -> Option<Client> {
    let site = subject.anaconda.as_ref()?;
    let port = site
        .port()
        .map_or_else(String::new, |port| format!(":{port}"));
    let domain = format!("{}{port}", site.host_str()?);
    let ca_cert = Site::of(context.env, None, Some(&domain)).ok()?.ca_cert?;
    let settings = Settings {
        ca_cert: Some(ca_cert),
        ..context.http.clone()
    };
    let is_free = context.http.ca_cert.is_none();
    is_free.then(|| Client::new(context.env, &settings).ok())?
}

/// Whether new logins are to be verified: `XAUTH_NO_VERIFY` and `verify = false` say no.
pub(super) fn is_usual(context: &Context<'_>) -> Result<bool> {
    if context.env.is_on("XAUTH_NO_VERIFY") {
        return Ok(false);
    }
    Ok(Config::read(context.env)?.verify.unwrap_or(true))
}
