//! What anaconda.com and repo.anaconda.cloud are asked about an organisation's token.

use super::{Context, explain::Asked, login::Login};
use crate::{
    anaconda::{
        NotDone,
        org::Listed,
        organizations::{Issued, Organizations},
    },
    error::{Error, Result},
    http::Grace,
    text::escape,
    time,
};

/// From the answer on no signal ends us, until the token is kept.
pub(super) fn issue(
    name: &str,
    server: &Organizations<'_>,
    login: &Login,
    context: &mut Context<'_>,
) -> Result<Issued> {
    let issued = context.runner.run(Grace::Short, async {
        let _waiting = context.ui.wait("asking for a new token");
        Ok(server.issue(name).await)
    });
    let issued = issued.map_err(|error| match error {
        Error::Interrupted => Error::Stopped(INTERRUPTED),
        error => error,
    })?;
    if let Err(NotDone::Unheard { .. }) = &issued {
        context
            .warn("the token that was in use may be revoked all the same: run the command again");
    }
    issued.map_err(|why| asked("issue a token", login).error(why))
}

const INTERRUPTED: &str =
    "a new token may be issued, and the one that was in use revoked: run the command again";

pub(super) fn asked<'l>(to: &'static str, login: &'l Login) -> Asked<'l> {
    Asked {
        host: "anaconda.com".into(),
        to,
        login,
        unknown: "see that the organisation is spelled right, and that the account is in it: `--org NAME`".into(),
        flag: String::new(),
    }
}

/// When a token ends, in seconds since 1970.
pub(super) fn ends(text: Option<&str>) -> Option<i64> {
    let listed = Listed {
        expires: Some(text?.to_owned()),
        ..Listed::default()
    };
    listed.expires_at()
}

/// When a token ends, in words and exactly.
pub(super) fn expires(text: Option<&str>) -> Option<String> {
    Some(match ends(text) {
        Some(at) => format!("it expires {}", time::relative(at)),
        None => format!("it expires {}", escape(text?)),
    })
}

/// The token is kept; whether it is good is another thing.
pub(super) fn try_out(
    server: &Organizations<'_>,
    issued: &Issued,
    context: &mut Context<'_>,
) -> Result<()> {
    let answer = context.runner.run(Grace::None, async {
        let _waiting = context.ui.wait("asking repo.anaconda.cloud with the token");
        Ok(server.try_out(&issued.token).await)
    })?;
    match answer {
        Ok(status) if status.is_success() => {
            context.note("repo.anaconda.cloud accepts it");
            Ok(())
        }
        Ok(status) if matches!(status.as_u16(), 401 | 403) => Err(Error::Denied {
            what: "the token is stored, but `repo.anaconda.cloud` does not accept it".into(),
            status: status.as_u16(),
            why: None,
            hint: Some("see that the organisation has a subscription for it".into()),
        }),
        Ok(status) => {
            context.warn(&format!(
                "the token could not be tried: repo.anaconda.cloud answers with HTTP {}",
                status.as_u16()
            ));
            Ok(())
        }
        Err(NotDone::Unheard { why, .. }) => {
            context.warn(&format!("the token could not be tried: {why}"));
            Ok(())
        }
        Err(NotDone::Refused(_)) => Ok(()),
    }
}
