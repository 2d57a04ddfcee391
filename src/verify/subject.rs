//! Subject: a credential that a server is to be asked about, and where it may be sent for that.

use url::Url;

use super::Whereabouts;
use crate::{
    known::KNOWN,
    scheme::{Credential, oauth::Facts},
    target::{
        Key,
        key::{is_secure, lookup},
    },
};

/// A credential, and where it may be sent.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// The key it is, or is to be, stored under.
    pub key: &'a Key,
    /// The credential.
    pub credential: &'a Credential,
    /// What it is for, the first most of all: URLs of channels or of files in them, and origins.
    /// It may be sent to those that its key answers for; each is https, or plain http that the person allowed.
    pub sites: Vec<Url>,
    /// What is known of where its bucket is, if it is for one.
    pub bucket: Whereabouts,
    /// What is remembered of an OAuth login, for an entry that has lost it.
    pub facts: Option<Facts>,
    /// The Anaconda server whose API key it is, where that is another than anaconda.com: `https://HOST`.
    pub anaconda: Option<Url>,
}

impl Subject<'_> {
    /// Whether the credential may be sent to `url`: its key answers for it, and nobody on the way can read it, or the
    /// person allowed that.
    pub(super) fn may_go_to(&self, url: &Url) -> bool {
        let is_allowed = |site: &Url| site.origin() == url.origin();
        if !is_secure(url) && !self.sites.iter().any(is_allowed) {
            return false;
        }
        let answers = lookup(url);
        let mut answers = answers.iter().filter(|one| one.accepts(self.credential));
        let keys = self.keys();
        answers.any(|one| keys.contains(&one.key.as_str()))
    }

    /// Its key, and with it those of the server whose login it is.
    fn keys(&self) -> Vec<&str> {
        let mut rows = KNOWN.iter().map(|row| row.keys);
        let own = self.key.as_str();
        let row = rows.find(|keys| keys.contains(&own));
        row.map_or_else(|| vec![own], <[_]>::to_vec)
    }

    /// The channel, or the file in one, that it is for.
    pub(super) fn channel(&self) -> Option<Url> {
        let is_channel = |url: &Url| !url.path().trim_matches('/').is_empty();
        self.web_sites().find(is_channel)
    }

    /// A path on the first host that the credential may be sent to.
    pub(super) fn on_own_host(&self, path: &str) -> Option<Url> {
        let mut places = self.web_sites().filter_map(|site| site.join(path).ok());
        places.find(|url| self.may_go_to(url))
    }

    fn web_sites(&self) -> impl Iterator<Item = Url> {
        let is_web = |url: &&Url| matches!(url.scheme(), "http" | "https");
        let sites = self.sites.iter().filter(is_web);
        sites.filter(|url| self.may_go_to(url)).map(bare)
    }
}

/// A user name in a URL is sent, and would be where nothing is to be.
fn bare(url: &Url) -> Url {
    let mut bare = url.clone();
    // No http URL refuses these.
    let _ = bare.set_username("");
    let _ = bare.set_password(None);
    bare
}
