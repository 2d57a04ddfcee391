//! The site of a login with an Anaconda account: one that a flag names, or that the target is.

use super::{Context, Login};
use crate::{
    anaconda::Site,
    error::{Error, Result},
    target::{Target, Typed},
    text::word,
};

/// The site that has accounts for all of Anaconda's own servers.
pub(super) const ANACONDA: &str = "anaconda.com";

/// The names that `anaconda login --at` has for what is no site.
const ORG: [&str; 2] = ["anaconda.org", "org"];

impl Login {
    /// The target: what was typed, else the site that a flag names.
    pub(super) fn named_target(&self, context: &Context<'_>) -> Result<Target> {
        let typed = match (&self.target, &self.at) {
            (Some(typed), _) => typed.clone(),
            (None, Some(at)) if ORG.contains(&at.as_str()) => typed("anaconda.org"),
            (None, _) => typed(&self.named_site(context)?.domain),
        };
        context.target(&typed)
    }

    /// The site, if the login is one with an account.
    pub(super) fn site(&self, target: &Target, context: &Context<'_>) -> Result<Option<Site>> {
        let is_meant = match self.flags.named()? {
            None => true,
            Some("oauth") => !self.flags.oauth.describe_client(),
            Some(_) => false,
        };
        let is_org = self.at.as_deref().is_some_and(|at| ORG.contains(&at));
        match (self.at.is_some() || self.domain.is_some(), is_meant) {
            (_, false) => Ok(None),
            (true, true) if !is_org => {
                let site = self.named_site(context)?;
                check(&site, target, context)?;
                Ok(Some(site))
            }
            _ => Ok(of_target(target, context)),
        }
    }

    fn named_site(&self, context: &Context<'_>) -> Result<Site> {
        Site::of(context.env, self.at.as_deref(), self.domain.as_deref())
    }
}

/// The site that the target is: Anaconda's own, or one of those in anaconda's `config.toml`.
fn of_target(target: &Target, context: &Context<'_>) -> Option<Site> {
    if target.is_bucket() || target.is_insecure() {
        return None;
    }
    match target.server() {
        Some(server) if server.domain == ANACONDA => {
            Site::of(context.env, None, Some(ANACONDA)).ok()
        }
        Some(_) => None,
        None => {
            let host = target.host()?;
            let port = target.port().map(|port| format!(":{port}"));
            let domain = format!("{host}{}", port.unwrap_or_default());
            let site = Site::of(context.env, None, Some(&domain)).ok()?;
            // A file that cannot be read, and a host that is not in it, are no business of this login.
            site.name.is_some().then_some(site)
        }
    }
}

/// Refuses a target that is not the site's: a key goes to no other host.
fn check(site: &Site, target: &Target, context: &Context<'_>) -> Result<()> {
    let own = context.target(&typed(&site.domain))?;
    let is_own =
        target.host() == own.host() || (own.server().is_some() && target.server() == own.server());
    match is_own {
        true => Ok(()),
        false => Err(Error::usage(
            format!("`{target}` is not on the site `{}`", site.domain),
            format!("xauth login {}", command(site)),
        )),
    }
}

/// How a login to the site is typed.
pub(super) fn command(site: &Site) -> String {
    match &site.name {
        _ if site.domain == ANACONDA => ANACONDA.to_owned(),
        Some(name) => format!("--at {}", word(name)),
        None => format!("--domain {}", word(&site.domain)),
    }
}

pub(super) fn typed(text: &str) -> Typed {
    text.parse().unwrap_or_else(|never| match never {})
}
