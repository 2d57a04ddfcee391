//! Own: the token that a revocation asks with, which may be among those that it revokes.

use super::{Context, explain::is_about_scopes, login::Login, server::Site};
use crate::{
    anaconda::{NotDone, org::Server},
    cli::logout::Logout,
    error::Result,
    http::Grace,
};

/// The token of the login.
pub(super) struct Own<'l> {
    login: &'l Login,
    /// Its name, if the server says it.
    name: Option<String>,
}

/// Whether the token is revoked.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ended {
    Yes,
    No,
    /// The server does not say.
    Unknown,
}

impl<'l> Own<'l> {
    /// Asks the server for its name.
    pub(super) fn of(
        server: &Server<'_>,
        login: &'l Login,
        context: &mut Context<'_>,
    ) -> Result<Self> {
        let current = context.runner.run(Grace::None, async {
            let _waiting = context.ui.wait("asking the server");
            Ok(server.current(&login.authorization).await)
        })?;
        // A token need not be good for this question; if it is not good at all, that is said soon.
        let name = current.ok().and_then(|token| token.name);
        Ok(Self { login, name })
    }

    /// Whether this is its name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }

    /// Whether this may be its name.
    pub(super) fn may_be(&self, name: &str) -> bool {
        self.name.is_none() || self.is(name)
    }

    /// Whether it was among the tokens that were revoked. One of the same name may be another's: a user and an
    /// organisation may each have one.
    pub(super) fn ended(&self, server: &Server<'_>, context: &mut Context<'_>) -> Ended {
        let current = context.runner.run(Grace::None, async {
            let _waiting = context
                .ui
                .wait("asking the server whether that was the stored one");
            Ok(server.current(&self.login.authorization).await)
        });
        match current {
            Ok(Ok(_)) => Ended::No,
            Ok(Err(NotDone::Refused(refusal))) => match refusal.status.as_u16() {
                401 if !is_about_scopes(refusal.why.as_deref()) => Ended::Yes,
                401 | 403 => Ended::No,
                _ => Ended::Unknown,
            },
            _ => Ended::Unknown,
        }
    }

    /// What is stored of a token that is revoked is of no use any more.
    pub(super) fn forget(
        &self,
        ended: Ended,
        site: &Site,
        context: &mut Context<'_>,
    ) -> Result<()> {
        match (ended, &self.login.key) {
            (Ended::No, _) => Ok(()),
            (Ended::Unknown, _) => {
                context.warn(&format!(
                    "that may have been the token of {}: `xauth access-token info{}` says whether it is still good",
                    self.login.shown,
                    site.flag()
                ));
                Ok(())
            }
            (Ended::Yes, Some(key)) => {
                context.note("that was the token of the stored login, which goes with it");
                Logout::of(key).run(context)
            }
            (Ended::Yes, None) => {
                context.warn(&format!(
                    "that was the token of {}, which xauth does not change",
                    self.login.shown
                ));
                Ok(())
            }
        }
    }
}
