//! The request for a new token, and what is said when there is none.

use super::{
    Context,
    explain::{self, Asked},
    keep::New,
    login::Login,
    server::Site,
};
use crate::{
    anaconda::{
        NotDone,
        org::{Server, Wanted},
    },
    error::{Error, Result},
    http::Grace,
    secret::Secret,
    text::{escape, word},
};

/// Makes the token. From the answer on no signal ends us, until the token is kept.
pub(super) fn ask(
    server: &Server<'_>,
    login: &Login,
    wanted: &Wanted,
    new: &New,
    context: &mut Context<'_>,
) -> Result<Result<Secret, NotDone>> {
    let made = context.runner.run(Grace::Short, async {
        let _waiting = context.ui.wait("asking the server for a token");
        Ok(server.create(&login.authorization, wanted).await)
    });
    if matches!(
        made,
        Err(Error::Interrupted) | Ok(Err(NotDone::Unheard { .. }))
    ) {
        context.warn(&format!(
            "the server may have made the token all the same, and nobody has it; revoke it: `{}`",
            new.revocation()
        ));
    }
    made.map_err(|error| match error {
        Error::Interrupted => Error::Stopped(INTERRUPTED),
        error => error,
    })
}

const INTERRUPTED: &str = "no token was kept";

/// The error for what came of it.
pub(super) fn refused(why: NotDone, new: &New, site: &Site, login: &Login) -> Error {
    let mut asked = Asked::of(site, "make access tokens", login);
    match why {
        NotDone::Refused(refusal) if explain::is_there(&refusal) => Error::Denied {
            what: format!(
                "there is an access token `{}` on `{}` already",
                escape(&new.name),
                site.host()
            ),
            status: refusal.status.as_u16(),
            why: refusal.why,
            hint: Some(format!(
                "take another name (`--name {}`), or revoke that one: `{}`",
                word(&format!("{}-2", new.name)),
                new.revocation()
            )),
        },
        why => {
            if new.organization.is_some() {
                asked.unknown = "see that the organisation is spelled right: `--org NAME`".into();
            }
            asked.error(why)
        }
    }
}
