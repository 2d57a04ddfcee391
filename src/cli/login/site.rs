//! The site of a login with an Anaconda account: one that a flag names, or that the target is.

use super::{Context, Login, how::How};
pub(super) use crate::cli::anaconda_site::{ANACONDA, named as command, typed};
use crate::{
    anaconda::Site,
    error::{Error, Result},
    target::Target,
};

impl Login {
    /// The site, if the login is one with an account.
    pub(super) fn site(&self, target: &Target, context: &Context<'_>) -> Result<Option<Site>> {
        let is_meant = match self.flags.named()? {
            None => true,
            Some("oauth") => !self.flags.oauth.describe_client(),
            Some(_) => false,
        };
        if !is_meant {
            return Ok(None);
        }
        let site = self
            .site
            .site(context)?
            .or_else(|| of_target(target, context));
        if let Some(site) = &site {
            self.check_account(site, target)?;
        }
        Ok(site)
    }

    /// The site whose API key the login is.
    pub(super) fn key_site(&self, how: &How, context: &Context<'_>) -> Result<Option<Site>> {
        match how {
            How::Account(site) => Ok(Some(site.clone())),
            How::Values("bearer") => self.site.site(context),
            _ => Ok(None),
        }
    }

    /// Refuses to let a key go further than its site: nobody has read it, and it is good for a year.
    fn check_account(&self, site: &Site, target: &Target) -> Result<()> {
        let command = format!("xauth login {}", command(site));
        if target.url().is_none() || self.subdomains {
            return Err(Error::usage(
                format!(
                    "the API key of an Anaconda account is for `{}`, and not for all hosts below it",
                    site.domain
                ),
                command,
            ));
        }
        self.check_plain_http(&command)
    }

    /// Refuses the user's word for plain http where it would be one for what an account is given: it is for a secret that
    /// the user knows.
    pub(super) fn check_plain_http(&self, command: &str) -> Result<()> {
        match self.allow_insecure_http {
            true => Err(Error::usage(
                "`--allow-insecure-http` is for a token that you have, and not for a login that makes one",
                command,
            )),
            false => Ok(()),
        }
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

/// Refuses a login for all below the domain of a server that has not all of the hosts there.
pub(super) fn check_below(target: &Target) -> Result<()> {
    match target.server() {
        Some(server) if !server.is_all_below() => Err(Error::Usage {
            problem: format!(
                "not all hosts below `{target}` are of the same server: it has {}",
                server.keys.join(" and ")
            ),
            hint: Some("leave out `--subdomains`".into()),
        }),
        _ => Ok(()),
    }
}
