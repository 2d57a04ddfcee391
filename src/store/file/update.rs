//! Update: one change to every file of the store, or to none.

use std::{
    path::{Path, PathBuf},
    rc::Rc,
};

use zeroize::Zeroizing;

use super::{
    document::Document,
    guard::{self, Place},
    lock,
    replace::{Prepared, Replaced, sync_directory},
    snapshot::Snapshot,
    workspace::{self, Workspace},
};
use crate::error::Failure;

/// How often we try again before we give up on a file that never stands still.
pub(super) const ROUNDS: usize = 200;

/// A change to one entry.
#[derive(Clone, Copy)]
pub(super) enum Edit<'a> {
    Set { key: &'a str, json: &'a str },
    Remove { key: &'a str },
}

impl<'a> Edit<'a> {
    pub(super) fn apply(self, document: &mut Document<'a>) {
        match self {
            Self::Set { key, json } => document.set(key, json),
            Self::Remove { key } => document.remove(key),
        }
    }

    pub(super) fn is_done(self, document: &Document<'_>) -> bool {
        match self {
            Self::Set { key, json } => document.get(key) == Some(json),
            Self::Remove { key } => document.get(key).is_none(),
        }
    }
}

/// Makes the change in all files; whether there was anything to change.
pub(super) fn update(files: &[PathBuf], edit: Edit<'_>) -> Result<bool, Failure> {
    let places: Vec<Place> = files
        .iter()
        .map(|file| guard::resolve(file))
        .collect::<Result<_, _>>()?;
    match edit {
        Edit::Remove { .. } if !places.iter().any(|place| place.path.exists()) => return Ok(false),
        _ => {}
    }
    for place in &places {
        guard::make_private(&place.directory)?;
    }
    let directories: Vec<PathBuf> = places.iter().map(|place| place.directory.clone()).collect();
    let mut locks = lock::take_all(directories)?;
    let written_last = locks
        .iter()
        .flat_map(|lock| lock.written_last.clone())
        .collect();
    let writer = Writer {
        edit,
        written_last,
        others: places
            .iter()
            .map(|place| workspace::tidy(&place.directory, files))
            .sum(),
    };
    for _ in 0..ROUNDS {
        if let Some(slots) = writer.write(&places)? {
            let is_changed = !slots.is_empty();
            let written = writer.settle_all(slots)?;
            for lock in &mut locks {
                // Without the note, the next writer only watches for longer.
                let _ = lock.note(&written);
            }
            return Ok(is_changed);
        }
    }
    Err(restless(&places[0].path))
}

pub(super) struct Writer<'a> {
    pub(super) edit: Edit<'a>,
    pub(super) written_last: Vec<u64>,
    pub(super) others: usize,
}

/// A file that was written in this run.
pub(super) struct Slot<'p> {
    pub(super) place: &'p Place,
    pub(super) workspace: Rc<Workspace>,
    pub(super) before: Snapshot,
    pub(super) ours: Zeroizing<Vec<u8>>,
    pub(super) identity: u64,
    pub(super) replaced: Replaced,
}

/// A file whose new text is on disk.
struct Ready<'p> {
    place: &'p Place,
    workspace: Rc<Workspace>,
    before: Snapshot,
    ours: Zeroizing<Vec<u8>>,
    file: Prepared,
}

fn undo(slots: Vec<Slot<'_>>) {
    slots.into_iter().for_each(|slot| slot.replaced.undo());
}

impl Writer<'_> {
    /// Writes every file that needs the change, or none. `Ok(None)` when a file came or went meanwhile.
    fn write<'p>(&self, places: &'p [Place]) -> Result<Option<Vec<Slot<'p>>>, Failure> {
        let mut slots = Vec::new();
        for ready in self.prepare(places)? {
            let identity = ready.file.identity;
            match ready.file.put() {
                Ok(Some(replaced)) => slots.push(Slot {
                    place: ready.place,
                    workspace: ready.workspace,
                    before: ready.before,
                    ours: ready.ours,
                    identity,
                    replaced,
                }),
                other => {
                    undo(slots);
                    return other.map(|_| None);
                }
            }
        }
        let mut directories: Vec<&Path> =
            slots.iter().map(|s| s.place.directory.as_path()).collect();
        directories.dedup();
        match directories.into_iter().try_for_each(sync_directory) {
            Ok(()) => Ok(Some(slots)),
            Err(failure) => {
                undo(slots);
                Err(failure)
            }
        }
    }

    fn prepare<'p>(&self, places: &'p [Place]) -> Result<Vec<Ready<'p>>, Failure> {
        let mut ready: Vec<Ready<'p>> = Vec::new();
        for place in places {
            let before = Snapshot::read(&place.path)?;
            let mut document = Document::parse(&before.bytes, &place.path)?;
            if self.edit.is_done(&document) {
                continue;
            }
            self.edit.apply(&mut document);
            let ours = document.to_bytes();
            let shared = ready
                .iter()
                .find(|other| other.place.directory == place.directory);
            let workspace = match shared {
                Some(other) => Rc::clone(&other.workspace),
                None => Rc::new(Workspace::make(&place.directory)?),
            };
            let file = Prepared::write(place, &workspace, &ours, before.exists)?;
            ready.push(Ready {
                place,
                workspace,
                before,
                ours,
                file,
            });
        }
        Ok(ready)
    }

    /// Settles all files, or puts all back. Returns their identities.
    fn settle_all(&self, slots: Vec<Slot<'_>>) -> Result<Vec<u64>, Failure> {
        match slots.iter().map(|slot| self.settle(slot)).collect() {
            Ok(written) => Ok(written),
            Err(failure) => {
                undo(slots);
                Err(failure)
            }
        }
    }
}

pub(super) fn restless(path: &Path) -> Failure {
    Failure::Busy {
        path: path.to_owned(),
        pid: None,
    }
}
