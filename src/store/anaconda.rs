//! Anaconda: the API keys that anaconda-auth keeps in its own file (`anaconda_auth/token.py`), and organisations' tokens
//! where there is no key; read, never written.

use std::{
    io,
    path::{Path, PathBuf},
};

use url::Url;
use zeroize::Zeroizing;

use super::{
    file::read_foreign,
    read_only::{List, ReadOnly},
};
use crate::{
    anaconda::{
        keyring::{self, Entry, newest_name},
        payload::{Part, Payload},
        site::keys_of,
    },
    error::Error,
    scheme::Credential,
    secret::Secret,
    target::Key,
    text::escape,
};

/// What anaconda-auth logged in to.
#[derive(Debug, Default)]
pub struct Anaconda {
    path: PathBuf,
    list: List,
}

impl Anaconda {
    /// Reads the file. One that is not there is empty; one that cannot be read, or not wholly, is a warning.
    pub fn read(path: &Path) -> Self {
        let mut store = Self {
            path: path.to_owned(),
            ..Self::default()
        };
        let bytes = match read_foreign(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return store,
            Err(error) => {
                store.warn(&format!("could not be read: {error}"));
                return store;
            }
        };
        let text = Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned());
        match keyring::entries(&text) {
            Ok(entries) => store.keep_all(&entries),
            Err(damage) => store.list.warnings.push(damage.in_file(path).to_string()),
        }
        store
    }

    /// An entry under the name that its domain has now comes first: anaconda-auth looks for that first.
    fn keep_all(&mut self, entries: &[Entry]) {
        let (newest, older): (Vec<_>, Vec<_>) = entries
            .iter()
            .partition(|entry| newest_name(&entry.domain) == entry.domain);
        for entry in newest.iter().chain(&older) {
            let domain = newest_name(&entry.domain);
            let is_hidden =
                entry.domain != domain && newest.iter().any(|other| other.domain == domain);
            match &entry.payload {
                _ if is_hidden => {}
                Ok(payload) => self.keep(domain, payload),
                Err(why) => self.warn(&format!(
                    "has an entry for `{}` that cannot be read: {why}",
                    escape(&entry.domain)
                )),
            }
        }
    }

    fn keep(&mut self, domain: &str, payload: &Payload) {
        let key = payload.get(Part::ApiKey);
        let is_account = keys_of(domain) == keys_of(ACCOUNT);
        // anaconda-auth goes on to them, too, when the server takes the key no longer.
        let tokens = match is_account && (key.is_none() || payload.is_over()) {
            true => tokens(payload),
            false => Vec::new(),
        };
        if let Some(key) = key {
            let mut keys = keys_of(domain);
            keys.retain(|key| !tokens.iter().any(|(other, _)| other == key));
            self.put(keys, "bearer", &key);
        }
        for (key, token) in tokens {
            self.put(vec![key], "conda-token", &token);
        }
    }

    fn put(&mut self, keys: Vec<Key>, scheme: &str, secret: &Secret) {
        match Credential::of_token(scheme, secret) {
            Ok(credential) => {
                let found = keys.into_iter().map(|key| (key, credential.clone()));
                self.list.found.extend(found);
            }
            Err(error) => self.refuse(&error),
        }
    }

    fn refuse(&mut self, error: &Error) {
        self.warn(&format!(
            "has a secret that is not used: {}",
            error.message()
        ));
    }

    fn warn(&mut self, what: &str) {
        let warning = format!("`{}` {what}", self.path.display());
        self.list.warnings.push(warning);
    }
}

/// The account whose organisations have channels on [`REPOSITORY`].
const ACCOUNT: &str = "anaconda.com";

/// Where organisations' tokens are sent: to the organisation's own channels, and the first one to all others, too
/// (`anaconda_auth/_conda/auth_handler.py`).
const REPOSITORY: &str = "repo.anaconda.cloud";

/// The tokens of organisations, and where each is sent.
fn tokens(payload: &Payload) -> Vec<(Key, Secret)> {
    let organizations = payload.organizations();
    let sent = organizations.iter().enumerate().filter_map(|(at, name)| {
        let name = name.as_deref();
        let token = payload.get(Part::RepoToken(name))?;
        // The first is for all of them: a key for its own channels would only hide other logins there.
        let key = match at {
            0 => Key::stored(REPOSITORY),
            _ => channels_of(name?)?,
        };
        Some((key, token))
    });
    sent.collect()
}

/// The key of an organisation's own channels.
fn channels_of(organization: &str) -> Option<Key> {
    let mut url = Url::parse(&format!("https://{REPOSITORY}/repo")).ok()?;
    url.path_segments_mut().ok()?.push(organization);
    Some(Key::stored(url))
}

impl ReadOnly for Anaconda {
    const NAME: &'static str = "anaconda";
    const REFUSAL: &'static str = "the keyring of anaconda-auth is read only";

    fn source(&self) -> String {
        self.path.display().to_string()
    }

    fn list(&self) -> &List {
        &self.list
    }
}
