//! How: where a login's credential comes from.

use super::{
    Context, Request,
    account::{Account, Obtained},
    issued::Origin,
    oauth::{self, Way},
    plan::Plan,
};
use crate::{
    anaconda::Site,
    cli::input::Input,
    error::Result,
    scheme::{Flags, oauth::Preset},
    vault::Vault,
};

/// Where a login's credential comes from.
pub(super) enum How {
    /// A site makes it, for an Anaconda account.
    Account(Site),
    /// A provider gives it out.
    OAuth(Option<Preset>),
    /// It is made of what is given, in this scheme.
    Values(&'static str),
}

/// Obtains it.
pub(super) fn obtain(
    how: How,
    (flags, way, request): (Flags, &Way, &Request),
    plan: &Plan,
    vault: &Vault,
    context: &mut Context<'_>,
) -> Result<Obtained> {
    Ok(match how {
        How::Account(site) => {
            let is_named = flags.named()?.is_some();
            let account = Account {
                site: &site,
                plan,
                flow: flags.oauth.flow(),
                request,
                way,
                is_named,
            };
            account.obtain(vault, context)?
        }
        How::OAuth(preset) => {
            let (login, origin) = oauth::log_in(flags.oauth, preset, way, request, context)?;
            Obtained::New(login, origin)
        }
        How::Values(scheme) => {
            let mut input = Input::new(context.ui, &request.target);
            Obtained::New(flags.credential(scheme, &mut input)?, Origin::Given)
        }
    })
}
