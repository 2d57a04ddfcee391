//! Which Anaconda site a login or a logout is for: `--at` and `--domain`.

use super::context::Context;
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

/// The flags that name a site.
#[derive(Clone, Debug, Default, clap::Args)]
#[group(skip)]
pub(super) struct SiteFlags {
    /// This site of anaconda's `config.toml`, by its name or domain
    #[arg(
        long,
        value_name = "SITE",
        conflicts_with = "domain",
        help_heading = "Anaconda account"
    )]
    at: Option<String>,
    /// The Anaconda site of this domain
    #[arg(long, value_name = "HOST[:PORT]", help_heading = "Anaconda account")]
    domain: Option<String>,
}

impl SiteFlags {
    /// Whether `--at` names a site, or anaconda.org.
    pub(super) fn is_at(&self) -> bool {
        self.at.is_some()
    }

    /// The site that they name, if they name one.
    ///
    /// # Errors
    /// A usage error for a site that is not there.
    pub(super) fn site(&self, context: &Context<'_>) -> Result<Option<Site>> {
        match (&self.at, &self.domain) {
            (None, None) => Ok(None),
            (Some(at), _) if ORG.contains(&at.as_str()) => Ok(None),
            (at, domain) => Site::of(context.env, at.as_deref(), domain.as_deref()).map(Some),
        }
    }

    /// The target of `command`: what was typed, else what they name.
    ///
    /// # Errors
    /// A usage error for a site that is not there, and for a target that is on another: a key goes to no other host.
    pub(super) fn target(
        &self,
        typed: Option<&Typed>,
        command: &str,
        context: &Context<'_>,
    ) -> Result<Option<Target>> {
        let own = match self.site(context)? {
            Some(site) => Some((site.domain.clone(), named(&site))),
            None => (self.at.is_some()).then(|| (ORG[0].to_owned(), ORG[0].to_owned())),
        };
        let target = typed.map(|typed| context.target(typed)).transpose()?;
        let Some((domain, named)) = own else {
            return Ok(target);
        };
        let own = context.target(&self::typed(&domain))?;
        match target {
            Some(target) if !is_same(&target, &own) => Err(Error::usage(
                format!("`{target}` is not on the site `{domain}`"),
                format!("xauth {command} {named}"),
            )),
            target => Ok(Some(target.unwrap_or(own))),
        }
    }
}

fn is_same(target: &Target, own: &Target) -> bool {
    let is_known = own.server().is_some() && target.server() == own.server();
    !target.is_bucket() && (target.host() == own.host() || is_known)
}

/// How the site is named on a command line.
pub(super) fn named(site: &Site) -> String {
    match &site.name {
        _ if site.domain == ANACONDA => ANACONDA.to_owned(),
        Some(name) => format!("--at {}", word(name)),
        None => format!("--domain {}", word(&site.domain)),
    }
}

/// The text as if it were typed.
pub(super) fn typed(text: &str) -> Typed {
    text.parse().unwrap_or_else(|never| match never {})
}
