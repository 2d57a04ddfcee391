//! Again: the command that makes a login anew, as it was made.

use crate::{
    config::Row,
    scheme::oauth::{OAuth, Preset, SCOPES},
    target::{Key, Kind},
    text::word,
};

/// The command that logs in under `key` as `login` was made; `rows` are the user's own.
pub(super) fn command(key: &Key, login: &OAuth, rows: &[Row]) -> String {
    let (place, host) = match key.kind() {
        Kind::Host(host) => (word(host), host.to_owned()),
        Kind::Wildcard(domain) => (word(key.as_str()), domain.to_owned()),
        Kind::Path(path) | Kind::S3(path) => {
            (format!("{} --channel-only", word(path)), String::new())
        }
    };
    let preset = preset(&host, rows);
    let (place, has_preset) = match &preset {
        Some(preset) if is_made_by(login, preset) => (word(&host), true),
        _ => (place, false),
    };
    match has_preset {
        true => format!("xauth login {place}"),
        false => format!("xauth login {place} --oauth{}", flags(&host, login)),
    }
}

/// What a login to `host` starts from.
pub(super) fn preset(host: &str, rows: &[Row]) -> Option<Preset> {
    let own = rows.iter().find(|row| row.key_for(host).is_some());
    let known = || crate::known::Server::of(host)?.preset();
    own.map(|row| row.preset.clone()).or_else(known)
}

fn is_made_by(login: &OAuth, preset: &Preset) -> bool {
    let issuer = login.facts().issuer.as_deref();
    let is_same =
        |issuer: &str| issuer.trim_end_matches('/') == preset.issuer.trim_end_matches('/');
    login.client_id() == preset.client_id && issuer.is_none_or(is_same)
}

fn flags(host: &str, login: &OAuth) -> String {
    let facts = login.facts();
    let mut flags = String::new();
    let mut add = |flag: &str, value: &str| flags.push_str(&format!(" {flag} {}", word(value)));
    if let Some(issuer) = &facts.issuer
        && issuer.trim_end_matches('/') != format!("https://{host}")
    {
        add("--oauth-issuer-url", issuer);
    }
    if login.client_id() != "rattler" {
        add("--oauth-client-id", login.client_id());
    }
    let is_usual = |scope: &String| SCOPES.contains(&scope.as_str());
    if !facts.scopes.iter().all(is_usual) {
        facts
            .scopes
            .iter()
            .for_each(|scope| add("--oauth-scope", scope));
    }
    if let Some(uri) = &facts.redirect_uri {
        add("--oauth-redirect-uri", uri);
    }
    if let Some(audience) = login.audience() {
        add("--oauth-audience", audience);
    }
    if facts.no_consent {
        flags.push_str(" --oauth-no-consent");
    }
    if login.has_client_secret() {
        flags.push_str(" --oauth-client-secret");
    }
    flags
}
