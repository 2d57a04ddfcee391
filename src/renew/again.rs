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
fn preset(host: &str, rows: &[Row]) -> Option<Preset> {
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
    let requested = facts.requested();
    let is_usual = requested.is_empty() || requested == SCOPES;
    if !is_usual {
        facts
            .requested()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Config, scheme::Credential};

    fn login(more: &str) -> OAuth {
        let json = format!(
            r#"{{"OAuth":{{"access_token":"a","refresh_token":null,"expires_at":1,
            "token_endpoint":"https://t","revocation_endpoint":null,{more}}}}}"#
        );
        match Credential::from_json("key", &json).unwrap() {
            Credential::OAuth(login) => *login,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_known_of_a_server_is_not_repeated() {
        let known = r#""client_id":"rattler","xauth":{"issuer":"https://prefix.dev","scopes":["openid","profile","offline_access"]}"#;
        let at = |key: &str, more: &str| command(&Key::stored(key), &login(more), &[]);
        assert_eq!(at("*.prefix.dev", known), "xauth login prefix.dev");
        assert_eq!(
            at("h.example", known),
            "xauth login h.example --oauth --oauth-issuer-url https://prefix.dev"
        );
        let narrow = known.replace(r#","profile","offline_access""#, "");
        assert!(at("h.example", &narrow).ends_with(" --oauth-scope openid"));
        assert_eq!(
            at("*.prefix.dev", r#""client_id":"own""#),
            "xauth login '*.prefix.dev' --oauth --oauth-client-id own"
        );
        let own = r#""client_id":"rattler","audience":"https://a","xauth":{"issuer":"https://h.example/",
            "scopes":["openid","read"],"redirect_uri":"http://localhost","no_consent":true,"client_secret":"s"}"#;
        assert_eq!(
            at("h.example", own),
            "xauth login h.example --oauth --oauth-scope openid --oauth-scope read \
             --oauth-redirect-uri http://localhost --oauth-audience https://a --oauth-no-consent --oauth-client-secret"
        );
    }

    #[test]
    fn nor_is_what_the_user_wrote_down() {
        let row = "[[server]]\nhosts = ['*.h.example']\nissuer = 'https://i'\nclient_id = 'c'\n";
        let rows = Config::parse(row).unwrap().servers;
        let login = login(r#""client_id":"c","xauth":{"issuer":"https://i"}"#);
        let key = Key::stored("*.h.example");
        assert_eq!(command(&key, &login, &rows), "xauth login h.example");
    }
}
