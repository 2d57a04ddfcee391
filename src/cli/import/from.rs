//! What `--from` takes: the name of a source, or a file.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
};

use crate::source;

/// A source, as it was named.
#[derive(Clone, Debug)]
pub(super) enum From {
    /// One of those with a name.
    Source(&'static str),
    /// A file.
    File(PathBuf),
}

impl FromStr for From {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        if let Some(name) = source::NAMES.into_iter().find(|name| *name == word) {
            return Ok(Self::Source(name));
        }
        let is_path = word.contains(['/', '\\', '.']) || Path::new(word).exists();
        match is_path {
            true => Ok(Self::File(word.into())),
            false => {
                let names = source::NAMES.map(|name| format!("`{name}`")).join(", ");
                Err(format!("it takes {names}, or a file"))
            }
        }
    }
}
