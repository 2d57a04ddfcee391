//! Subject: what a login is for, from its key, its note and what was typed.

use url::Url;

use super::place::whereabouts;
use crate::{
    anaconda::site::{domains, keys_of},
    env::Env,
    known::Server,
    notes::Note,
    scheme::Credential,
    target::{
        Key, Kind,
        key::{covers, is_secure, lookup},
    },
    verify::{Bucket, Subject},
};

/// The login, with the URLs that it may be sent to: the one that is asked about, the channel that it was made for,
/// and what its key says.
pub(in crate::cli) fn subject<'a>(
    key: &'a Key,
    credential: &'a Credential,
    asked: Option<&Url>,
    note: &Note,
    env: &Env,
) -> Subject<'a> {
    let channel = note.channel.as_deref().and_then(|url| url.parse().ok());
    let mut sites: Vec<Url> = asked.cloned().into_iter().chain(channel).collect();
    sites.retain(|site| is_for(key, site, note));
    for site in own(key) {
        let is_known = sites.iter().any(|known| known.host() == site.host());
        if !is_known {
            sites.push(site);
        }
    }
    Subject {
        key,
        credential,
        sites,
        bucket: whereabouts(Bucket::default(), note, env),
        facts: note.oauth.clone(),
        anaconda: site(key, note, env),
    }
}

/// The Anaconda site whose API key it is, where that is another than anaconda.com: the one that it was made at, else
/// one that anaconda-auth knows.
fn site(key: &Key, note: &Note, env: &Env) -> Option<Url> {
    let known = || {
        let mut domains = domains(env).into_iter();
        domains.find(|domain| keys_of(domain).contains(key))
    };
    let domain = note.site.clone().or_else(known)?;
    let is_usual = Server::of(&domain).is_some();
    let url = || Url::parse(&format!("https://{domain}")).ok();
    (!is_usual).then(url).flatten()
}

/// Whether the login under `key` answers for a URL that it may be sent to.
fn is_for(key: &Key, site: &Url, note: &Note) -> bool {
    let is_allowed = site.scheme() == "http" && note.plain_http;
    let is_safe = is_secure(site) || site.scheme() == "s3" || is_allowed;
    is_safe && lookup(site).iter().any(|candidate| candidate.key == *key)
}

/// The URLs that a key says by itself.
fn own(key: &Key) -> Vec<Url> {
    let url = |host: &str| Url::parse(&format!("https://{host}/")).ok();
    match key.kind() {
        Kind::Path(text) | Kind::S3(text) => Url::parse(text).into_iter().collect(),
        Kind::Host(host) => url(host).into_iter().collect(),
        Kind::Wildcard(domain) => {
            let row = Server::of(domain).map_or(&[][..], |row| row.hosts);
            let below = row.iter().copied().filter(|host| covers(domain, host));
            let hosts = below.chain([domain]);
            let mut urls: Vec<Url> = hosts.filter_map(url).collect();
            urls.dedup();
            urls
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn sites(key: &str, asked: &str, note: &Note) -> Vec<String> {
        let key = Key::stored(key);
        let token = Credential::of_token("bearer", &Secret::new("t")).unwrap();
        let asked = Url::parse(asked).ok();
        let subject = subject(&key, &token, asked.as_ref(), note, &Env::default());
        subject.sites.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_login_is_asked_about_where_it_is_for_and_nowhere_else() {
        let note = |channel: &str| Note {
            channel: Some(channel.into()),
            ..Note::default()
        };
        assert_eq!(
            sites("h.example", "", &Note::default()),
            ["https://h.example/"]
        );
        assert_eq!(
            sites("h.example", "", &note("https://h.example:8443/get/chan")),
            ["https://h.example:8443/get/chan"]
        );
        assert_eq!(
            sites("h.example", "https://other.example/x", &Note::default()),
            ["https://h.example/"]
        );
        assert_eq!(
            sites("*.prefix.dev", "", &Note::default()),
            ["https://repo.prefix.dev/", "https://prefix.dev/"]
        );
        assert_eq!(
            sites("https://h.example/a", "", &Note::default()),
            ["https://h.example/a"]
        );
    }

    #[test]
    fn plain_http_needs_the_word_of_the_user() {
        let mut note = Note {
            channel: Some("http://h.example/chan".into()),
            ..Note::default()
        };
        assert_eq!(sites("h.example", "", &note), ["https://h.example/"]);
        note.plain_http = true;
        assert_eq!(sites("h.example", "", &note), ["http://h.example/chan"]);
        let local = "http://127.0.0.1:8080/chan";
        assert_eq!(sites("127.0.0.1", local, &Note::default()), [local]);
    }
}
