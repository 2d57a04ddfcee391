//! Subjects: each store, with a way to reach what it holds from outside, as other programs do.

use std::{collections::BTreeMap, fs, path::PathBuf, sync::Arc};

use serde_json::value::RawValue;
use tempfile::TempDir;
use xauth::store::{File, Keychain, Memory, Store};

use super::keyring::Keyring;

/// A store that is tested.
pub struct Subject {
    pub name: &'static str,
    pub store: Box<dyn Store>,
    /// What other programs do to it; a process's memory is out of their reach.
    pub outside: Option<Box<dyn Outside>>,
}

/// The same place, without xauth.
pub trait Outside {
    /// A store that knows nothing of the first.
    fn again(&self) -> Box<dyn Store>;
    /// Puts any text where a credential's JSON belongs.
    fn put(&self, key: &str, json: &str);
    /// The text that is there.
    fn raw(&self, key: &str) -> Option<String>;
    /// How many secrets were read so far, where that can be known.
    fn reads(&self) -> Option<usize> {
        None
    }
}

impl Subject {
    pub fn memory() -> Self {
        Self {
            name: "memory",
            store: Box::new(Memory::default()),
            outside: None,
        }
    }

    pub fn named_file() -> Self {
        Self::of("one named file", Files::new(&["named.json"], true))
    }

    pub fn pair_of_files() -> Self {
        Self::of("both files in the home", Files::new(&BOTH, false))
    }

    /// The same, where others know the later name only, as today's rattler does.
    pub fn pair_with_one_foreign_file() -> Self {
        let mut files = Files::new(&BOTH, false);
        files.foreign.remove(0);
        Self::of("both files in the home, one of them others'", files)
    }

    pub fn native_keychain() -> Self {
        Self::of("keychain (keyring-core)", Keyring::new())
    }

    pub fn of(name: &'static str, outside: impl Outside + 'static) -> Self {
        Self {
            name,
            store: outside.again(),
            outside: Some(Box::new(outside)),
        }
    }
}

impl Outside for Arc<Keyring> {
    fn again(&self) -> Box<dyn Store> {
        Box::new(Keychain::native(self.clone(), None))
    }

    fn put(&self, key: &str, json: &str) {
        self.replace("rattler", key, json);
    }

    fn raw(&self, key: &str) -> Option<String> {
        self.peek("rattler", key)
    }

    fn reads(&self) -> Option<usize> {
        Some(Keyring::reads(self))
    }
}

const BOTH: [&str; 2] = [
    ".rattler/rattler_auth_store.json",
    ".rattler/credentials.json",
];

/// A file store's files.
pub struct Files {
    home: TempDir,
    files: Vec<PathBuf>,
    /// Those that other programs know.
    foreign: Vec<PathBuf>,
    is_named: bool,
}

impl Files {
    pub fn new(names: &[&str], is_named: bool) -> Self {
        let home = TempDir::with_prefix("xauth-contract-").unwrap();
        let files: Vec<PathBuf> = names.iter().map(|name| home.path().join(name)).collect();
        Self {
            home,
            foreign: files.clone(),
            files,
            is_named,
        }
    }

    fn entries(&self, file: &PathBuf) -> BTreeMap<String, Box<RawValue>> {
        let text = fs::read(file).unwrap_or_else(|_| b"{}".to_vec());
        serde_json::from_slice(&text).unwrap()
    }
}

impl Outside for Files {
    fn again(&self) -> Box<dyn Store> {
        Box::new(match self.is_named {
            true => File::at(self.files[0].clone()),
            false => File::in_home(Some(self.home.path().to_owned())),
        })
    }

    fn put(&self, key: &str, json: &str) {
        for file in &self.foreign {
            let mut entries = self.entries(file);
            entries.insert(key.to_owned(), RawValue::from_string(json.into()).unwrap());
            private_folder(file);
            fs::write(file, serde_json::to_vec_pretty(&entries).unwrap()).unwrap();
            private(file);
        }
    }

    fn raw(&self, key: &str) -> Option<String> {
        let value = |file| Some(self.entries(file).get(key)?.get().to_owned());
        let all: Vec<Option<String>> = self.foreign.iter().map(value).collect();
        assert!(
            all.windows(2).all(|two| two[0] == two[1]),
            "the files differ"
        );
        all[0].clone()
    }
}

fn private_folder(file: &std::path::Path) {
    let folder = file.parent().unwrap();
    if !folder.exists() {
        fs::create_dir(folder).unwrap();
        set_mode(folder, 0o700);
    }
}

fn private(file: &std::path::Path) {
    set_mode(file, 0o600);
}

#[cfg(unix)]
fn set_mode(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_: &std::path::Path, _: u32) {}
