//! Site: an Anaconda server and how one logs in to it (`anaconda_auth/config.py`).

use std::path::PathBuf;

use url::Url;

use super::{choose::choose, expand::expand, settings::Settings, storage::Storage};
use crate::{
    env::Env,
    error::{Error, Failure, Result},
    known::Server,
    target::Key,
    text::redact_url,
};

/// The domain that is meant when nothing else is said.
pub(super) const DOMAIN: &str = "anaconda.com";

/// A server that has Anaconda accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The name in `[sites.NAME]` of anaconda's `config.toml`, if it is of there.
    pub name: Option<String>,
    /// The host that has the account, with its port if it has one of its own: `anaconda.com`.
    pub domain: String,
    /// The host that has the login provider.
    pub auth_domain: String,
    /// The client's id at the provider.
    pub client_id: String,
    /// Where the browser is sent back to.
    pub redirect_uri: String,
    /// The path of the discovery document.
    pub openid_config_path: String,
    /// Where anaconda-auth keeps its keys.
    pub storage: Storage,
    /// A file of certificates to trust (`ssl_verify`).
    pub ca_cert: Option<PathBuf>,
    /// What is set and not followed, for people.
    pub ignored: Option<String>,
}

impl Site {
    /// The site that anaconda-auth would use: the one named `at` (or with that domain), else the one of `domain`,
    /// else its default. What the environment sets counts before what a site does, unless that was named: anaconda-auth would log in
    /// to the domain of the environment whatever its `--at` says.
    ///
    /// # Errors
    /// A usage error for a site that is not in the file, or a domain that is none; an error for a file that cannot be read.
    pub fn of(env: &Env, at: Option<&str>, domain: Option<&str>) -> Result<Self> {
        let unreadable = |failure: Failure| failure.during("settings of anaconda-auth", "read");
        let settings = Settings::read(env).map_err(unreadable)?;
        let domain = domain.map(host_of).transpose()?;
        let name = choose(&settings, at, domain.as_deref())?;
        // It is there whether the file has it or not.
        let is_usual = at == Some(DOMAIN) && name.is_none();
        let domain = domain.or(is_usual.then(|| DOMAIN.to_owned()));
        let settings = match at {
            Some(_) => settings.of_named(name),
            None => settings.of_site(name),
        };
        let set = settings.get("domain").as_deref().map(host_of).transpose()?;
        let domain = domain.or(set).unwrap_or_else(|| DOMAIN.to_owned());
        build(env, &settings, domain)
    }

    /// The keys that a login to it is stored under, the first most of all.
    pub fn keys(&self) -> Vec<Key> {
        keys_of(&self.domain)
    }
}

/// The keys that a login to a domain is stored under: no port, as keys have none, and all of a server that we know.
pub(crate) fn keys_of(domain: &str) -> Vec<Key> {
    let url = Url::parse(&format!("https://{domain}")).ok();
    let host = url.as_ref().and_then(Url::host_str);
    let host = host.map(|host| host.trim_end_matches('.').to_owned());
    let host = host.unwrap_or_default();
    match Server::of(&host).filter(|server| server.domain == host) {
        Some(server) => server.login_keys().collect(),
        None if host.is_empty() => Vec::new(),
        None => vec![Key::stored(host)],
    }
}

/// The domains of the sites that anaconda-auth knows here: the default, those of the file, and what it knows by itself.
pub(crate) fn domains(env: &Env) -> Vec<String> {
    let mut domains: Vec<String> = Vec::new();
    if let Some(settings) = Settings::usual(env) {
        let named = settings.sites().iter();
        let named = named.filter_map(|site| settings.of_one(site, "domain"));
        let all = settings.get("domain").into_iter().chain(named);
        domains.extend(all.filter_map(|domain| host_of(&domain).ok()));
    }
    domains.push(DOMAIN.to_owned());
    let mut seen = std::collections::HashSet::new();
    domains.retain(|domain| seen.insert(domain.clone()));
    domains
}

fn build(env: &Env, settings: &Settings<'_>, domain: String) -> Result<Site> {
    let get = |field, default: &str| settings.get(field).unwrap_or_else(|| default.to_owned());
    let auth_domain = settings.get("auth_domain_override");
    let auth_domain = auth_domain.as_deref().map(host_of).transpose()?;
    let (ca_cert, ignored) = roots(env, settings.get("ssl_verify").as_deref());
    Ok(Site {
        name: settings.site().map(str::to_owned),
        auth_domain: auth_domain.unwrap_or_else(|| domain.clone()),
        domain,
        client_id: get("client_id", "b4ad7f1d-c784-46b5-a9fe-106e50441f5a"),
        redirect_uri: get("redirect_uri", "http://127.0.0.1:8000/auth/oidc"),
        openid_config_path: get("openid_config_path", "/.well-known/openid-configuration"),
        storage: Storage::of(env, settings),
        ca_cert,
        ignored,
    })
}

/// The host and port of what is set for a domain, which may be a URL (`domain_validator`).
pub(super) fn host_of(text: &str) -> Result<String> {
    let lower = text.to_ascii_lowercase();
    let is_url = lower.starts_with("https://") || lower.starts_with("http://");
    let url = match is_url {
        true => text.to_owned(),
        false => format!("https://{text}"),
    };
    let netloc = url.split(['/', '?', '#']).nth(2).unwrap_or_default();
    let parsed = Url::parse(&format!("https://{netloc}")).ok();
    let is_host =
        |url: &Url| url.has_host() && url.username().is_empty() && url.password().is_none();
    match parsed.filter(is_host) {
        Some(_) => Ok(netloc.to_ascii_lowercase()),
        None => Err(Error::Target {
            typed: redact_url(text),
            why: "an Anaconda site has a host, with or without a port".into(),
        }),
    }
}

/// The certificates to trust, and what is set and not followed.
fn roots(env: &Env, set: Option<&str>) -> (Option<PathBuf>, Option<String>) {
    match set {
        None | Some("1" | "true" | "True" | "truststore") => (None, None),
        Some("0" | "false" | "False") => {
            let why = "anaconda's setting `ssl_verify = false` is not followed: certificates are always verified";
            (None, Some(why.into()))
        }
        Some(path) => (expand(env, path), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(variables: &[(&str, &str)], at: Option<&str>) -> Result<Site> {
        let home = [("HOME", "/nobody"), ("ANACONDA_SECRETS_DIR", "/nobody")];
        let all = home.iter().chain(variables).copied();
        Site::of(&Env::of(all), at, None)
    }

    #[test]
    fn without_settings_it_is_anaconda_com() {
        let site = site(&[], None).unwrap();
        assert_eq!(site.domain, "anaconda.com");
        assert_eq!(site.auth_domain, "anaconda.com");
        assert_eq!(
            site.storage,
            Storage::File("/nobody/.anaconda/keyring".into())
        );
        let keys: Vec<Key> = site.keys();
        assert_eq!(
            keys,
            ["anaconda.com", "repo.anaconda.cloud"].map(Key::stored)
        );
    }

    #[test]
    fn each_generation_has_its_variables_and_the_newer_counts_first() {
        for (variables, domain, auth) in [
            (
                vec![("ANACONDA_AUTH_DOMAIN", "https://A.example:8443/x")],
                "a.example:8443",
                None,
            ),
            (
                vec![("ANACONDA_CLOUD_DOMAIN", "b.example")],
                "b.example",
                None,
            ),
            (
                vec![
                    ("ANACONDA_CLOUD_API_DOMAIN", "c.example"),
                    ("ANACONDA_CLOUD_AUTH_DOMAIN", "d.example"),
                ],
                "c.example",
                Some("d.example"),
            ),
            (
                vec![
                    ("ANACONDA_CLOUD_API_DOMAIN", "c.example"),
                    ("ANACONDA_CLOUD_DOMAIN", "b.example"),
                ],
                "b.example",
                None,
            ),
            (
                vec![
                    ("ANACONDA_CLOUD_DOMAIN", "b.example"),
                    ("ANACONDA_AUTH_DOMAIN", "a.example"),
                ],
                "a.example",
                None,
            ),
        ] {
            let site = site(&variables, None).unwrap();
            assert_eq!(site.domain, domain, "{variables:?}");
            assert_eq!(site.auth_domain, auth.unwrap_or(domain), "{variables:?}");
        }
    }

    #[test]
    fn what_is_no_site_is_refused() {
        assert!(matches!(site(&[], Some("nope")), Err(Error::Usage { .. })));
        for domain in ["u:p@h.example", "https://", " "] {
            assert!(
                site(&[("ANACONDA_AUTH_DOMAIN", domain)], None).is_err(),
                "{domain}"
            );
        }
    }

    #[test]
    fn what_turns_verification_off_is_not_followed_and_said() {
        let off = site(&[("ANACONDA_AUTH_SSL_VERIFY", "0")], None).unwrap();
        assert!(off.ignored.is_some() && off.ca_cert.is_none());
        let file = site(&[("ANACONDA_AUTH_SSL_VERIFY", "~/ca.pem")], None).unwrap();
        assert_eq!(file.ca_cert.unwrap(), PathBuf::from("/nobody/ca.pem"));
    }
}
