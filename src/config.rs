//! Config: the user's settings, `~/.config/xauth/config.toml`.

use std::{fs, io, path::Path};

use crate::{
    env::Env,
    error::{Error, Result},
    vault::Choice,
};

/// What the user has set.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Where logins are stored.
    pub store: Option<Choice>,
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

    fn parse(text: &str) -> Result<Self, String> {
        let table: toml::Table = text.parse().map_err(|error| place(text, &error))?;
        let mut config = Self::default();
        for (name, value) in &table {
            match (name.as_str(), value.as_str()) {
                ("store", Some(value)) => config.store = Some(value.parse()?),
                ("store", None) => return Err("`store` is a word in quotes".into()),
                _ => {
                    return Err(format!(
                        "there is no setting `{}`",
                        crate::text::escape(name)
                    ));
                }
            }
        }
        Ok(config)
    }
}

fn place(text: &str, error: &toml::de::Error) -> String {
    let at = error.span().map_or(0, |span| span.start);
    let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    format!("line {line}: {}", error.message())
}

fn refuse(path: &Path, why: &str) -> Error {
    Error::Usage {
        problem: format!("could not use `{}`: {why}", path.display()),
        hint: Some(
            "it may hold one setting: `store = \"auto\"`, `\"keychain\"` or `\"file\"`".into(),
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
        for bad in ["store = 1", "store = 'cloud'", "stroe = 'file'", "store ="] {
            assert!(Config::parse(bad).is_err(), "{bad}");
        }
    }
}
