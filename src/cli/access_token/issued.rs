//! Where an organisation's token goes. The one before it is revoked by then, so that it goes to standard output at worst.

use zeroize::Zeroizing;

use super::{Context, server, sharing};
use crate::{
    anaconda::{Site, Storage},
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
    text::escape,
    tool::{Slot, slot::Wish},
    vault::Vault,
};

/// What the tokens are for. The host has a login of its own: the account's key, which has to stay.
const CHANNELS: &str = "https://repo.anaconda.cloud/repo";

/// Whose tokens anaconda-auth keeps beside the account's key.
const DOMAIN: &str = "anaconda.com";

/// An organisation's token.
pub(super) struct Holder<'a> {
    pub(super) organization: &'a str,
    pub(super) token: &'a Secret,
    /// When it ends, for people.
    pub(super) expires: Option<String>,
}

/// Where it goes, ready to be written.
pub(super) struct Place<'v> {
    request: Request,
    home: (&'v dyn Store, Option<String>),
    vault: &'v Vault,
    wanted: Option<Wanted>,
}

impl<'v> Place<'v> {
    pub(super) fn prepare(
        share: &[String],
        is_json: bool,
        vault: &'v Vault,
        context: &Context<'_>,
    ) -> Result<Self> {
        let target = server::target(CHANNELS, context)?;
        Ok(Self {
            request: Request {
                key: target.login_key(Scope::Channel)?,
                scope: Scope::Channel,
                plain_http: false,
                may_replace: true,
                is_json,
                target,
            },
            home: vault.home()?,
            vault,
            wanted: sharing::wanted(share, context)?,
        })
    }

    /// Stores the token, gives it to anaconda-auth where that is, and to the tools that are to see it.
    pub(super) fn keep(self, holder: &Holder<'_>, context: &mut Context<'_>) -> Result<()> {
        let Self {
            request,
            home,
            vault,
            wanted,
        } = self;
        let name = escape(holder.organization);
        let credential = Credential::of_token("conda-token", holder.token);
        let credential = credential.map_err(|error| last_resort(error, holder, context))?;
        let saved = request.save(home, vault, &credential, context);
        let saved = saved.map_err(|error| match is_stored(vault, &request, &credential) {
            true => error,
            false => last_resort(error, holder, context),
        })?;
        let expires = holder
            .expires
            .as_deref()
            .map(|expires| format!("; {expires}"));
        context.note(&format!(
            "issued a token of `{name}`{}",
            expires.unwrap_or_default()
        ));
        let done = Done {
            request: &request,
            credential: &credential,
            verification: &Verification::needless(),
            saved: &saved,
        };
        let told = tell_anaconda_auth(holder, context);
        done.conclude(wanted, vault, context)?;
        told
    }
}

/// As anaconda-auth does (`anaconda_auth/token.py`, `set_repo_token`), where it is in use.
fn tell_anaconda_auth(holder: &Holder<'_>, context: &mut Context<'_>) -> Result<()> {
    let storage = Site::of(context.env, None, Some(DOMAIN))?.storage;
    let is_here = context.env.finds("anaconda");
    let path = match storage {
        Storage::File(path) if is_here || path.exists() => Some(path),
        Storage::System if is_here => None,
        Storage::File(_) | Storage::System => return Ok(()),
        Storage::None(why) => {
            context.warn(&format!("anaconda-auth was not given the token: {why}"));
            return Ok(());
        }
    };
    let slot = Slot::AnacondaRepoToken {
        path,
        domain: DOMAIN.into(),
        organization: Some(holder.organization.into()),
    };
    let shares = context.shares();
    let given = slot.change(shares.hands(), &mut |_| Wish::Hold(holder.token.clone()));
    let place = sharing::place(&slot, context);
    given.map_err(|source| Error::Share {
        tool: "anaconda",
        source,
    })?;
    context.note(&format!("anaconda-auth has it, too, in {place}"));
    Ok(())
}

fn is_stored(vault: &Vault, request: &Request, credential: &Credential) -> bool {
    let kept = vault.kept(&request.key).ok().flatten();
    kept.is_some_and(|kept| kept.credential == *credential)
}

/// Nobody could get this token a second time.
fn last_resort(error: Error, holder: &Holder<'_>, context: &mut Context<'_>) -> Error {
    let text = Zeroizing::new(format!("{}\n", holder.token.expose()));
    match context.ui.hand_out(&text) {
        Ok(()) => context.warn(
            "the new token could not be stored, and stands on standard output: the one before it is revoked",
        ),
        Err(_) => context.warn("the new token is lost, and the one before it is revoked: run the command again"),
    }
    error
}
