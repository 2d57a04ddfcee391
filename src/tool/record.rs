//! Record: what we put where for which tool, so that only our own is changed and removed. It holds no secret.

use std::{fs, io, path::PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use super::Slot;
use crate::{
    error::Failure,
    secret::Secret,
    store::file::{
        edit::{Mode, Wish, edit},
        json, read_plain,
    },
};

/// All shares, as `shares.json` has them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Record {
    version: u32,
    /// Makes the marks of two machines differ.
    salt: String,
    pub(super) shares: Vec<Share>,
    /// The tools that are to see every login, when the person was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) answer: Option<Vec<String>>,
}

/// One login that one tool was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Share {
    pub(super) tool: String,
    pub(super) key: String,
    /// What the person named, so that a renewed token goes where the first one went.
    #[serde(default)]
    pub(super) named: Vec<Url>,
    pub(super) pieces: Vec<Placed>,
}

/// One value that we put in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Placed {
    #[serde(flatten)]
    pub(super) slot: Slot,
    /// What tells our values from those of others: the one that is there, and in the middle of a change the one that is to be.
    pub(super) marks: Vec<String>,
    /// The file and the directories that were not there before, innermost first.
    #[serde(default)]
    pub(super) made: Vec<PathBuf>,
}

impl Record {
    /// Reads the record; one that cannot be understood is an error, because we would not know what is ours.
    pub(super) fn read(path: &std::path::Path) -> Result<Self, Failure> {
        let Some(bytes) = read_plain(path) else {
            return match path.exists() {
                true => Err(Failure::Io {
                    path: path.to_owned(),
                    doing: "read",
                    source: io::Error::other("it is no file of yours that can be read"),
                }),
                false => Ok(Self::default()),
            };
        };
        let damaged = |at, why: &str| Failure::Corrupt {
            path: path.to_owned(),
            at,
            why: why.into(),
        };
        // An array would do for serde, too.
        if !bytes.trim_ascii_start().starts_with(b"{") {
            return Err(damaged(0, "it is not a record of shares"));
        }
        serde_json::from_slice(&bytes).map_err(|error| {
            let at = json::offset(&String::from_utf8_lossy(&bytes), &error);
            damaged(at, "it is not a record of shares")
        })
    }

    /// Writes the record; one that is empty is removed.
    pub(super) fn write(&mut self, path: &std::path::Path) -> Result<(), Failure> {
        self.version = 1;
        let bytes = serde_json::to_vec(self).map_err(|error| Failure::Io {
            path: path.to_owned(),
            doing: "name all places in",
            source: error.into(),
        })?;
        edit(path, Mode::Private, &mut |_| {
            Ok(match self.shares.is_empty() && self.answer.is_none() {
                true => Wish::Delete,
                false => Wish::Write(bytes.clone().into()),
            })
        })
    }

    /// What a value of ours is known by: 16 bits of a salted SHA-256, too few to find a password by.
    pub(super) fn mark(&mut self, value: &Secret) -> String {
        if self.salt.is_empty() {
            self.salt = fresh_salt();
        }
        self.mark_of(value)
    }

    fn mark_of(&self, value: &Secret) -> String {
        let digest = Sha256::new()
            .chain_update(&self.salt)
            .chain_update([0])
            .chain_update(value.expose())
            .finalize();
        format!("{:02x}{:02x}", digest[0], digest[1])
    }

    /// Whether `value` is what we put in `slot`.
    pub(super) fn is_ours(&self, slot: &Slot, value: &Secret) -> bool {
        self.owners(slot, value) > 0
    }

    /// How many shares put `value` in `slot`.
    pub(super) fn owners(&self, slot: &Slot, value: &Secret) -> usize {
        let placed = self.placed().filter(|placed| placed.slot == *slot);
        placed
            .filter(|placed| self.is_marked(placed, value))
            .count()
    }

    /// Whether `value` is what we put in `slot` of the login under `key`.
    pub(super) fn is_of_key(&self, key: &str, slot: &Slot, value: &Secret) -> bool {
        let shares = self.shares.iter().filter(|share| share.key == key);
        let mut placed = shares.flat_map(|share| &share.pieces);
        placed.any(|placed| placed.slot == *slot && self.is_marked(placed, value))
    }

    /// Whether `value` is what was put there.
    pub(super) fn is_marked(&self, placed: &Placed, value: &Secret) -> bool {
        placed.marks.contains(&self.mark_of(value))
    }

    /// Whether we put anything in `slot`.
    pub(super) fn names(&self, slot: &Slot) -> bool {
        self.placed().any(|placed| placed.slot == *slot)
    }

    /// The places that we put anything in.
    pub(super) fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.placed().map(|placed| &placed.slot)
    }

    fn placed(&self) -> impl Iterator<Item = &Placed> {
        self.shares.iter().flat_map(|share| &share.pieces)
    }

    /// Takes a share out.
    pub(super) fn remove(&mut self, tool: &str, key: &str) -> Option<Share> {
        let is_it = |share: &Share| share.tool == tool && share.key == key;
        let at = self.shares.iter().position(is_it)?;
        Some(self.shares.remove(at))
    }

    /// Leaves what was made for a share that is gone, and is still there, to another one that lies in it.
    pub(super) fn hand_over(&mut self, made: Vec<PathBuf>) {
        let is_there = |path: &PathBuf| fs::symlink_metadata(path).is_ok();
        for path in made.into_iter().filter(is_there) {
            let mut placed = self.shares.iter_mut().flat_map(|share| &mut share.pieces);
            let lies_in = |slot: &Slot| slot.path().is_some_and(|own| own.starts_with(&path));
            let Some(heir) = placed.find(|placed| lies_in(&placed.slot)) else {
                continue;
            };
            if !heir.made.contains(&path) {
                heir.made.push(path);
                let depth = |path: &PathBuf| path.components().count();
                heir.made.sort_by_key(|path| std::cmp::Reverse(depth(path)));
            }
        }
    }

    pub(super) fn find(&self, tool: &str, key: &str) -> Option<&Share> {
        self.shares
            .iter()
            .find(|share| share.tool == tool && share.key == key)
    }
}

/// Differs from run to run; it need not be secret.
fn fresh_salt() -> String {
    use std::hash::{BuildHasher, RandomState};
    format!("{:016x}", RandomState::new().hash_one(std::process::id()))
}

/// The file and the directories that are not there, innermost first.
pub(super) fn missing(slot: &Slot) -> Vec<PathBuf> {
    let Some(path) = slot.path() else {
        return Vec::new();
    };
    let ancestors = path
        .ancestors()
        .take_while(|path| !path.as_os_str().is_empty() && fs::symlink_metadata(path).is_err());
    ancestors.map(PathBuf::from).collect()
}
