//! A new token as a login: stored as `xauth login` would store it, or revoked again.

use super::{
    Context,
    earlier::Earlier,
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
    error::{Error, Result},
    scheme::Credential,
    secret::Secret,
    store::Store,
    target::Scope,
    text::word,
    vault::Vault,
};

/// Where a login with it goes.
pub(super) struct Place<'v> {
    request: Request,
    home: (&'v dyn Store, Option<String>),
    vault: &'v Vault,
    wanted: Option<Wanted>,
    /// The login of ours that it replaces.
    earlier: Option<Earlier>,
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
            earlier: None,
        })
    }

    /// In the place of an earlier login, whose token goes.
    pub(super) fn replacing(self) -> Result<Self> {
        let kept = self.vault.kept(&self.request.key)?;
        Ok(Self {
            earlier: kept.and_then(|kept| Earlier::of(&kept.credential)),
            ..self
        })
    }

    /// In the place of another token at most: the login that makes tokens may be stored under the same key.
    ///
    /// # Errors
    /// A usage error where another kind of login is stored.
    pub(super) fn sparing(self) -> Result<Self> {
        let key = &self.request.key;
        match self.vault.kept(key)? {
            Some(kept) if !matches!(kept.credential, Credential::CondaToken(_)) => {
                Err(Error::Usage {
                    problem: format!(
                        "`{key}` holds {}, which a login with the token would replace",
                        kept.credential.scheme().describe()
                    ),
                    hint: Some(format!(
                        "write the token to a file (`--out FILE`), or remove that login first: `xauth logout {}`",
                        word(key.as_str())
                    )),
                })
            }
            _ => Ok(self),
        }
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
            earlier,
        } = self;
        let credential = Credential::of_token("conda-token", token);
        let saved = credential.map(|credential| {
            let saved = request.save(home, vault, &credential, context);
            // What failed may be the removal of an older copy, after this one was stored.
            let is_stored = saved.is_ok() || vault.keeps(&request.key, &credential);
            (saved, is_stored, credential)
        });
        if !matches!(saved, Ok((_, true, _))) {
            take_back(new, token, server, context);
        }
        context.runner.rest();
        let (saved, _, credential) = saved?;
        let saved = saved?;
        said(new, context);
        if let Some(earlier) = earlier {
            earlier.revoke(new, server, context);
        }
        let verification = Verification::until(new.expires_at());
        verification.remember(&request.key, &credential, context);
        let done = Done {
            request: &request,
            credential: &credential,
            verification: &verification,
            saved: &saved,
        };
        done.conclude(wanted, vault, context)
    }
}
