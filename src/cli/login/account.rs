//! A login with an Anaconda account: the API key that is there already, or one that is made.

use std::cell::Cell;

use super::{Context, Request, guide::Guide, oauth::Way, site};
use crate::{
    anaconda::{Site, account},
    cli::anaconda_auth,
    cli::time,
    error::{Error, Result},
    http::{Client, Grace},
    scheme::{
        Credential, Scheme,
        oauth::{self, Flow, NotRevoked, OAuth},
    },
    secret::Secret,
    vault::Vault,
};

/// A login at a site.
pub(super) struct Account<'a> {
    pub(super) site: &'a Site,
    pub(super) request: &'a Request,
    pub(super) way: &'a Way,
    pub(super) flow: Flow,
    /// Whether the person said that it is to be done with a browser or a code, and not only where.
    pub(super) is_named: bool,
}

/// Where the key of a login comes from.
pub(super) enum Obtained {
    /// It is stored already, and there is nothing to do.
    Kept(Credential),
    /// It is in the environment, where nothing can be stored.
    Elsewhere,
    /// It is new here: made now, or taken over from anaconda-auth.
    New(Credential),
}

/// A key with less time than this is as good as over where a person can make another: a week, in seconds.
const SHORT: i64 = 7 * 86_400;

impl Account<'_> {
    /// The key: one that is there and good, else a new one.
    pub(super) fn obtain(&self, vault: &Vault, context: &mut Context<'_>) -> Result<Obtained> {
        let is_alone = context.ui.is_unattended() && !self.is_named;
        let set = self.in_environment(vault);
        if let Some((variable, key)) = &set {
            if is_alone && !is_short(key, 0) {
                let target = &self.request.target;
                context.note(&format!(
                    "you are logged in to {target} already, by `{variable}`{}",
                    expiry(key)
                ));
                return Ok(Obtained::Elsewhere);
            }
            context.warn(&format!(
                "`{variable}` is set, and answers first: a login here counts when it is unset"
            ));
        }
        if !self.request.may_replace
            && let Some(there) = self.there(is_alone, vault, context)?
        {
            return Ok(there);
        }
        match is_alone {
            true => Err(self.nobody()),
            false => self.make(context).map(Obtained::New),
        }
    }

    /// The key that is stored, or that anaconda-auth has, if it is good.
    fn there(
        &self,
        is_alone: bool,
        vault: &Vault,
        context: &mut Context<'_>,
    ) -> Result<Option<Obtained>> {
        let least = if is_alone { 0 } else { SHORT };
        let target = &self.request.target;
        let kept = vault.kept(&self.request.key)?.map(|found| found.credential);
        let kept = kept.filter(|key| matches!(key, Credential::Bearer(_)));
        if let Some(key) = kept.as_ref().filter(|key| !is_short(key, least)) {
            let end = key.scheme().expires_at().map(time::relative);
            let end = end.map_or_else(String::new, |end| format!("; the key expires {end}"));
            context.note(&format!(
                "you are logged in to {target} already{end}; `--force` makes a new key"
            ));
            return Ok(kept.map(Obtained::Kept));
        }
        let theirs = anaconda_auth::api_key(&self.request.key, context);
        if let Some(key) = theirs.filter(|key| !is_short(key, least)) {
            context.note(&format!(
                "took the key that anaconda-auth has{}",
                expiry(&key)
            ));
            return Ok(Some(Obtained::New(key)));
        }
        if let Some(key) = &kept {
            context.note(&format!(
                "the key for {target} {}: a new one is needed",
                ends(key)
            ));
        }
        Ok(None)
    }

    /// The key that a variable has, and its name.
    fn in_environment(&self, vault: &Vault) -> Option<(String, Credential)> {
        let store = vault.stores().find(|store| store.name() == "environment")?;
        // One that cannot be read is said when the login is made.
        let key = store.get(&self.request.key).ok().flatten()?;
        Some((store.place(), key))
    }

    fn nobody(&self) -> Error {
        let command = site::command(self.site);
        Error::Usage {
            problem: format!(
                "a login to `{}` with an Anaconda account needs a person, and there is nobody to ask",
                self.request.target
            ),
            hint: Some(format!(
                "give an API key: `xauth login {command} --token - < FILE`, or set `ANACONDA_AUTH_API_KEY`"
            )),
        }
    }

    fn make(&self, context: &mut Context<'_>) -> Result<Credential> {
        let Self { site, request, .. } = *self;
        context.note(&format!(
            "logging in to {} with an Anaconda account (with an API key instead: `--token`)",
            request.target
        ));
        if let Some(ignored) = &site.ignored {
            context.warn(ignored);
        }
        if context.http.ca_cert.is_none() {
            context.http.ca_cert.clone_from(&site.ca_cert);
        }
        let registration = site.application().registration()?;
        let client = context.client("a login with an Anaconda account")?;
        let host = request.target.to_string();
        let login = oauth::Login {
            client: &client,
            registration: &registration,
            flow: self.flow,
            limit: self.way.limit(),
            host: &host,
            now: time::now,
        };
        let is_asking = Cell::new(false);
        let made = async {
            let mut guide = Guide::new(context.ui, self.way, request.is_json);
            let exchange = async |login| {
                is_asking.set(true);
                exchange(&client, site, &login).await
            };
            login.run_then(&mut guide, &exchange).await
        };
        let made = context.runner.run(Grace::None, made);
        let (key, revoked) = made.map_err(|error| match error {
            Error::Interrupted if is_asking.get() => Error::Stopped(INTERRUPTED),
            error => error,
        })?;
        context.note(&format!("made an API key{}", expiry(&key)));
        if let Err(NotRevoked::Failed(why)) = revoked {
            context.detail(&format!("the access token is good until it expires: {why}"));
        }
        Ok(key)
    }
}

const INTERRUPTED: &str = "nothing was stored, but Anaconda may have made an API key";

/// An API key for the login's access token, which nobody needs then.
async fn exchange(
    client: &Client,
    site: &Site,
    login: &OAuth,
) -> Result<(Credential, Result<(), NotRevoked>)> {
    let token = Secret::new(login.only_field().unwrap_or_default());
    let key = account::api_key(client, site, &token, time::now()).await;
    let revoked = oauth::revoke(client, login).await;
    Ok((key?, revoked))
}

/// Whether a key has less than `seconds` left.
fn is_short(key: &Credential, seconds: i64) -> bool {
    let end = key.scheme().expires_at();
    end.is_some_and(|end| end.saturating_sub(time::now()) <= seconds)
}

/// ", which expires …", if it says when.
fn expiry(key: &Credential) -> String {
    let end = key.scheme().expires_at().map(time::relative);
    end.map_or_else(String::new, |end| format!(", which expires {end}"))
}

fn ends(key: &Credential) -> String {
    let end = key.scheme().expires_at().unwrap_or_default();
    let word = if time::is_past(end) {
        "expired"
    } else {
        "expires"
    };
    format!("{word} {}", time::relative(end))
}
