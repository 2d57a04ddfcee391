//! Choose: which of the sites of anaconda's `config.toml` is meant (`anaconda_auth/config.py`, `Sites`).

use super::{
    config_toml,
    settings::Settings,
    site::{DOMAIN, host_of},
};
use crate::{
    error::{Error, Result},
    text::{escape, word},
};

/// The name of the site, if it is one of the file's.
pub(super) fn choose(
    settings: &Settings<'_>,
    at: Option<&str>,
    domain: Option<&str>,
) -> Result<Option<String>> {
    if let Some(at) = at {
        return named(settings, at);
    }
    let set = settings.over_sites("domain");
    let set = set.as_deref().map(host_of).transpose()?;
    if let Some(domain) = domain.or(set.as_deref()) {
        return of_domain(settings, domain);
    }
    match settings.top("default_site") {
        Some(name) => named(settings, &name),
        None => Ok(settings.sites().first().cloned()),
    }
}

/// A site by its name, or by a domain that no other has. The default is there whether the file has it or not.
fn named(settings: &Settings<'_>, at: &str) -> Result<Option<String>> {
    if let Some(name) = settings.sites().iter().find(|name| *name == at) {
        return Ok(Some(name.clone()));
    }
    match of_domain(settings, at)? {
        None if at != DOMAIN => Err(unknown(settings, at)),
        found => Ok(found),
    }
}

fn of_domain(settings: &Settings<'_>, domain: &str) -> Result<Option<String>> {
    let is_of = |name: &&String| {
        let own = settings.of_one(name, "domain");
        let own = own.and_then(|own| host_of(&own).ok());
        own.as_deref().unwrap_or(DOMAIN) == domain
    };
    let found: Vec<&String> = settings.sites().iter().filter(is_of).collect();
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some((*one).clone())),
        many => {
            let problem = format!("more than one site has the domain `{}`", escape(domain));
            let hint = format!("xauth login --at {}", word(many[0]));
            Err(Error::usage(problem, hint))
        }
    }
}

fn unknown(settings: &Settings<'_>, at: &str) -> Error {
    let mut names: Vec<String> = settings.sites().iter().map(|name| escape(name)).collect();
    if !names.iter().any(|name| name == DOMAIN) {
        names.push(DOMAIN.to_owned());
    }
    let hint = config_toml::path(settings.env()).map_or_else(String::new, |path| {
        format!(", or add it to `{}`", settings.env().shorten(&path))
    });
    Error::Usage {
        problem: format!("`{}` is no site of anaconda's", escape(at)),
        hint: Some(format!("name one of `{}`{hint}", names.join("`, `"))),
    }
}
