//! Fix: what `--fix` does. Nothing of it loses a login, and nothing touches what is not ours.

use std::path::{Path, PathBuf};

use super::{facts, finding::Finding};
use crate::{
    cli::{context::Context, time},
    error::Failure,
    target::Key,
};

/// One thing that can be mended safely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fix {
    /// Takes these permissions from a file or directory of ours.
    Close { path: PathBuf, bits: u32 },
    /// Puts a damaged file of the store aside.
    PutAside(PathBuf),
    /// Puts our notes aside.
    PutNotesAside,
    /// Brings both files of the store up to date.
    BringTogether(Key),
    /// Removes a copy, if the other one is the same login.
    RemoveCopy { copy: Place, of: Place },
    /// Forgets a note.
    Forget(Key),
}

/// An entry of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) store: &'static str,
    pub(super) key: Key,
}

/// What was wrong and is not any more.
pub(super) struct Mended {
    pub(super) check: &'static str,
    pub(super) problem: String,
    pub(super) done: String,
}

impl Mended {
    pub(super) fn of(finding: &Finding, done: String) -> Self {
        Self {
            check: finding.check,
            problem: finding.problem.clone(),
            done,
        }
    }
}

impl Fix {
    /// Does it, and says what was done; none when there was nothing to do any more.
    pub(super) fn apply(&self, context: &Context<'_>) -> Result<Option<String>, Failure> {
        let shown = |path: &Path| context.env.shorten(path);
        match self {
            Self::Close { path, bits } => {
                close(path, *bits)?;
                Ok(Some(format!("closed `{}`", shown(path))))
            }
            Self::PutAside(path) => {
                let copy = facts::file(context.env).put_aside(path, &time::stamp())?;
                Ok(copy.map(|copy| format!("put aside as `{}`", shown(&copy))))
            }
            Self::PutNotesAside => {
                let copy = context.notes().put_aside(&time::stamp())?;
                Ok(copy.map(|copy| format!("put aside as `{}`", shown(&copy))))
            }
            Self::BringTogether(key) => {
                facts::file(context.env).bring_together(key)?;
                Ok(Some(format!("both files hold the same for `{key}` now")))
            }
            Self::RemoveCopy { copy, of } => remove(copy, of, context),
            Self::Forget(key) => {
                let forgotten = context.notes().forget(key);
                forgotten.map_err(|error| Failure::Refused(error.message()))?;
                Ok(Some(format!("forgot what was noted for `{key}`")))
            }
        }
    }
}

/// Removes a copy that is still the same login as the other one.
fn remove(copy: &Place, of: &Place, context: &Context<'_>) -> Result<Option<String>, Failure> {
    let refused = |error: crate::Error| Failure::Refused(error.message());
    let vault = facts::vault(context).map_err(refused)?;
    let find = |place: &Place| vault.stores().find(|store| store.name() == place.store);
    let (Some(from), Some(other)) = (find(copy), find(of)) else {
        return Ok(None);
    };
    let kept = other.get(&of.key)?;
    if kept.is_none() || from.get(&copy.key)? != kept {
        return Ok(None);
    }
    let removed = from.remove(&copy.key)?;
    Ok(removed.then(|| format!("removed `{}` from the {}", copy.key, copy.store)))
}

#[cfg(unix)]
fn close(path: &Path, bits: u32) -> Result<(), Failure> {
    use std::{fs, os::unix::fs::PermissionsExt};
    let found = fs::metadata(path);
    let closed = found.and_then(|found| {
        let mode = found.permissions().mode() & 0o7777 & !bits;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
    });
    closed.map_err(|source| Failure::Io {
        path: path.to_owned(),
        doing: "change the mode of",
        source,
    })
}

#[cfg(not(unix))]
fn close(_: &Path, _: u32) -> Result<(), Failure> {
    Ok(())
}

/// A failure with its causes, on one line.
pub(super) fn reason(failure: &Failure) -> String {
    let cause = std::error::Error::source(failure).map(|cause| format!(": {cause}"));
    format!("{failure}{}", cause.unwrap_or_default())
}
