//! A login with an Anaconda account: the API key that is there already, or one that is made.

use super::{Context, Request, issued::Origin, oauth::Way, plan::Plan, site};
use crate::{
    anaconda::Site,
    cli::anaconda_auth,
    cli::time,
    error::{Error, Result},
    scheme::{Credential, oauth::Flow},
    vault::Vault,
};

/// A login at a site.
pub(super) struct Account<'a> {
    pub(super) site: &'a Site,
    pub(super) request: &'a Request,
    pub(super) way: &'a Way,
    pub(super) plan: &'a Plan,
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
    /// It is new here: made now, given, or taken over from anaconda-auth.
    New(Credential, Origin),
}

/// A key with less time than this is as good as over where a person can make another: a week, in seconds.
const SHORT: i64 = 7 * 86_400;

impl Account<'_> {
    /// The key: one that is there and good, else a new one.
    pub(super) fn obtain(&self, vault: &Vault, context: &mut Context<'_>) -> Result<Obtained> {
        if context.http.ca_cert.is_none() {
            context.http.ca_cert.clone_from(&self.site.ca_cert);
        }
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
            false => self.make(context),
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
        let trouble = kept.as_ref().map(|key| self.trouble(key, least, context));
        let trouble = trouble.transpose()?.flatten();
        if let (Some(key), None) = (&kept, &trouble) {
            let end = key.scheme().expires_at().map(time::relative);
            let end = end.map_or_else(String::new, |end| format!("; the key expires {end}"));
            context.note(&format!(
                "you are logged in to {target} already{end}; `--force` makes a new key"
            ));
            return Ok(kept.map(Obtained::Kept));
        }
        let theirs = anaconda_auth::api_key(&self.request.key, context);
        let theirs = theirs.filter(|key| kept.as_ref() != Some(key) && !is_short(key, least));
        if let Some(key) = theirs {
            match self.trouble(&key, least, context)? {
                Some(why) => context.note(&format!("the key that anaconda-auth has {why}")),
                None => {
                    let end = expiry(&key);
                    context.note(&format!("took the key that anaconda-auth has{end}"));
                    return Ok(Some(Obtained::New(key, Origin::Given)));
                }
            }
        }
        if let Some(why) = trouble {
            context.note(&format!("the key for {target} {why}: a new one is needed"));
        }
        Ok(None)
    }

    /// Why a key is not good enough, if it is not: it has not `least` seconds left, or its server refuses it.
    fn trouble(
        &self,
        key: &Credential,
        least: i64,
        context: &mut Context<'_>,
    ) -> Result<Option<String>> {
        if is_short(key, least) {
            return Ok(Some(ends(key)));
        }
        let status = self.plan.refusal(self.request, key, context)?;
        Ok(status.map(|status| format!("is refused by its server (HTTP {status})")))
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
}

/// Whether a key has less than `seconds` left.
fn is_short(key: &Credential, seconds: i64) -> bool {
    let end = key.scheme().expires_at();
    end.is_some_and(|end| end.saturating_sub(time::now()) <= seconds)
}

/// ", which expires …", if it says when.
pub(super) fn expiry(key: &Credential) -> String {
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
