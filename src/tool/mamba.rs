//! mamba: mamba 2 and micromamba, which keep logins in `~/.mamba/auth/authentication.json` (`libmamba/src/core/context.cpp`,
//! `micromamba/src/login.cpp`). They know no wildcards, send a bearer token by `host[:port]` alone, and choke on some tokens.

use std::path::PathBuf;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use url::Url;

use super::{
    Hands, Held, Login, Piece, Slot, Tool, Unusable,
    slot::{self, mamba_file},
};
use crate::{
    env::Env,
    error::Failure,
    scheme::{Basic, Credential, Scheme},
    secret::Secret,
    text::{escape, percent_decoded},
};

/// The word for a bearer token.
const BEARER: &str = "BearerToken";
/// The word for a user name and password.
const BASIC: &str = "BasicHTTPAuthentication";

/// mamba and micromamba.
pub(super) struct Mamba {
    home: Option<PathBuf>,
    program: Option<PathBuf>,
}

impl Mamba {
    pub(super) fn of(env: &Env) -> Self {
        let exe = env.path_variable("MAMBA_EXE").map(PathBuf::from);
        let found = || {
            ["mamba", "micromamba"]
                .iter()
                .find_map(|name| env.program(name))
        };
        Self {
            home: env.home(),
            program: exe.filter(|exe| exe.is_file()).or_else(found),
        }
    }

    /// mamba sends the bearer token of a host to every channel there, also in the place of a channel's own password.
    fn check_neighbours(&self, login: &Login<'_>) -> Result<(), Unusable> {
        // What is wrong with the file is said when it is to be written.
        let mut entries = self.entries().unwrap_or_default();
        entries.retain(|name, _| !login.own.iter().any(|slot| is_entry(slot, name)));
        let names = login.sites.iter().map(name);
        match names
            .filter_map(|name| rival(&name, login.credential, &entries))
            .next()
        {
            None => Ok(()),
            Some(rival) => Err(Unusable::because(format!(
                "it sends a bearer token to every channel of its host, in the place of a password, and it has a login for `{}`",
                escape(&rival)
            ))),
        }
    }

    fn entries(&self) -> Result<Map<String, Value>, Failure> {
        let Some(path) = self.file() else {
            return Ok(Map::new());
        };
        let text = slot::text(&path)?;
        mamba_file::read(&text).map_err(|damage| damage.in_file(&path))
    }

    fn file(&self) -> Option<PathBuf> {
        Some(self.home.as_ref()?.join(".mamba/auth/authentication.json"))
    }
}

impl Tool for Mamba {
    fn name(&self) -> &'static str {
        "mamba"
    }

    fn detect(&self) -> Option<PathBuf> {
        let file = || self.file().filter(|file| file.exists());
        self.program.clone().or_else(file)
    }

    fn pieces(&self, login: &Login<'_>) -> Result<Vec<Piece>, Unusable> {
        let path = self
            .file()
            .ok_or_else(|| Unusable::because("the home directory is not known"))?;
        let value = entry(login)?;
        self.check_neighbours(login)?;
        let piece = |site: &Url| Piece {
            slot: Slot::Mamba {
                path: path.clone(),
                entry: name(site),
            },
            value: value.clone(),
        };
        Ok(login.sites.iter().map(piece).collect())
    }

    fn held(&self, _: &Hands) -> Result<Vec<Held>, Failure> {
        let Some(path) = self.file() else {
            return Ok(Vec::new());
        };
        let entries = self.entries()?;
        let held = |(entry, value): (&String, &Value)| Held {
            slot: Slot::Mamba {
                path: path.clone(),
                entry: entry.clone(),
            },
            site: entry.clone(),
            keep: None,
            credential: credential(value),
        };
        Ok(entries.iter().map(held).collect())
    }
}

fn is_entry(slot: &Slot, name: &str) -> bool {
    matches!(slot, Slot::Mamba { entry, .. } if entry == name)
}

/// The entry that would take the place of one of this name, or whose place that would take.
fn rival(name: &str, credential: &Credential, entries: &Map<String, Value>) -> Option<String> {
    let is = |entry: &Value, kind: &str| entry["type"] == kind;
    let is_below = |other: &str| {
        let rest = other.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    match credential {
        Credential::Basic(_) => {
            let (host, _) = name.split_once('/')?;
            let bearer = entries.get(host).filter(|entry| is(entry, BEARER));
            bearer.map(|_| host.to_owned())
        }
        Credential::Bearer(_) | Credential::OAuth(_) => {
            let mut below = entries.iter().filter(|(other, _)| is_below(other));
            let password = below.find(|(_, entry)| is(entry, BASIC));
            password.map(|(other, _)| other.clone())
        }
        Credential::CondaToken(_) | Credential::S3(_) => None,
    }
}

/// The entry's name: `host[:port][/path]`, decoded, without the scheme (`login.cpp`, `get_token_base`).
fn name(site: &Url) -> String {
    let host = site.host_str().unwrap_or_default();
    let port = site
        .port()
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let path = percent_decoded(site.path()).unwrap_or_else(|| site.path().to_owned());
    format!("{host}{port}{}", path.trim_end_matches('/'))
}

/// The entry's JSON, as mamba reads it.
fn entry(login: &Login<'_>) -> Result<Secret, Unusable> {
    let value = match login.credential {
        Credential::Basic(basic) => {
            let fields = basic.fields();
            let (user, password) = (fields[0].1, STANDARD.encode(fields[1].1));
            json!({ "type": BASIC, "user": user, "password": password })
        }
        Credential::CondaToken(token) => {
            let token = token.only_field().unwrap_or_default();
            check(token)?;
            json!({ "type": "CondaToken", "token": token })
        }
        Credential::Bearer(_) | Credential::OAuth(_) if login.is_for_channel() => {
            let why =
                "it sends a bearer token to a whole host only, and this login is for one channel";
            return Err(Unusable::because(why));
        }
        Credential::Bearer(_) | Credential::OAuth(_) => {
            let token = login.credential.scheme().only_field().unwrap_or_default();
            json!({ "type": BEARER, "token": token })
        }
        Credential::S3(_) => return Err(Unusable::because("it does not read channels from S3")),
    };
    Ok(Secret::new(value.to_string()))
}

/// A token that mamba takes: any other ends every command that touches the channel with an
/// error (`libmamba/src/specs/conda_url.cpp`, `is_token`).
fn check(token: &str) -> Result<(), Unusable> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut characters = token.chars();
    let starts = characters
        .by_ref()
        .take(2)
        .filter(|c| plain(*c) || *c == '_')
        .count()
        == 2;
    if starts && characters.all(plain) {
        return Ok(());
    }
    Err(Unusable::because(
        "it stops at a token with other characters than letters, digits and `-`",
    ))
}

/// The login of an entry, or why it is none.
pub(crate) fn credential(entry: &Value) -> Result<Credential, String> {
    let text = |field: &str| entry.get(field).and_then(Value::as_str);
    let token = || {
        let token = text("token").ok_or("its token is missing")?;
        Ok::<_, String>(Secret::new(token))
    };
    let unusable = |error: crate::Error| error.message();
    Ok(match text("type") {
        Some(BEARER) => Credential::of_token("bearer", &token()?).map_err(unusable)?,
        Some("CondaToken") => Credential::of_token("conda-token", &token()?).map_err(unusable)?,
        Some(BASIC) => {
            let password = STANDARD.decode(text("password").unwrap_or_default());
            let password = password
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok());
            let password = Secret::new(password.ok_or("its password is not base64")?);
            Credential::Basic(Basic::new(
                text("user").unwrap_or_default().to_owned(),
                password,
            ))
        }
        _ => return Err("it is of a kind that mamba does not know".into()),
    })
}
