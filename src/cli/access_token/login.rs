//! Which login a request carries: one that is stored for that server, and never one for another.

use super::{
    Context,
    server::{self, Site},
};
use crate::{
    anaconda::org::Authorization,
    cli::{input::Input, token, verify::Remedy},
    error::{Error, Result},
    scheme::{BasicFlags, Credential, Sent},
    store::Protection,
    target::{Key, Target},
    vault::{Found, Vault},
};

/// Whose API keys make tokens of anaconda.org.
const ACCOUNTS: &str = "anaconda.com";

/// A login for a server.
pub(super) struct Login {
    pub(super) authorization: Authorization,
    /// For people, in a sentence.
    pub(super) shown: String,
    /// What to do when the server does not accept it.
    pub(super) again: String,
    /// Where it is stored, if it is where we can remove it.
    pub(super) key: Option<Key>,
}

/// The access token that is stored for the server, or whatever else is.
pub(super) fn of_server(
    site: &Site,
    doing: &'static str,
    vault: &Vault,
    context: &mut Context<'_>,
) -> Result<Login> {
    let found = token::answer(&site.target, vault, context);
    match found.map(|found| of_found(&found, context)) {
        Ok(Some(login)) => Ok(login),
        Ok(None) | Err(Error::NotFound { .. }) => {
            let command = match site.is_public && has_account(vault, context)? {
                true => "xauth access-token create --login".into(),
                false => format!("xauth login {}", site.channels(context)?),
            };
            let host = site.channels(context)?.to_string();
            Err(needed(doing, host, command))
        }
        Err(error) => Err(error),
    }
}

/// What makes tokens: an account's API key, or a user's name and password. A token makes none.
pub(super) fn of_account(
    site: &Site,
    flags: BasicFlags,
    vault: &Vault,
    context: &mut Context<'_>,
) -> Result<Login> {
    if flags.is_given() {
        return typed(site, flags, context);
    }
    let account = match site.is_public {
        true => server::target(ACCOUNTS, context)?,
        false => site.target.clone(),
    };
    match account_login(&account, vault, context)? {
        Some(login) => Ok(login),
        None => {
            let command = match site.is_public {
                true => format!("xauth login {ACCOUNTS}"),
                false => format!(
                    "xauth access-token create{} --username NAME --password",
                    site.flag()
                ),
            };
            let host = account.host().unwrap_or_default().to_owned();
            Err(needed("making an access token", host, command))
        }
    }
}

/// The login of an Anaconda account, for what the site at `target` is asked.
pub(super) fn account_login(
    target: &Target,
    vault: &Vault,
    context: &mut Context<'_>,
) -> Result<Option<Login>> {
    match token::answer(target, vault, context) {
        Ok(found) if matches!(found.credential.scheme().sent(), Sent::Header(_)) => {
            Ok(of_found(&found, context))
        }
        Ok(_) | Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn has_account(vault: &Vault, context: &Context<'_>) -> Result<bool> {
    let account = server::target(ACCOUNTS, context)?;
    Ok(vault.find(&token::candidates(&account)?)?.is_some())
}

fn of_found(found: &Found<'_>, context: &Context<'_>) -> Option<Login> {
    let key = &found.key;
    let is_ours = found.store.protection() != Protection::ReadOnly;
    Some(Login {
        authorization: Authorization::of(&found.credential)?,
        shown: format!("the login `{key}`"),
        again: Remedy::of(key, found.store, &found.credential, None, context).text(),
        key: is_ours.then(|| key.clone()),
    })
}

fn typed(site: &Site, flags: BasicFlags, context: &mut Context<'_>) -> Result<Login> {
    if site.target.is_insecure() {
        let url = site.base.to_string();
        return Err(Error::PlainHttp {
            key: site.host(),
            https: url.replacen("http://", "https://", 1),
            url,
        });
    }
    let pair = flags.credential(&mut Input::new(context.ui, &site.target))?;
    let authorization = Authorization::of(&Credential::Basic(pair));
    Ok(Login {
        authorization: authorization.expect("a name and a password are sent in a header"),
        shown: "this user name and password".into(),
        again: "see that both are right, and that the server takes them".into(),
        key: None,
    })
}

pub(super) fn needed(doing: &'static str, host: String, command: String) -> Error {
    Error::LoginNeeded {
        doing,
        host,
        command,
    }
}
