//! Site: a home directory with one auth file, and the command line run in it, in this process.

use std::{ffi::OsString, fs, path::PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;
use xauth::{Env, cli, ui::Tone};

use super::person::Person;

pub struct Site {
    directory: TempDir,
    alias: String,
}

/// What a command line came to.
#[derive(Debug)]
pub struct Done {
    pub code: u8,
    pub out: String,
    pub said: String,
    pub asked: Vec<String>,
}

impl Site {
    /// A home with nothing stored.
    pub fn new() -> Self {
        Self::with_alias("https://conda.anaconda.org")
    }

    /// The same, where bare channels are below `alias`.
    pub fn with_alias(alias: &str) -> Self {
        // Memory where there is some: thousands of logins wait for the disk otherwise.
        let memory = PathBuf::from("/dev/shm");
        let folder = if memory.is_dir() {
            memory
        } else {
            std::env::temp_dir()
        };
        let directory = TempDir::with_prefix_in("xauth-found-", folder).unwrap();
        let alias = alias.to_owned();
        Self { directory, alias }
    }

    pub fn file(&self) -> PathBuf {
        self.directory.path().join("auth.json")
    }

    /// Runs `xauth` with these words; `secret` is on standard input.
    pub fn run(&self, words: &[&str]) -> Done {
        self.run_by(words, Person::default())
    }

    /// The same with `person` at the other end.
    pub fn run_by(&self, words: &[&str], mut person: Person) -> Done {
        let home = self.directory.path().as_os_str().to_owned();
        let env = Env::of([
            ("HOME", home),
            ("RATTLER_AUTH_FILE", self.file().into()),
            ("CONDA_CHANNEL_ALIAS", OsString::from(&self.alias)),
            ("XAUTH_NO_VERIFY", "1".into()),
        ]);
        let line = std::iter::once(&"xauth").chain(words).map(OsString::from);
        let code = cli::run(line.collect(), &env, &mut person);
        let lines = person.said.iter().filter(|(tone, _)| *tone != Tone::Detail);
        Done {
            code,
            out: person.out,
            said: lines.map(|(_, line)| format!("{line}\n")).collect(),
            asked: person.asked,
        }
    }

    /// Logs in with `secret`, the flags being `words`.
    pub fn login(&self, words: &[&str], secret: &str) -> Done {
        let input = secret.as_bytes().to_vec();
        let words = [&["login", "--json"], words].concat();
        let person = Person {
            input,
            ..Person::default()
        };
        self.run_by(&words, person)
    }

    /// The key that answers for what is typed, if it may be sent there.
    pub fn answer(&self, typed: &str) -> Option<String> {
        let which = self.run(&["which", "--json", typed]);
        match which.code {
            0 => Some(which.json()["answer"]["key"].as_str().unwrap().to_owned()),
            4 => None,
            _ => panic!("`which {typed}`: {which:?}"),
        }
    }

    /// What the file holds.
    pub fn stored(&self) -> Value {
        match fs::read(self.file()) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap(),
            Err(_) => json!({}),
        }
    }

    /// The keys that the file holds, sorted.
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.stored().as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    }

    /// Stores a bearer token as another program does.
    pub fn put(&self, keys: &[&str]) {
        let entry = |key: &&str| ((*key).to_owned(), json!({ "BearerToken": token_of(key) }));
        let entries: serde_json::Map<String, Value> = keys.iter().map(entry).collect();
        self.hold(&Value::Object(entries));
    }

    /// Makes the file hold exactly this.
    pub fn hold(&self, store: &Value) {
        fs::write(self.file(), store.to_string()).unwrap();
        private(&self.file());
    }
}

#[cfg(unix)]
fn private(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn private(_: &std::path::Path) {}

/// The token that `Site::put` stores.
pub fn token_of(key: &str) -> String {
    let letters = key.chars().filter(char::is_ascii_alphanumeric);
    format!("token-of-{}", letters.collect::<String>())
}

impl Done {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}
