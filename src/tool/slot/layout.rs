//! Layout: how one entry of a tool's file is found and changed, with all that is not ours left as it is.

use std::path::Path;

use zeroize::Zeroizing;

use crate::{
    error::Failure,
    secret::Secret,
    store::file::{edit::Mode, json},
};

/// A file's text.
pub(crate) type Text = Zeroizing<String>;

/// One entry in the text of a tool's file; an empty text is a file that is not there.
pub(super) trait Layout {
    /// What the entry holds.
    ///
    /// # Errors
    /// Where the text cannot be understood; this holds for all three.
    fn get(&self, text: &str) -> Result<Option<Secret>, Damage>;

    /// The text with `value` in the entry.
    fn set(&self, text: &str, value: &str) -> Result<Text, Damage>;

    /// The text without the entry; `None` when the tool's own way is to have no file then.
    fn unset(&self, text: &str) -> Result<Option<Text>, Damage>;

    /// Whether a file that has nothing in it but what we once put there is the same as none.
    fn is_empty(&self, text: &str) -> bool {
        text.trim().is_empty()
    }

    /// Who may read the file.
    fn mode(&self) -> Mode {
        Mode::Private
    }
}

/// Where a text cannot be understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Damage {
    at: usize,
    why: String,
}

impl Damage {
    /// `at` is in bytes from the start; `why` quotes nothing of the text.
    pub(crate) fn at(at: usize, why: impl Into<String>) -> Self {
        let why = why.into();
        Self { at, why }
    }

    /// Where a JSON text breaks off, without serde's own message, which may quote a part of it.
    pub(super) fn of_json(text: &str, error: &serde_json::Error) -> Self {
        Self::at(json::offset(text, error), json::reason(error))
    }

    pub(crate) fn in_file(self, path: &Path) -> Failure {
        Failure::Corrupt {
            path: path.to_owned(),
            at: self.at,
            why: self.why,
        }
    }
}
