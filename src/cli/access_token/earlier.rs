//! Earlier: the token of the login before, which goes when that of the new one is stored, and not sooner.

use super::{Context, keep::New, time};
use crate::{
    anaconda::org::{Authorization, Server},
    http::Grace,
    scheme::Credential,
    text::{escape, word},
};

/// What the token of a login is called. No other command makes one of this name, and no other user.
pub(super) fn name(context: &Context<'_>) -> String {
    let env = context.env;
    format!("xauth-login:{}@{}", env.user_name(), env.machine_name())
}

/// The same, where that is taken: by the login before, or from another machine that calls itself so.
pub(super) fn fresh_name(context: &Context<'_>) -> String {
    let now = time::rfc3339(time::now()).unwrap_or_default();
    format!("{}:{now}", name(context))
}

/// The login before, whose token is this user's own of this machine if its name says so.
pub(super) struct Earlier {
    authorization: Authorization,
}

impl Earlier {
    pub(super) fn of(credential: &Credential) -> Option<Self> {
        let authorization = Authorization::of(credential)?;
        matches!(credential, Credential::CondaToken(_)).then_some(Self { authorization })
    }

    /// Revokes it, if it was made for a login here: what somebody typed may be in use elsewhere.
    pub(super) fn revoke(&self, new: &New, server: &Server<'_>, context: &mut Context<'_>) {
        let own = name(context);
        let done = context.runner.run(Grace::None, async {
            let _waiting = context.ui.wait("revoking the token of the earlier login");
            let current = server.current(&self.authorization).await.ok();
            let Some(name) = current.and_then(|token| token.name) else {
                return Ok(None);
            };
            let is_own = name == own || name.starts_with(&format!("{own}:"));
            if !is_own || name == new.name {
                return Ok(None);
            }
            let revoked = server.revoke_current(&self.authorization).await;
            Ok(Some((name, revoked.is_ok())))
        });
        match done {
            Ok(Some((name, true))) => context.note(&format!(
                "revoked the token of the earlier login, `{}`",
                escape(&name)
            )),
            Ok(Some((name, false))) => context.warn(&format!(
                "the token of the earlier login is still on the server; revoke it: `xauth access-token revoke {}`",
                word(&name)
            )),
            _ => {}
        }
    }
}
