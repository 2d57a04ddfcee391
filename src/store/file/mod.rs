//! File: credentials in rattler's JSON file, unencrypted, mode 0600.

mod document;
mod guard;
mod json;
mod lock;
mod replace;
mod settle;
mod snapshot;
mod update;
mod workspace;

use std::{
    cell::RefCell,
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use self::{document::Document, snapshot::Snapshot, update::Edit};
use super::{Detail, Entry, Protection, Store, accepted};
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

    /// Reads all files and hands their documents, with the times of their last change, to `look`.
    fn read<R>(&self, look: impl FnOnce(&[Version<'_>]) -> R) -> Result<R, Failure> {
        self.check_home()?;
        let mut snapshots = Vec::new();
        for file in &self.files {
            let place = guard::resolve(file)?;
            let snapshot = Snapshot::read(&place.path)?;
            self.warn(&snapshot, &place.path);
            snapshots.push((place.path, snapshot));
        }
        let mut versions: Vec<Version<'_>> = Vec::new();
        for (path, snapshot) in &snapshots {
            let is_same = |other: &&Version<'_>| other.bytes == snapshot.bytes.as_slice();
            let document = match versions.iter().find(is_same) {
                Some(_) => continue,
                None => Document::parse(&snapshot.bytes, path)?,
            };
            versions.push(Version {
                bytes: &snapshot.bytes,
                changed: snapshot.changed,
                document,
            });
        }
        Ok(look(&versions))
    }

    fn warn(&self, snapshot: &Snapshot, path: &Path) {
        let empty = snapshot
            .is_empty_file()
            .then(|| format!("`{}` is empty", path.display()));
        for warning in snapshot.warning.clone().into_iter().chain(empty) {
            let mut warnings = self.warnings.borrow_mut();
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
    }
}

/// One of the files that are kept alike, when they are not.
struct Version<'a> {
    bytes: &'a [u8],
    changed: Option<SystemTime>,
    document: Document<'a>,
}

/// The value of a key: where the files differ, that of the file changed last.
fn newest<'a>(versions: &[Version<'a>], key: &str) -> Option<&'a str> {
    let mut found: Option<(&'a str, Option<SystemTime>)> = None;
    for version in versions {
        if let Some(value) = version.document.get(key)
            && found.is_none_or(|(_, changed)| version.changed > changed)
        {
            found = Some((value, version.changed));
        }
    }
    found.map(|(value, _)| value)
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
        let get = |versions: &[Version<'_>]| {
            newest(versions, key).map(|json| Credential::from_json(key, json))
        };
        self.read(get)?.transpose()
    }

    fn holds(&self, key: &Key) -> Result<bool, Failure> {
        self.read(|versions| newest(versions, key.as_str()).is_some())
    }

    fn first(&self, candidates: &[Candidate]) -> Result<Option<(usize, Credential)>, Failure> {
        self.read(|versions| {
            for (position, candidate) in candidates.iter().enumerate() {
                let key = candidate.key.as_str();
                let held = newest(versions, key).map(|json| Credential::from_json(key, json));
                if let Some(credential) = accepted(candidate, held.transpose())? {
                    return Ok(Some((position, credential)));
                }
            }
            Ok(None)
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

    fn remove(&self, key: &Key) -> Result<bool, Failure> {
        self.check_home()?;
        update::update(&self.files, Edit::Remove { key: key.as_str() })
    }

    fn entries(&self) -> Result<Vec<Entry>, Failure> {
        self.read(|versions| {
            let mut entries: Vec<Entry> = Vec::new();
            let mut seen = std::collections::HashSet::new();
            let keys = versions.iter().flat_map(|version| version.document.iter());
            for (key, _) in keys {
                if seen.insert(key) {
                    let json = newest(versions, key).unwrap_or_default();
                    entries.push(Entry {
                        key: Key::stored(key),
                        detail: Detail::of_json(key, json),
                        changed_at: None,
                    });
                }
            }
            entries
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

/// Holds the lock of the directory that `path` lies in, which is made private if it is not there.
pub(crate) fn lock_beside(path: &Path) -> Result<impl Sized, Failure> {
    let directory = guard::parent(path);
    guard::make_private(&directory)?;
    lock::Lock::take(&directory)
}
