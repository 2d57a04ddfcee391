//! Where an organisation's token goes. The one before it is revoked by then, so that it goes to standard output at worst.

use url::Url;
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
    notes::Note,
    scheme::Credential,
    secret::Secret,
    store::Store,
    target::{Key, Scope},
    text::escape,
    tool::{Piece, Slot},
    vault::Vault,
};

/// What the tokens are for. The host has a login of its own: the account's key, which has to stay.
const CHANNELS: &str = "https://repo.anaconda.cloud/repo";

/// Whose tokens anaconda-auth keeps beside the account's key.
const DOMAIN: &str = "anaconda.com";

/// Whose program that is.
const TOOL: &str = "anaconda";

/// An organisation's token.
pub(super) struct Holder<'a> {
    pub(super) organization: &'a str,
    pub(super) token: &'a Secret,
    /// When it ends, for people.
    pub(super) expires: Option<String>,
    /// The same, in seconds since 1970.
    pub(super) expires_at: Option<i64>,
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

    /// The same for this organisation. The token of another stays where it is: nobody could get that a second time.
    pub(super) fn of(self, organization: &str, context: &mut Context<'_>) -> Result<Self> {
        let mut url = Url::parse(CHANNELS).expect("it is a URL");
        if let Ok(mut path) = url.path_segments_mut() {
            path.push(organization);
        }
        let target = server::target(url.as_str(), context)?;
        let key = target.login_key(Scope::Channel)?;
        let first = &self.request.key;
        let owner = context
            .notes()
            .get(first)
            .and_then(|note| note.organization);
        let is_free = self.vault.kept(first)?.is_none() && self.vault.kept(&key)?.is_none();
        if is_free || owner.as_deref() == Some(organization) {
            return Ok(self);
        }
        context.note(&format!(
            "the login `{first}` stays; the new token is for `{key}` and below"
        ));
        let request = Request {
            key,
            target,
            ..self.request
        };
        Ok(Self { request, ..self })
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
        let saved = saved.map_err(|error| match vault.keeps(&request.key, &credential) {
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
        note_organization(&request.key, holder, context);
        let verification = Verification::until(holder.expires_at);
        verification.remember(&request.key, &credential, context);
        let done = Done {
            request: &request,
            credential: &credential,
            verification: &verification,
            saved: &saved,
        };
        let told = tell_anaconda_auth(&request.key, holder, context);
        done.conclude(wanted, vault, context)?;
        told
    }
}

/// As anaconda-auth does (`anaconda_auth/token.py`, `set_repo_token`), where it is in use.
fn tell_anaconda_auth(key: &Key, holder: &Holder<'_>, context: &mut Context<'_>) -> Result<()> {
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
    let piece = Piece {
        slot,
        value: holder.token.clone(),
    };
    let given = context.shares().put(TOOL, key, &piece);
    given.map_err(|source| Error::Share { tool: TOOL, source })
}

/// Whose it is, so that it is known which one a later token of the organisation replaces.
fn note_organization(key: &Key, holder: &Holder<'_>, context: &mut Context<'_>) {
    let notes = context.notes();
    let note = Note {
        organization: Some(holder.organization.to_owned()),
        ..notes.get(key).unwrap_or_default()
    };
    if let Err(error) = notes.set(key, note) {
        context.warn(&format!(
            "the token is stored, but not whose it is: {}",
            error.message()
        ));
    }
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
