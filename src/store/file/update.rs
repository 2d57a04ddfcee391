//! Update: one change to every file of the store, or to none.

use std::{
    io,
    path::{Path, PathBuf},
    rc::Rc,
};

use serde_json::Value;

use super::{
    document::Document,
    guard::{self, Place},
    lock::{self, Left},
    pair::Pair,
    replace::Prepared,
    slot::{Slot, Text},
    snapshot::Snapshot,
    workspace::{self, Workspace},
};
use crate::{error::Failure, scheme::Credential};

/// A change to one entry.
#[derive(Clone, Copy)]
pub(super) enum Edit<'a> {
    Set {
        key: &'a str,
        json: &'a str,
    },
    Remove {
        key: &'a str,
    },
    /// Sets an entry that is still `old`.
    Replace {
        key: &'a str,
        old: &'a Credential,
        json: &'a str,
    },
}

impl<'a> Edit<'a> {
    pub(super) fn apply(self, document: &mut Document<'a>) {
        match self {
            Self::Set { key, json } => document.set(key, json),
            Self::Remove { key } => document.remove(key),
            Self::Replace { key, old, json } => {
                if holds(document, key, old) {
                    document.set(key, json);
                }
            }
        }
    }

    /// The change, where the files differ: what is exchanged is the value that counts, and then it goes into all of
    /// them, also into one that had something older or nothing.
    fn of(self, pair: &Pair<'_>) -> Self {
        match self {
            Self::Replace { key, old, json } if is(pair.get(key), key, old) => {
                Self::Set { key, json }
            }
            edit => edit,
        }
    }

    /// Whether the change is made already, if only in other words.
    pub(super) fn is_done(self, document: &Document<'_>) -> bool {
        let value = |json| serde_json::from_str::<Value>(json).ok();
        match self {
            Self::Set { key, json } => document
                .get(key)
                .is_some_and(|held| held == json || value(held) == value(json)),
            Self::Remove { key } => document.get(key).is_none(),
            Self::Replace { key, old, .. } => !holds(document, key, old),
        }
    }
}

fn holds(document: &Document<'_>, key: &str, credential: &Credential) -> bool {
    is(document.get(key), key, credential)
}

fn is(held: Option<&str>, key: &str, credential: &Credential) -> bool {
    let held = held.and_then(|json| Credential::from_json(key, json).ok());
    held.as_ref() == Some(credential)
}

/// Makes the change in all files; whether there was anything to change.
pub(super) fn update(files: &[PathBuf], edit: Edit<'_>) -> Result<bool, Failure> {
    if matches!(edit, Edit::Remove { .. }) && files.iter().all(|file| is_missing(file)) {
        return Ok(false);
    }
    let places = guard::places(files)?;
    let mut locks = lock::take_all(places.iter().map(|place| &*place.directory).collect())?;
    let writer = Writer {
        edit,
        files,
        left: locks[0].left.clone(),
    };
    let (is_changed, left) = writer.run(&places)?;
    for lock in &mut locks {
        // Without the note, the next writer only looks around for longer.
        let _ = lock.note(&left);
    }
    Ok(is_changed)
}

/// A file that cannot be looked at may be there.
fn is_missing(file: &Path) -> bool {
    file.symlink_metadata()
        .is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

pub(super) struct Writer<'a> {
    pub(super) edit: Edit<'a>,
    pub(super) files: &'a [PathBuf],
    left: Left,
}

/// A file of which the new text is on disk.
struct Ready<'p> {
    slot: Slot<'p>,
    file: Prepared,
}

/// What is to be written, and how the files will be left if nothing comes in between.
struct Plan<'p> {
    ready: Vec<Ready<'p>>,
    left: Left,
}

impl Writer<'_> {
    /// Makes the change in every file that needs it, or in none; whether any did, and how the files were left.
    fn run(&self, places: &[Place]) -> Result<(bool, Left), Failure> {
        let Plan { ready, mut left } = self.prepare(places)?;
        if ready.is_empty() {
            places
                .iter()
                .for_each(|place| workspace::tidy(&place.directory));
            return Ok((false, left));
        }
        let mut slots = Vec::new();
        let put = ready.into_iter().try_for_each(|ready| {
            slots.push(ready.slot);
            let slot = slots.last_mut().expect("one was pushed");
            self.put(slot, ready.file)
        });
        if let Err(failure) = put.and_then(|()| self.settle(&mut slots)) {
            slots.into_iter().for_each(Slot::undo);
            return Err(failure);
        }
        left.is_contended = slots.iter().any(|slot| slot.is_merged);
        left.identities
            .extend(slots.iter().filter_map(Slot::written));
        Ok((true, left))
    }

    /// Writes the new texts beside the files that need the change, and syncs them.
    fn prepare<'p>(&self, places: &'p [Place]) -> Result<Plan<'p>, Failure> {
        let read = |place: &Place| Ok((place.path.clone(), Snapshot::read(&place.path)?));
        let snapshots: Result<Vec<_>, Failure> = places.iter().map(read).collect();
        let snapshots = snapshots?;
        let (texts, is_alike) = self.texts(&snapshots)?;
        let mut plan = Plan {
            ready: Vec::new(),
            left: Left {
                is_alike,
                ..Left::default()
            },
        };
        for ((place, (_, before)), text) in places.iter().zip(snapshots).zip(texts) {
            let Some(text) = text else {
                plan.left.identities.push(before.identity);
                continue;
            };
            let mut others = plan.ready.iter().map(|ready| &ready.slot);
            let workspace = match others.find(|other| other.place.directory == place.directory) {
                Some(other) => Rc::clone(&other.workspace),
                None => Rc::new(Workspace::make(&place.directory)?),
            };
            let mut file = Prepared::start(place, &workspace)?;
            file.write(&text, &before)?;
            file.sync()?;
            let slot = Slot::new(place, workspace, before, text, &self.left);
            plan.ready.push(Ready { slot, file });
        }
        Ok(plan)
    }

    /// The new texts of the files that need one, and whether all files will then hold the same.
    #[expect(clippy::type_complexity, reason = "one text a file")]
    fn texts(
        &self,
        snapshots: &[(PathBuf, Snapshot)],
    ) -> Result<(Vec<Option<Rc<Text>>>, bool), Failure> {
        let unchanged = vec![None; snapshots.len()];
        let pair = match Pair::read(snapshots, || self.left.clone())?.only() {
            Ok(document) if self.has_nothing_to_do(&document) => return Ok((unchanged, true)),
            Ok(document) => {
                let (_, text) = edited(self.edit, document);
                return Ok((vec![Some(text); snapshots.len()], true));
            }
            Err(pair) => pair,
        };
        let mut documents = Vec::new();
        let mut texts = unchanged;
        let edit = self.edit.of(&pair);
        let both = pair.documents().zip(pair.brought_up_to_date());
        for ((before, document), text) in both.zip(&mut texts) {
            let is_done = !matches!(edit, Edit::Set { .. }) && edit.is_done(before);
            if is_done {
                documents.push(before.clone());
                continue;
            }
            let (document, new) = edited(edit, document);
            documents.push(document);
            *text = Some(new);
        }
        let is_alike = texts
            .windows(2)
            .all(|pair| pair[0].is_some() && pair[0] == pair[1])
            || documents
                .windows(2)
                .all(|pair| pair[0].holds_same(&pair[1]));
        Ok((texts, is_alike))
    }

    fn has_nothing_to_do(&self, document: &Document<'_>) -> bool {
        !matches!(self.edit, Edit::Set { .. }) && self.edit.is_done(document)
    }
}

/// A document with the change, and its text.
fn edited<'d>(edit: Edit<'d>, mut document: Document<'d>) -> (Document<'d>, Rc<Text>) {
    edit.apply(&mut document);
    let text = document.to_bytes();
    (document, Rc::new(text))
}
