//! Notes: what we remember of a login that no store has a place for. No secrets.

use std::{
    collections::BTreeMap,
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    error::{Failure, Result},
    scheme::{Credential, oauth::Facts},
    store::{Summary, file},
    target::Key,
    verify::Bucket,
};

/// What is remembered of the login under one key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Note {
    /// The channel that the login was typed for, when it was stored for the whole host.
    pub channel: Option<String>,
    /// Whether the user said that it may go over plain http (`--allow-insecure-http`).
    pub plain_http: bool,
    /// What was stored, for lists that must not read a keychain's secrets.
    pub summary: Option<Summary>,
    /// What belongs to an OAuth login, for when rattler has dropped it from the entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oauth: Option<Facts>,
    /// Whose it is, if the server said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
    /// Where the bucket is that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket: Option<Bucket>,
    /// The domain of the Anaconda site whose API key it is, with its port, if that is another than anaconda.com.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The organisation whose token it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// When, in seconds since 1970.
    pub stored_at: i64,
}

/// What a server said of a login, and what tells that login from another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// When it runs out, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
    /// 16 bits of a SHA-256, too few to find a password by.
    mark: String,
}

impl Told {
    /// What the server said to this credential.
    pub fn of(account: Option<String>, expires_at: Option<i64>, credential: &Credential) -> Self {
        let mark = mark(account.as_deref(), credential);
        Self {
            account,
            expires_at,
            mark,
        }
    }

    /// Adds it to the description of that credential.
    pub fn add_to(&self, summary: &mut Summary) {
        if self.account.is_some() {
            summary.account.clone_from(&self.account);
        }
        summary.expires_at = summary.expires_at.or(self.expires_at);
    }

    /// Whether it was said to this credential.
    pub fn is_about(&self, credential: &Credential) -> bool {
        self.mark == mark(self.account.as_deref(), credential)
    }
}

fn mark(account: Option<&str>, credential: &Credential) -> String {
    let digest = Sha256::new()
        .chain_update(account.unwrap_or_default())
        .chain_update([0])
        .chain_update(credential.to_json().expose())
        .finalize();
    format!("{:02x}{:02x}", digest[0], digest[1])
}

impl Note {
    /// Whether there is anything in it that a later run needs.
    fn is_needed(&self) -> bool {
        let is_described = self.summary.is_some() || self.oauth.is_some() || self.told.is_some();
        let is_placed = self.bucket.is_some() || self.site.is_some() || self.organization.is_some();
        self.channel.is_some() || self.plain_http || is_described || is_placed
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Book {
    version: u32,
    notes: BTreeMap<String, Note>,
}

/// The file of notes, `logins.json` in the state directory.
#[derive(Debug, Default)]
pub struct Notes {
    path: Option<PathBuf>,
}

impl Notes {
    /// The notes in `directory`; without one nothing is remembered.
    pub fn in_directory(directory: Option<PathBuf>) -> Self {
        Self {
            path: directory.map(|directory| directory.join("logins.json")),
        }
    }

    /// The note of a key. A file that cannot be read holds none.
    pub fn get(&self, key: &Key) -> Option<Note> {
        self.read().notes.remove(key.as_str())
    }

    /// All notes.
    pub fn all(&self) -> BTreeMap<String, Note> {
        self.read().notes
    }

    /// Remembers `note` in the place of what was noted. Nothing is written when nothing changes.
    ///
    /// # Errors
    /// When the file cannot be written, or holds something that cannot be read and would be lost.
    pub fn set(&self, key: &Key, note: Note) -> Result<()> {
        let note = Some(note).filter(Note::is_needed);
        if note.is_none() && self.get(key).is_none() {
            return Ok(());
        }
        self.change(key, note)
            .map_err(|failure| failure.during("notes", "write"))
    }

    /// Forgets the note of a key.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn forget(&self, key: &Key) -> Result<()> {
        self.set(key, Note::default())
    }

    /// Why the file cannot be understood, if it is there and cannot.
    pub fn damage(&self) -> Option<Failure> {
        let path = self.path.as_deref()?;
        let bytes = file::read_plain(path)?;
        let error = serde_json::from_slice::<Book>(&bytes).err()?;
        Some(Failure::Corrupt {
            path: path.to_owned(),
            at: file::json::offset(&String::from_utf8_lossy(&bytes), &error),
            why: "it does not hold notes".into(),
        })
    }

    /// Puts a damaged file aside; where it is then, or none when it is not damaged.
    ///
    /// # Errors
    /// When it cannot be copied or removed; then it is as it was.
    pub fn put_aside(&self, time: &str) -> Result<Option<PathBuf>, Failure> {
        let Some(path) = &self.path else {
            return Ok(None);
        };
        file::put_aside(path, time, &|bytes| {
            serde_json::from_slice::<Book>(bytes).is_ok()
        })
    }

    fn read(&self) -> Book {
        let text = self.path.as_deref().and_then(file::read_plain);
        text.and_then(|text| serde_json::from_slice(&text).ok())
            .unwrap_or_default()
    }

    fn change(&self, key: &Key, note: Option<Note>) -> Result<(), Failure> {
        let Some(path) = &self.path else {
            return Err(Failure::NoHome("the home directory is not known".into()));
        };
        let _lock = file::lock_beside(path)?;
        self.damage().map_or(Ok(()), Err)?;
        let mut book = self.read();
        book.version = 1;
        match note {
            Some(note) => book.notes.insert(key.as_str().to_owned(), note),
            None => book.notes.remove(key.as_str()),
        };
        write(path, &book).map_err(|source| Failure::Io {
            path: path.clone(),
            doing: "write",
            source,
        })
    }
}

/// The name of what is not yet in place is always the same, so that a kill leaves one at most.
fn write(path: &Path, book: &Book) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let unfinished = directory.join("logins.json.tmp");
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = tempfile::Builder::new()
        .prefix("logins.json.tmp")
        .rand_bytes(0)
        .tempfile_in(directory)?;
    // In one piece: the file has no buffer, and serde writes every bracket by itself.
    file.write_all(&serde_json::to_vec(book)?)?;
    file.persist(path)?;
    Ok(())
}
