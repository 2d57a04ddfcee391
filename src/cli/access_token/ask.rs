//! Ask: a question that a server answers to the login that is stored for it.

use super::{Context, explain::Asked, login, server::Site};
use crate::{
    anaconda::{
        NotDone,
        org::{Authorization, Server},
    },
    error::Result,
    http::Grace,
    vault::Reach,
};

/// Asks. `doing` and `what` are the words for it, to stand after "needs a login" and "does not".
pub(super) fn ask<T>(
    site: &Site,
    (doing, what): (&'static str, &'static str),
    question: impl AsyncFnOnce(&Server<'_>, &Authorization) -> Result<T, NotDone>,
    context: &mut Context<'_>,
) -> Result<T> {
    let vault = context.vault(None, Reach::Chosen)?;
    let login = login::of_server(site, doing, &vault, context)?;
    let client = context.client(doing)?;
    let server = Server::at(&client, site.base.clone());
    let answer = context.runner.run(Grace::None, async {
        let _waiting = context.ui.wait("asking the server");
        Ok(question(&server, &login.authorization).await)
    })?;
    context.pass_on(&vault);
    super::pass_on(&server, context);
    let asked = Asked::of(site, what, &login);
    answer.map_err(|why| asked.error(why))
}
