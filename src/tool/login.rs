//! Login: a stored credential as a tool sees it, with the sites that it is for spelled out.

use url::Url;

use super::Slot;
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
    /// What the person named: URLs, of which some are channels; now, when it was stored, and when it was shared before.
    pub named: Vec<Url>,
    /// Whether the person said that it may go over plain http.
    pub plain_http: bool,
    /// Where the tool was given it before, so that it is not in its own way.
    pub own: Vec<Slot>,
}

impl<'a> Login<'a> {
    /// The login under `key`. `named` is what the person named, the first most lately: it may have a port of its own,
    /// or be one of a domain's hosts.
    pub fn new(
        key: &'a Key,
        credential: &'a Credential,
        named: impl IntoIterator<Item = Url>,
    ) -> Self {
        let named: Vec<Url> = each_once(named.into_iter().filter(|url| answers(key, url)));
        let mut sites: Vec<Url> = named.iter().map(origin).collect();
        match key.kind() {
            Kind::Path(url) => sites = url.parse().into_iter().collect(),
            Kind::Host(host) => sites.extend(site(host)),
            Kind::Wildcard(domain) => match Server::of(domain) {
                Some(server) => sites.extend(server.hosts.iter().filter_map(|host| site(host))),
                None => sites.extend(site(domain)),
            },
            Kind::S3(_) => sites.clear(),
        }
        Self {
            key,
            credential,
            sites: each_once(sites),
            named,
            plain_http: false,
            own: Vec::new(),
        }
    }

    /// The same, where the tool was given it for `named` before, in the places `own`.
    #[must_use]
    pub fn again(&self, named: &[Url], own: Vec<Slot>) -> Self {
        let all = self.named.iter().chain(named).cloned();
        Self {
            plain_http: self.plain_http,
            own,
            ..Self::new(self.key, self.credential, all)
        }
    }

    /// The channels of the host that the person named.
    pub fn channels(&self) -> Vec<Url> {
        let is_channel = |url: &&Url| url.path() != "/";
        self.named.iter().filter(is_channel).cloned().collect()
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

fn each_once(urls: impl IntoIterator<Item = Url>) -> Vec<Url> {
    let mut seen = std::collections::HashSet::new();
    let urls = urls.into_iter();
    urls.filter(|url| seen.insert(url.clone())).collect()
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
            let login = Login::new(&key, &credential, typed);
            let sites: Vec<&str> = login.sites.iter().map(Url::as_str).collect();
            assert_eq!(sites, wanted, "{key}");
        }
    }
}
