//! File: credentials in rattler's JSON file, unencrypted, mode 0600.

mod apart;
mod document;
pub(crate) mod edit;
mod exchange;
mod guard;
pub(crate) mod json;
mod lock;
mod other;
mod pair;
mod replace;
mod settle;
mod slot;
mod snapshot;
mod taken;
mod update;
mod workspace;

use std::{
    cell::RefCell,
    collections::HashMap,
    io,
    path::{Path, PathBuf},
};

pub use self::apart::Apart;
pub(crate) use self::{
    apart::put_aside,
    other::{are_one, hold, lock_beside, read_foreign, read_foreign_text, read_named, read_plain},
};
use self::{pair::Pair, snapshot::Snapshot, update::Edit};
use super::{Detail, Entry, Look, Protection, Store, accepted};
use crate::{
    error::Failure,
    scheme::Credential,
    target::{Candidate, Key},
};

/// The name in the documents, and of rattler until 2025.
const DOCUMENTED: &str = "rattler_auth_store.json";
/// The name that rattler reads today (`rattler_networking`, `authentication_storage/backends/file.rs`).
const TODAYS: &str = "credentials.json";

/// The JSON file: one that the user names, or both of rattler's in the home directory, kept alike.
#[derive(Debug)]
pub struct File {
    files: Vec<PathBuf>,
    home: Option<PathBuf>,
    is_named: bool,
    warnings: RefCell<Vec<String>>,
}

impl File {
    /// The file at `path`, as `RATTLER_AUTH_FILE` names it.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            files: vec![path.into()],
            home: None,
            is_named: true,
            warnings: RefCell::default(),
        }
    }

    /// `~/.rattler/rattler_auth_store.json` and `~/.rattler/credentials.json`, which hold the same.
    /// Without a home directory every use fails.
    pub fn in_home(home: Option<PathBuf>) -> Self {
        let folder = home.as_ref().map(|home| home.join(".rattler"));
        let files = folder.map(|folder| vec![folder.join(DOCUMENTED), folder.join(TODAYS)]);
        Self {
            files: files.unwrap_or_default(),
            home,
            is_named: false,
            warnings: RefCell::default(),
        }
    }

    fn check_home(&self) -> Result<(), Failure> {
        match &self.home {
            _ if self.is_named => Ok(()),
            Some(home) if home.is_dir() => Ok(()),
            Some(home) => Err(Failure::NoHome(format!(
                "the home directory `{}` does not exist",
                home.display()
            ))),
            None => Err(Failure::NoHome("the home directory is not known".into())),
        }
    }

    /// Reads all files and hands what they hold to `look`.
    fn read<R>(&self, look: impl FnOnce(&Pair<'_>) -> R) -> Result<R, Failure> {
        self.check_home()?;
        let mut snapshots = Vec::new();
        for file in &self.files {
            let place = guard::resolve(file)?;
            let snapshot = Snapshot::read(&place.path)?;
            self.warn(&snapshot, &place.path);
            snapshots.push((place.path, snapshot));
        }
        let left = || lock::left(&guard::parent(&snapshots[0].0));
        Ok(look(&Pair::read(&snapshots, left)?))
    }

    fn warn(&self, snapshot: &Snapshot, path: &Path) {
        let empty = (snapshot.exists && snapshot.is_blank())
            .then(|| format!("`{}` is empty", path.display()));
        for warning in snapshot.warning.clone().into_iter().chain(empty) {
            let mut warnings = self.warnings.borrow_mut();
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
    }
}

/// The first of the candidates that has a value which may answer.
fn first(
    pair: &Pair<'_>,
    candidates: &[Candidate],
) -> Result<Option<(usize, Credential)>, Failure> {
    for (position, candidate) in candidates.iter().enumerate() {
        let key = candidate.key.as_str();
        let held = pair.get(key).map(|json| Credential::from_json(key, json));
        if let Some(credential) = accepted(candidate, held.transpose())? {
            return Ok(Some((position, credential)));
        }
    }
    Ok(None)
}

impl Store for File {
    fn name(&self) -> &'static str {
        "file"
    }

    fn place(&self) -> String {
        match self.files.as_slice() {
            [one] => one.display().to_string(),
            [main, ..] => format!("{} and {TODAYS}", main.display()),
            [] => format!("~/.rattler/{DOCUMENTED} and {TODAYS}"),
        }
    }

    fn protection(&self) -> Protection {
        Protection::Unencrypted
    }

    fn probe(&self) -> Result<(), Failure> {
        self.read(|_| ())
    }

    fn get(&self, key: &Key) -> Result<Option<Credential>, Failure> {
        let key = key.as_str();
        let get = |pair: &Pair<'_>| pair.get(key).map(|json| Credential::from_json(key, json));
        self.read(get)?.transpose()
    }

    fn holds(&self, key: &Key) -> Result<bool, Failure> {
        self.read(|pair| pair.get(key.as_str()).is_some())
    }

    fn first(&self, candidates: &[Candidate]) -> Result<Option<(usize, Credential)>, Failure> {
        Ok(self.look(candidates, candidates.len())?.first)
    }

    fn look(&self, candidates: &[Candidate], before: usize) -> Result<Look, Failure> {
        self.read(|pair| {
            let first = first(pair, &candidates[..before])?;
            let holds = |key: &Key| pair.get(key.as_str()).is_some();
            Ok(Look::of(first, candidates, before, holds))
        })?
    }

    fn set(&self, key: &Key, credential: &Credential) -> Result<(), Failure> {
        self.check_home()?;
        let json = credential.to_json();
        let edit = Edit::Set {
            key: key.as_str(),
            json: json.expose(),
        };
        update::update(&self.files, edit).map(drop)
    }

    fn replace(&self, key: &Key, old: &Credential, new: &Credential) -> Result<bool, Failure> {
        self.check_home()?;
        exchange::replace(self, key.as_str(), old, new)
    }

    fn directory(&self) -> Option<PathBuf> {
        let place = guard::resolve(self.files.first()?).ok()?;
        Some(guard::parent(&place.path))
    }

    fn files(&self) -> &[PathBuf] {
        &self.files
    }

    fn remove(&self, key: &Key) -> Result<bool, Failure> {
        self.check_home()?;
        update::update(&self.files, Edit::Remove { key: key.as_str() })
    }

    fn entries(&self) -> Result<Vec<Entry>, Failure> {
        self.read(|pair| {
            let entry = |(key, json): (&str, &str)| Entry {
                key: Key::stored(key),
                detail: Detail::of_json(key, json),
                changed_at: None,
            };
            pair.entries().map(entry).collect()
        })
    }

    fn credentials(&self) -> Result<HashMap<Key, Credential>, Failure> {
        self.read(|pair| {
            let known = |(key, json): (&str, &str)| {
                let credential = Credential::from_json(key, json).ok()?;
                Some((Key::stored(key), credential))
            };
            pair.entries().filter_map(known).collect()
        })
    }

    fn warnings(&self) -> Vec<String> {
        self.warnings.borrow().clone()
    }
}

/// An error on a file or directory.
fn io_failure(path: &Path, doing: &'static str) -> impl Fn(io::Error) -> Failure {
    move |source| Failure::Io {
        path: path.to_owned(),
        doing,
        source,
    }
}
