//! Apart: what keeps the store's files from holding the same, and what puts that right, one damaged file or one entry at a time.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{
    File, Snapshot,
    document::Document,
    edit::{Mode, Wish, edit},
    guard,
    lock::Lock,
};
use crate::{error::Failure, scheme::Credential, store::Store, target::Key};

/// A key that is not the same in all files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    /// The key.
    pub key: Key,
    /// The files that hold what counts; none when another program removed the login from one of them.
    pub right: Vec<PathBuf>,
    /// The files that hold another value.
    pub older: Vec<PathBuf>,
    /// The files that have none.
    pub without: Vec<PathBuf>,
}

impl File {
    /// The files, as they are named.
    pub fn paths(&self) -> &[PathBuf] {
        &self.files
    }

    /// The keys that are not the same in all files. What is of no kind that we know is meant to be in one alone.
    ///
    /// # Errors
    /// When a file cannot be read or understood.
    pub fn apart(&self) -> Result<Vec<Apart>, Failure> {
        self.read(|pair| {
            let documents: Vec<&Document<'_>> = pair.documents().collect();
            let mut keys: Vec<&str> = documents
                .iter()
                .flat_map(|document| document.iter().map(|(key, _)| key))
                .collect();
            keys.sort_unstable();
            keys.dedup();
            let of_key = |key: &str| {
                let held: Vec<_> = documents.iter().map(|document| document.get(key)).collect();
                self.compare(key, pair.get(key), &held)
            };
            keys.into_iter().filter_map(of_key).collect()
        })
    }

    fn compare(&self, key: &str, counts: Option<&str>, held: &[Option<&str>]) -> Option<Apart> {
        let is_known = counts.is_none_or(|json| Credential::from_json(key, json).is_ok());
        if !is_known || held.iter().all(|held| *held == counts) {
            return None;
        }
        let (mut right, mut older, mut without) = (Vec::new(), Vec::new(), Vec::new());
        for (path, held) in self.files.iter().zip(held) {
            let list = match held {
                None => &mut without,
                held if *held == counts => &mut right,
                Some(_) => &mut older,
            };
            list.push(path.clone());
        }
        Some(Apart {
            key: Key::stored(key),
            right,
            older,
            without,
        })
    }

    /// Puts what counts for `key` in all files.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn bring_together(&self, key: &Key) -> Result<(), Failure> {
        match self.get(key)? {
            Some(login) => self.replace(key, &login, &login).map(drop),
            None => self.remove(key).map(drop),
        }
    }

    /// The files that cannot be understood, each with the reason.
    pub fn damaged(&self) -> Vec<(PathBuf, Failure)> {
        let damage = |path: &PathBuf| {
            let place = guard::resolve(path).ok()?;
            let snapshot = Snapshot::read(&place.path).ok()?;
            let failure = Document::parse(&snapshot.bytes, path).err()?;
            Some((path.clone(), failure))
        };
        self.files.iter().filter_map(damage).collect()
    }

    /// Puts a damaged file aside; where it is then, or none when it is not damaged any more.
    ///
    /// # Errors
    /// When it cannot be copied or removed; then it is as it was.
    pub fn put_aside(&self, path: &Path, time: &str) -> Result<Option<PathBuf>, Failure> {
        put_aside(path, time, &|bytes| Document::parse(bytes, path).is_ok())
    }
}

/// Moves a file that is not fine to `NAME.corrupt-TIME`, mode 0600: the copy is on disk before the file goes.
pub(crate) fn put_aside(
    path: &Path,
    time: &str,
    is_fine: &dyn Fn(&[u8]) -> bool,
) -> Result<Option<PathBuf>, Failure> {
    let place = guard::resolve(path)?;
    let _lock = Lock::take(&place.directory)?;
    let damaged = Snapshot::read(&place.path)?;
    if !damaged.exists || is_fine(&damaged.bytes) {
        return Ok(None);
    }
    let copy = aside(&place.path, time);
    edit(&copy, Mode::Private, &mut |held| match held {
        None => Ok(Wish::Write(Zeroizing::new(damaged.bytes.to_vec()))),
        Some(held) if held == damaged.bytes.as_slice() => Ok(Wish::Keep),
        Some(_) => Err(Failure::Refused(format!(
            "`{}` is there already",
            copy.display()
        ))),
    })?;
    edit(&place.path, Mode::Private, &mut |held| {
        let is_same = held == Some(damaged.bytes.as_slice());
        Ok(if is_same { Wish::Delete } else { Wish::Keep })
    })?;
    Ok(Some(copy))
}

fn aside(path: &Path, time: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{name}.corrupt-{time}"))
}
