//! Token files: where conda, anaconda-client and mamba keep tokens, one file a site (`conda/gateways/anaconda_client.py`,
//! `binstar_client/utils/config.py`).

use std::{
    fs, io,
    path::{Path, PathBuf, absolute},
};

use super::{Hands, Held, Slot};
use crate::{
    env::Env,
    error::Failure,
    scheme::Credential,
    text::{percent_decoded, redact_url},
};

const SUFFIX: &str = ".token";

/// The directories of token files.
#[derive(Clone, Debug)]
pub(super) struct TokenFiles {
    /// conda's, which anaconda-client reads too. More than one where versions of `platformdirs` differ.
    pub(super) conda: Vec<PathBuf>,
    /// anaconda-client's own, which mamba reads too.
    pub(super) client: Option<PathBuf>,
}

impl TokenFiles {
    pub(super) fn of(env: &Env) -> Self {
        if let Some(base) = env.path_variable("BINSTAR_CONFIG_DIR") {
            let base = absolute(base).unwrap_or_else(|_| base.into());
            return Self {
                conda: vec![base.join("data")],
                client: Some(base.join("data/tokens")),
            };
        }
        let home = env.home();
        Self {
            conda: conda(env, home.as_deref()),
            client: home.map(|home| home.join(".continuum/anaconda-client/tokens")),
        }
    }

    /// All directories.
    pub(super) fn all(&self) -> impl Iterator<Item = &PathBuf> {
        self.conda.iter().chain(&self.client)
    }
}

#[cfg(windows)]
fn conda(env: &Env, home: Option<&Path>) -> Vec<PathBuf> {
    let set = env.path_variable("LOCALAPPDATA").map(PathBuf::from);
    let local = set.or_else(|| Some(home?.join("AppData").join("Local")));
    local
        .map(|local| local.join("ContinuumIO").join("binstar"))
        .into_iter()
        .collect()
}

#[cfg(target_os = "macos")]
fn conda(env: &Env, home: Option<&Path>) -> Vec<PathBuf> {
    // Newer versions of `platformdirs` follow the variable on macOS, older ones do not.
    let own = home.map(|home| home.join("Library/Application Support"));
    named(xdg(env).into_iter().chain(own))
}

#[cfg(not(any(windows, target_os = "macos")))]
fn conda(env: &Env, home: Option<&Path>) -> Vec<PathBuf> {
    let own = || Some(home?.join(".config"));
    named(xdg(env).or_else(own))
}

#[cfg(not(windows))]
fn named(bases: impl IntoIterator<Item = PathBuf>) -> Vec<PathBuf> {
    bases.into_iter().map(|base| base.join("binstar")).collect()
}

#[cfg(not(windows))]
fn xdg(env: &Env) -> Option<PathBuf> {
    let set = env.path_variable("XDG_CONFIG_HOME").map(PathBuf::from);
    set.filter(|path| path.is_absolute())
}

/// The token file of `site`, which conda compares with the beginnings of URLs as it is written here.
pub(super) fn slot(directory: &Path, site: &str) -> Slot {
    Slot::TokenFile {
        path: directory.join(quote(site) + SUFFIX),
    }
}

/// Every token file in a directory, in the order of their names.
pub(super) fn held(directory: &Path) -> Result<Vec<Held>, Failure> {
    let unreadable = |source| Failure::Io {
        path: directory.to_owned(),
        doing: "read",
        source,
    };
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(unreadable)?,
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths.into_iter().filter_map(one).collect())
}

fn one(path: PathBuf) -> Option<Held> {
    let site = unquote(path.file_name()?.to_str()?.strip_suffix(SUFFIX)?)?;
    let slot = Slot::TokenFile { path };
    let credential = match slot.read(&Hands::default()) {
        Ok(token) => Credential::of_token("conda-token", &token?).map_err(|error| error.message()),
        Err(failure) => Err(failure.to_string()),
    };
    Some(Held {
        slot,
        site,
        credential,
        keep: None,
    })
}

/// A token file's path for people: the site in its name without secrets.
pub(super) fn shown(path: &Path) -> String {
    let name = path.file_name().and_then(|name| name.to_str());
    let site = name.and_then(|name| unquote(name.strip_suffix(SUFFIX)?));
    let redacted = site.as_deref().map(redact_url);
    match redacted.filter(|redacted| Some(redacted) != site.as_ref()) {
        Some(site) => {
            let name = quote(&site).replace("%2A%2A%2A", "***") + SUFFIX;
            path.with_file_name(name).display().to_string()
        }
        None => path.display().to_string(),
    }
}

/// As Python's `urllib.parse.quote_plus` does.
fn quote(text: &str) -> String {
    let quoted = |byte: u8| match byte {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'.' | b'-' | b'~' => {
            char::from(byte).to_string()
        }
        b' ' => "+".into(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(quoted).collect()
}

/// As Python's `unquote_plus` does; none where that is no text.
fn unquote(name: &str) -> Option<String> {
    percent_decoded(&name.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_python() {
        for (site, name) in [
            ("https://api.anaconda.org", "https%3A%2F%2Fapi.anaconda.org"),
            (
                "http://localhost:8080/a%20b~c_d/",
                "http%3A%2F%2Flocalhost%3A8080%2Fa%2520b~c_d%2F",
            ),
            ("a b+é", "a+b%2B%C3%A9"),
        ] {
            assert_eq!(quote(site), name);
            assert_eq!(unquote(name).as_deref(), Some(site));
        }
        assert_eq!(unquote("100%zz%4").as_deref(), Some("100%zz%4"));
        assert_eq!(unquote("%ff"), None);
    }
}
