//! Login: a stored credential as a tool sees it, with the sites that it is for spelled out.

use url::Url;

use crate::{
    known::Server,
    scheme::Credential,
    target::{
        Key, Kind,
        key::{covers, is_secure},
    },
};

/// A login that is to be shared.
#[derive(Clone, Debug)]
pub struct Login<'a> {
    /// The key it is stored under.
    pub key: &'a Key,
    /// The credential.
    pub credential: &'a Credential,
    /// What it is for: origins (`https://host/`), or the channel of a key that is for one; the first matters most.
    /// A bucket has none.
    pub sites: Vec<Url>,
    /// The channel it was typed for, if it was.
    pub channel: Option<Url>,
    /// Whether the person said that it may go over plain http.
    pub plain_http: bool,
}

impl<'a> Login<'a> {
    /// The login under `key`. `typed` is what the person named, if that was a URL: it may have a port of its own,
    /// or be one of a domain's hosts. `channel` is the channel that the login was typed for.
    pub fn new(
        key: &'a Key,
        credential: &'a Credential,
        typed: Option<&Url>,
        channel: Option<Url>,
    ) -> Self {
        let mut sites = Vec::new();
        let named = typed.into_iter().chain(&channel);
        for url in named.filter(|url| answers(key, url)) {
            sites.push(origin(url));
        }
        match key.kind() {
            Kind::Path(url) => sites = url.parse().into_iter().collect(),
            Kind::Host(host) => sites.extend(site(host)),
            Kind::Wildcard(domain) => match Server::of(domain) {
                Some(server) => sites.extend(server.hosts.iter().filter_map(|host| site(host))),
                None => sites.extend(site(domain)),
            },
            Kind::S3(_) => sites.clear(),
        }
        let mut seen = std::collections::HashSet::new();
        sites.retain(|site| seen.insert(site.clone()));
        Self {
            key,
            credential,
            sites,
            channel,
            plain_http: false,
        }
    }

    /// Whether it may be sent to `site`.
    pub fn may_go_to(&self, site: &Url) -> bool {
        self.plain_http || is_secure(site)
    }

    /// Whether it is for one channel, and not for all of its host.
    pub fn is_for_channel(&self) -> bool {
        matches!(self.key.kind(), Kind::Path(_))
    }
}

/// Whether a login under `key` is for `url`.
fn answers(key: &Key, url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    match key.kind() {
        Kind::Host(own) => own == host,
        Kind::Wildcard(domain) => covers(domain, host),
        Kind::Path(_) | Kind::S3(_) => false,
    }
}

fn origin(url: &Url) -> Url {
    let mut origin = url.clone();
    origin.set_path("/");
    origin.set_query(None);
    origin.set_fragment(None);
    origin
}

/// A host as older versions of pixi and other tools write it may be no host at all.
fn site(host: &str) -> Option<Url> {
    let url = Url::parse(&format!("https://{host}/")).ok()?;
    url.has_host().then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    #[test]
    fn the_sites_are_spelled_out() {
        let credential = Credential::of_token("bearer", &Secret::new("canary")).unwrap();
        for (key, typed, wanted) in [
            ("example.com", None, vec!["https://example.com/"]),
            (
                "localhost",
                Some("http://localhost:8080/get/chan"),
                vec!["http://localhost:8080/", "https://localhost/"],
            ),
            (
                "example.com",
                Some("https://other.com/"),
                vec!["https://example.com/"],
            ),
            (
                "*.example.com",
                Some("https://repo.example.com/x"),
                vec!["https://repo.example.com/", "https://example.com/"],
            ),
            (
                "*.prefix.dev",
                Some("https://repo.prefix.dev/x"),
                vec!["https://repo.prefix.dev/", "https://prefix.dev/"],
            ),
            (
                "https://example.com/get/one",
                None,
                vec!["https://example.com/get/one"],
            ),
            ("s3://bucket", None, vec![]),
        ] {
            let (key, typed) = (Key::stored(key), typed.map(|url| Url::parse(url).unwrap()));
            let login = Login::new(&key, &credential, typed.as_ref(), None);
            let sites: Vec<&str> = login.sites.iter().map(Url::as_str).collect();
            assert_eq!(sites, wanted, "{key}");
        }
    }
}
