//! anaconda's `config.toml`: the tables that say how one logs in (`anaconda_cli_base/config.py`, `anaconda_auth/config.py`).

use std::path::PathBuf;

use toml::{Table, Value, de::DeTable};

use super::expand::expand;
use crate::{env::Env, error::Failure, store::file::read_foreign};

/// The file. One that is not there says nothing.
#[derive(Debug, Default)]
pub(super) struct ConfigToml {
    root: Table,
    /// The names of `[sites.NAME]`, in the order of the file.
    sites: Vec<String>,
}

/// Where it is: `ANACONDA_CONFIG_TOML`, or `~/.anaconda/config.toml`.
pub(super) fn path(env: &Env) -> Option<PathBuf> {
    let named = env.variable("ANACONDA_CONFIG_TOML");
    expand(env, named.unwrap_or("~/.anaconda/config.toml"))
}

impl ConfigToml {
    /// Reads the file.
    ///
    /// # Errors
    /// When it is there and cannot be read, or is no TOML.
    pub(super) fn read(env: &Env) -> Result<Self, Failure> {
        let Some(path) = path(env).filter(|path| path.exists()) else {
            return Ok(Self::default());
        };
        let corrupt = |at, why: &str| Failure::Corrupt {
            path: path.clone(),
            at,
            why: why.to_owned(),
        };
        let bytes = read_foreign(&path).map_err(|source| Failure::Io {
            path: path.clone(),
            doing: "read",
            source,
        })?;
        let text = str::from_utf8(&bytes);
        let text = text.map_err(|error| corrupt(error.valid_up_to(), "it is not UTF-8"))?;
        // The parser's own message may quote a part of it.
        let root: Table = toml::from_str(text).map_err(|error| {
            corrupt(
                error.span().map_or(0, |span| span.start),
                "it is not TOML there",
            )
        })?;
        Ok(Self {
            sites: site_names(text),
            root,
        })
    }

    /// What is set under `names`, tables and at last a value.
    pub(super) fn get(&self, names: &[&str]) -> Option<&Value> {
        let (last, tables) = names.split_last()?;
        let mut table = &self.root;
        for name in tables {
            table = table.get(*name)?.as_table()?;
        }
        table.get(*last)
    }

    /// The names of the sites, in the order of the file: the first is the default.
    pub(super) fn sites(&self) -> &[String] {
        &self.sites
    }
}

/// The names of `[sites.NAME]` by where they stand, which a table forgets.
fn site_names(text: &str) -> Vec<String> {
    let parsed = DeTable::parse(text).ok();
    let sites = parsed.as_ref().and_then(|root| {
        let sites = root.get_ref().get("sites")?.get_ref();
        sites.as_table()
    });
    let keys = sites.into_iter().flat_map(|sites| sites.keys());
    let mut names: Vec<_> = keys
        .map(|key| (key.span().start, key.get_ref().to_string()))
        .collect();
    names.sort();
    names.into_iter().map(|(_, name)| name).collect()
}
