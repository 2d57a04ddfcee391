//! A new token as a login: stored as `xauth login` would store it, or revoked again.

use super::{
    Context,
    keep::{New, said, take_back},
    server::Site,
    sharing,
};
use crate::{
    anaconda::org::Server,
    cli::{
        login::{Done, Verification},
        save::Request,
        sharing::Wanted,
    },
    error::Result,
    scheme::Credential,
    secret::Secret,
    store::Store,
    target::Scope,
    vault::Vault,
};

/// Where a login with it goes.
pub(super) struct Place<'v> {
    request: Request,
    home: (&'v dyn Store, Option<String>),
    vault: &'v Vault,
    wanted: Option<Wanted>,
}

impl<'v> Place<'v> {
    /// The vault, if it can be written.
    pub(super) fn prepare(
        site: &Site,
        share: &[String],
        is_json: bool,
        vault: &'v Vault,
        context: &Context<'_>,
    ) -> Result<Self> {
        let target = site.channels(context)?;
        Ok(Self {
            request: Request {
                key: target.login_key(Scope::Host)?,
                scope: Scope::Host,
                plain_http: target.is_insecure(),
                may_replace: true,
                is_json,
                target,
            },
            home: vault.home()?,
            vault,
            wanted: sharing::wanted(share, context)?,
        })
    }

    pub(super) fn keep(
        self,
        new: &New,
        token: &Secret,
        server: &Server<'_>,
        context: &mut Context<'_>,
    ) -> Result<()> {
        let Self {
            request,
            home,
            vault,
            wanted,
        } = self;
        let credential = Credential::of_token("conda-token", token);
        let saved = credential.map(|credential| {
            let saved = request.save(home, vault, &credential, context);
            // What failed may be the removal of an older copy, after this one was stored.
            let is_stored = saved.is_ok() || is_stored(vault, &request, &credential);
            (saved, is_stored, credential)
        });
        if !matches!(saved, Ok((_, true, _))) {
            take_back(new, token, server, context);
        }
        context.runner.rest();
        let (saved, _, credential) = saved?;
        let saved = saved?;
        said(new, context);
        let done = Done {
            request: &request,
            credential: &credential,
            verification: &Verification::needless(),
            saved: &saved,
        };
        done.conclude(wanted, vault, context)
    }
}

fn is_stored(vault: &Vault, request: &Request, credential: &Credential) -> bool {
    let kept = vault.kept(&request.key).ok().flatten();
    kept.is_some_and(|kept| kept.credential == *credential)
}
