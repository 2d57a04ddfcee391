//! Row: a server of the user's own, as a row of `KNOWN` is one that we know.

use serde::Deserialize;

use crate::{
    scheme::oauth::Preset,
    target::{Key, Scope, Typed, key::covers},
    text::escape,
};

/// Hosts, and how one logs in to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    keys: Vec<Key>,
    /// What the login starts from.
    pub preset: Preset,
}

/// A row, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    hosts: Vec<String>,
    issuer: String,
    client_id: String,
    #[serde(default)]
    scopes: Vec<String>,
    redirect_uri: Option<String>,
    audience: Option<String>,
    #[serde(default)]
    no_consent: bool,
}

impl Row {
    pub(super) fn of(text: Text) -> Result<Self, String> {
        let keys: Vec<Key> = text
            .hosts
            .iter()
            .map(|host| key(host))
            .collect::<Result<_, _>>()?;
        if keys.is_empty() {
            return Err("a `[[server]]` has no host in `hosts`".into());
        }
        let preset = Preset {
            issuer: text.issuer,
            client_id: text.client_id,
            scopes: text.scopes,
            redirect_uri: text.redirect_uri,
            audience: text.audience,
            no_consent: text.no_consent,
        };
        preset.check().map_err(|error| error.to_string())?;
        Ok(Self { keys, preset })
    }

    /// The key that a login to `host` is stored under, if this row is about it.
    pub fn key_for(&self, host: &str) -> Option<&Key> {
        self.keys
            .iter()
            .find(|key| match key.as_str().strip_prefix("*.") {
                Some(domain) => covers(domain, host),
                None => key.as_str() == host,
            })
    }
}

/// A host or wildcard, as it would be stored.
fn key(host: &str) -> Result<Key, String> {
    let no_channel = || format!("`{}` in `hosts` is no host", escape(host));
    let typed: Typed = host.parse().unwrap_or_else(|never| match never {});
    let target = typed
        .resolve(crate::condarc::default_alias)
        .map_err(|error| error.to_string())?;
    if target.channel.is_some() || target.is_bucket() || host.contains("://") {
        return Err(no_channel());
    }
    target
        .login_key(Scope::Host)
        .map_err(|error| error.to_string())
}
