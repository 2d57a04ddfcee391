//! File: a file that was named, of any of the kinds that we know: rattler's, mamba's or docker's JSON, or netrc.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::Value;
use zeroize::Zeroizing;

use super::{Found, Site, Source, docker, json::Entry, site::with_scheme, tools, unreadable};
use crate::{
    error::{Error, Failure, Result},
    scheme::Credential,
    secret::Secret,
    store::file::{json::members, read_foreign, read_named},
    text::redact_url,
    tool::{self, Hands},
};

type Text = Zeroizing<String>;

/// A file of a kind that its text tells.
pub(super) struct AnyFile {
    path: PathBuf,
    name: String,
}

impl AnyFile {
    pub(super) fn at(path: &Path) -> Self {
        let name = path.display().to_string();
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self { path, name }
    }
}

impl Source for AnyFile {
    fn name(&self) -> &str {
        &self.name
    }

    fn found(&self, hands: &Hands) -> Result<Vec<Found>> {
        let Some(text) = as_text(&self.path, read_named(&self.path))? else {
            return Err(missing(&self.path));
        };
        match kind(&text) {
            Some(Kind::Docker) => docker::entries(&self.path, &text).map_err(unreadable),
            Some(Kind::Mamba) => entries(&self.path, &text, mamba).map_err(unreadable),
            Some(Kind::Rattler) => entries(&self.path, &text, rattler).map_err(unreadable),
            Some(Kind::Netrc) => tools::InTool::in_netrc(&self.path).found(hands),
            None => Err(unknown(&self.path)),
        }
    }
}

/// The text of a file; none where there is no file.
pub(super) fn text(path: &Path) -> Result<Option<Text>> {
    as_text(path, read_foreign(path))
}

fn as_text(path: &Path, bytes: io::Result<Zeroizing<Vec<u8>>>) -> Result<Option<Text>> {
    let bytes = match bytes {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        bytes => bytes.map_err(|error| cannot_read(path, error))?,
    };
    let text = str::from_utf8(&bytes).map_err(|_| unknown(path))?;
    Ok(Some(Zeroizing::new(text.to_owned())))
}

enum Kind {
    Docker,
    Mamba,
    Rattler,
    Netrc,
}

/// The kind of a file, if it looks like one at all; damage is said by who reads it then.
fn kind(text: &str) -> Option<Kind> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if !start.starts_with('{') {
        let words = ["machine", "default", "macdef", "#"];
        let is_netrc = start.is_empty() || words.iter().any(|word| start.starts_with(word));
        return is_netrc.then_some(Kind::Netrc);
    }
    let Ok(members) = members(text, Path::new("")) else {
        return Some(Kind::Rattler);
    };
    let has = |name: &str| members.iter().any(|(other, _)| other == name);
    let is_mambas = |raw: &str| {
        let entry: Value = serde_json::from_str(raw).unwrap_or_default();
        entry.get("type").is_some_and(Value::is_string)
    };
    if has("auths") || has("credsStore") || has("credHelpers") {
        Some(Kind::Docker)
    } else if !members.is_empty() && members.iter().all(|(_, raw)| is_mambas(raw)) {
        Some(Kind::Mamba)
    } else {
        Some(Kind::Rattler)
    }
}

/// The entries of an object of logins.
fn entries(
    path: &Path,
    text: &str,
    read: impl Fn(&str, &str) -> (Site, Result<Credential, String>),
) -> Result<Vec<Found>, Failure> {
    let found = |(name, raw): (String, &str)| {
        let (site, credential) = read(&name, raw);
        let spot = Box::new(Entry {
            path: path.to_owned(),
            names: vec![name],
            seen: Secret::new(raw),
        });
        Found {
            site,
            credential,
            spot,
        }
    };
    Ok(members(text, path)?.into_iter().map(found).collect())
}

fn mamba(name: &str, raw: &str) -> (Site, Result<Credential, String>) {
    let entry: Value = serde_json::from_str(raw).unwrap_or_default();
    let site = Site::Channel(with_scheme(name));
    (site, tool::mamba::credential(&entry))
}

fn rattler(key: &str, raw: &str) -> (Site, Result<Credential, String>) {
    let shown = redact_url(key);
    let credential = Credential::from_json(&shown, raw).map_err(|failure| failure.to_string());
    (key_site(key, credential.as_ref().ok()), credential)
}

/// rattler's own command line stores a bucket's login under its bare name.
pub(super) fn key_site(key: &str, credential: Option<&Credential>) -> Site {
    match credential {
        Some(Credential::S3(_)) if !key.contains("://") => Site::Key(format!("s3://{key}")),
        _ => Site::Key(key.to_owned()),
    }
}

/// The error of a file that was named and is not there.
fn missing(path: &Path) -> Error {
    let error = fs::metadata(path).err();
    cannot_read(
        path,
        error.unwrap_or_else(|| io::ErrorKind::NotFound.into()),
    )
}

fn cannot_read(path: &Path, source: io::Error) -> Error {
    Error::Failed {
        problem: format!("could not read `{}`", path.display()),
        hint: None,
        source: Some(source),
    }
}

fn unknown(path: &Path) -> Error {
    Error::Failed {
        problem: format!("`{}` is no file of logins that is known here", path.display()),
        hint: Some(
            "it takes rattler's JSON, mamba's `authentication.json`, docker's `config.json`, and netrc".into(),
        ),
        source: None,
    }
}
