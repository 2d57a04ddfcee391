//! docker: the logins for registries in `config.json` (`docker/cli`, `cli/config/configfile/file.go`). Programs that
//! keep its secrets elsewhere are named and not run.

use std::path::{Path, PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{Found, Site, Source, file, json::Entry, unreadable};
use crate::{
    env::Env,
    error::{Failure, Result},
    scheme::{Basic, Credential},
    secret::Secret,
    store::file::json::members,
    tool::Hands,
};

/// docker's own file.
pub(super) struct Docker {
    path: Option<PathBuf>,
}

impl Docker {
    pub(super) fn of(env: &Env) -> Self {
        let named = env.path_variable("DOCKER_CONFIG").map(PathBuf::from);
        let folder = named.or_else(|| Some(env.home()?.join(".docker")));
        let path = folder.map(|folder| folder.join("config.json"));
        Self { path }
    }
}

impl Source for Docker {
    fn name(&self) -> &str {
        "docker"
    }

    fn found(&self, _: &Hands) -> Result<Vec<Found>> {
        let Some(path) = &self.path else {
            return Ok(Vec::new());
        };
        match file::text(path)? {
            Some(text) => entries(path, &text).map_err(unreadable),
            None => Ok(Vec::new()),
        }
    }
}

/// The logins in a file of docker's.
pub(super) fn entries(path: &Path, text: &str) -> Result<Vec<Found>, Failure> {
    let top = members(text, path)?;
    let part = |name: &str| top.iter().find(|(other, _)| other == name).map(|(_, v)| *v);
    let helper: Option<String> = part("credsStore").and_then(|raw| serde_json::from_str(raw).ok());
    let mut found = Vec::new();
    for (list, is_helper) in [("auths", false), ("credHelpers", true)] {
        let Some(raw) = part(list).filter(|raw| raw.starts_with('{')) else {
            continue;
        };
        for (server, value) in members(raw, path)? {
            let entry = Entry {
                path: path.to_owned(),
                names: vec![list.to_owned(), server.clone()],
                seen: Secret::new(value),
            };
            found.push(Found {
                site: Site::Host(host(&server)),
                credential: match is_helper {
                    true => Err(kept_by(value.trim_matches('"'))),
                    false => credential(value, helper.as_deref()),
                },
                spot: Box::new(entry),
            });
        }
    }
    Ok(found)
}

/// A registry is a host; the path that Docker Hub's name has means nothing (`docker/cli`, `registry.ConvertToHostname`).
fn host(server: &str) -> String {
    let rest = server.split_once("://").map_or(server, |(_, rest)| rest);
    // A password may have a `/` in it.
    let at = rest.rfind('@').unwrap_or_default();
    let end = rest[at..].find('/').map_or(rest.len(), |end| at + end);
    let host = &rest[..end];
    match server.starts_with("http://") {
        true => format!("http://{host}"),
        false => format!("https://{host}"),
    }
}

fn credential(raw: &str, helper: Option<&str>) -> Result<Credential, String> {
    let entry: Value = serde_json::from_str(raw).unwrap_or_default();
    let text = |field: &str| entry[field].as_str().filter(|text| !text.is_empty());
    if text("identitytoken").is_some() || text("registrytoken").is_some() {
        return Err("it is a token that only the registry's own login service takes".into());
    }
    let pair = match (text("auth"), text("username"), text("password"), helper) {
        (Some(auth), ..) => {
            decoded(auth).ok_or("it is not base64 of a user name and a password")?
        }
        (_, Some(name), Some(password), _) => (name.to_owned(), Secret::new(password)),
        (.., Some(helper)) => return Err(kept_by(helper)),
        _ => return Err("it has no password".into()),
    };
    Ok(Credential::Basic(Basic::new(pair.0, pair.1)))
}

fn decoded(auth: &str) -> Option<(String, Secret)> {
    let bytes = Zeroizing::new(STANDARD.decode(auth).ok()?);
    let (name, password) = str::from_utf8(&bytes).ok()?.split_once(':')?;
    // Older versions of docker padded it (`decodeAuth`).
    let password = password.trim_end_matches('\0');
    Some((name.to_owned(), Secret::new(password)))
}

fn kept_by(helper: &str) -> String {
    let helper = crate::text::escape(helper);
    format!("its secret is kept by `docker-credential-{helper}`, which is not run")
}
