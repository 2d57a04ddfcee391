//! Config: the user's settings, `~/.config/xauth/config.toml`. Files of a project are never read.

mod row;

use std::{fs, io, path::Path};

use serde::Deserialize;

pub use self::row::Row;
use crate::{
    env::Env,
    error::{Error, Result},
    text::escape,
    tool,
    vault::Choice,
};

/// What the user has set.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Where logins are stored.
    pub store: Option<Choice>,
    /// Servers that one logs in to with OAuth, and how.
    pub servers: Vec<Row>,
    /// The tools that are to see every login.
    pub share: Option<Vec<String>>,
    /// Whether servers are asked about new logins.
    pub verify: Option<bool>,
}

/// The file, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    store: Option<String>,
    share: Option<Vec<String>>,
    verify: Option<bool>,
    #[serde(default, rename = "server")]
    servers: Vec<row::Text>,
}

impl Config {
    /// Reads the file; one that is not there sets nothing.
    ///
    /// # Errors
    /// A usage error for a file that cannot be read, a setting that we do not know, or a wrong value.
    pub fn read(env: &Env) -> Result<Self> {
        let Some(path) = env
            .config_dir()
            .map(|directory| directory.join("config.toml"))
        else {
            return Ok(Self::default());
        };
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text).map_err(|why| refuse(&path, &why)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(refuse(&path, &error.to_string())),
        }
    }

    /// Where logins go: as `XAUTH_STORE` says, else the file.
    ///
    /// # Errors
    /// A usage error for a word that is no store, and as [`read`](Self::read).
    pub fn choice(env: &Env) -> Result<Choice> {
        if let Some(word) = env.variable("XAUTH_STORE") {
            return word.parse().map_err(|why| Error::Usage {
                problem: format!("could not use `XAUTH_STORE`: {why}"),
                hint: Some("set it right: `export XAUTH_STORE=auto`".into()),
            });
        }
        Ok(Self::read(env)?.store.unwrap_or_default())
    }

    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let file: Text = toml::from_str(text).map_err(|error| place(text, &error))?;
        let servers = file.servers.into_iter().map(Row::of);
        Ok(Self {
            store: file.store.map(|store| store.parse()).transpose()?,
            servers: servers.collect::<Result<_, _>>()?,
            share: file.share.map(known).transpose()?,
            verify: file.verify,
        })
    }
}

/// The names, if all of them are tools'; `all` and `none` stand alone.
fn known(names: Vec<String>) -> Result<Vec<String>, String> {
    let is_word = |name: &str| ["all", "none"].contains(&name) && names.len() == 1;
    let is_known = |name: &&String| tool::NAMES.contains(&name.as_str()) || is_word(name);
    match names.iter().find(|name| !is_known(name)) {
        Some(name) => Err(format!(
            "`share` may hold `{}`, or `all` or `none` alone, and not `{}`",
            tool::NAMES.join("`, `"),
            escape(name)
        )),
        None => Ok(names),
    }
}

fn place(text: &str, error: &toml::de::Error) -> String {
    let at = error.span().map_or(0, |span| span.start);
    let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    format!("line {line}: {}", escape(error.message()))
}

fn refuse(path: &Path, why: &str) -> Error {
    Error::Usage {
        problem: format!("could not use `{}`: {why}", path.display()),
        hint: Some(
            "it may hold `store = \"auto\"`, `\"keychain\"` or `\"file\"`, `share = [\"TOOL\"]`, `verify = false`, and `[[server]]` tables with `hosts`, \
             `issuer`, `client_id`, `scopes`, `redirect_uri`, `audience` and `no_consent`"
                .into(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_we_do_not_know_is_refused() {
        assert_eq!(
            Config::parse("store = 'file'").unwrap().store,
            Some(Choice::File)
        );
        assert!(Config::parse("").unwrap().store.is_none());
        for bad in [
            "store = 1",
            "store = 'cloud'",
            "share = 'mamba'",
            "share = ['pip']",
            "share = ['all', 'mamba']",
            "stroe = 'file'",
            "store =",
        ] {
            assert!(Config::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_server_needs_hosts_an_issuer_and_a_client() {
        let good = "[[server]]\nhosts = ['my.company']\nissuer = 'https://idp.my.company'\nclient_id = 'conda'\n";
        assert_eq!(Config::parse(good).unwrap().servers.len(), 1);
        for bad in [
            good.replace("https:", "http:"),
            good.replace("'my.company'", ""),
            good.replace("my.company'", "*.com'"),
            good.replace("my.company'", "https://my.company/x'"),
            good.replace("client_id", "client"),
            format!("{good}client_secret = 'x'"),
            format!("{good}redirect_uri = 'https://my.company/back'"),
        ] {
            assert!(Config::parse(&bad).is_err(), "{bad}");
        }
    }
}
