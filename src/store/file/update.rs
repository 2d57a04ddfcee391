//! Update: one change to every file of the store, that loses nothing of what other writers do meanwhile.
//!
//! rattler takes no lock. So after the exchange we look at what came out: if it
//! is not what we read, another program wrote in between, and its change is
//! merged and written again. And where there are signs of such a program, the
//! file is watched for a moment after, for one that read before us and wrote after.

use std::{
    path::{Path, PathBuf},
    rc::Rc,
    thread,
    time::{Duration, Instant, SystemTime},
};

use zeroize::Zeroizing;

use super::{
    document::{Document, Removals},
    guard::{self, Place},
    lock,
    replace::{Prepared, Replaced, sync_directory},
    snapshot::Snapshot,
    workspace::{self, Workspace},
};
use crate::error::Failure;

/// How long a writer without a lock takes from its read to its rename, amply.
const WATCH: Duration = Duration::from_millis(20);
/// A change by somebody else that is younger than this makes us watch.
const RECENT: Duration = Duration::from_secs(2);
/// How often we try again before we give up on a file that never stands still.
const ROUNDS: usize = 200;

/// A change to one entry.
#[derive(Clone, Copy)]
pub(super) enum Edit<'a> {
    Set { key: &'a str, json: &'a str },
    Remove { key: &'a str },
}

impl<'a> Edit<'a> {
    fn apply(self, document: &mut Document<'a>) {
        match self {
            Self::Set { key, json } => document.set(key, json),
            Self::Remove { key } => document.remove(key),
        }
    }

    fn is_done(self, document: &Document<'_>) -> bool {
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

struct Writer<'a> {
    edit: Edit<'a>,
    written_last: Vec<u64>,
    others: usize,
}

/// A file that was written in this run.
struct Slot<'p> {
    place: &'p Place,
    workspace: Rc<Workspace>,
    before: Snapshot,
    ours: Zeroizing<Vec<u8>>,
    identity: u64,
    replaced: Replaced,
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

    /// Sees to it that what another program wrote around our own write is kept, and so is ours. Returns the file's identity.
    fn settle(&self, slot: &Slot<'_>) -> Result<u64, Failure> {
        let was_ours = self.written_last.contains(&slot.before.identity);
        let is_recent = slot.before.changed.is_some_and(is_recent);
        let mut identity = slot.identity;
        let mut ours = slot.ours.clone();
        let mut watch = self.others > 0 || (is_recent && !was_ours && slot.before.exists);
        if slot.replaced.was != slot.before.bytes {
            // A writer that read before our last write wants to remove what we wrote; it does not know of it.
            let removals = Removals::kept_if(was_ours && is_recent);
            (identity, ours) =
                self.merge(slot, ours, &slot.before.bytes, &slot.replaced.was, removals)?;
            watch = true;
        }
        let start = Instant::now();
        while watch && start.elapsed() < WATCH {
            thread::sleep(Duration::from_millis(1));
            let now = Snapshot::read(&slot.place.path)?;
            if now.identity == identity {
                continue;
            }
            if self
                .edit
                .is_done(&Document::parse(&now.bytes, &slot.place.path)?)
            {
                return Ok(now.identity);
            }
            let base = ours.clone();
            (identity, ours) = self.merge(slot, base, &ours, &now.bytes, Removals::Kept)?;
        }
        Ok(identity)
    }

    /// Writes what `base` became in `ours` and what it became in `theirs`, until nothing else came in between.
    fn merge(
        &self,
        slot: &Slot<'_>,
        mut ours: Zeroizing<Vec<u8>>,
        base: &[u8],
        theirs: &[u8],
        removals: Removals,
    ) -> Result<(u64, Zeroizing<Vec<u8>>), Failure> {
        let path = &slot.place.path;
        let mut base = Zeroizing::new(base.to_vec());
        let mut theirs = Zeroizing::new(theirs.to_vec());
        for _ in 0..ROUNDS {
            let mut document = Document::parse(&ours, path)?;
            document.follow(
                &Document::parse(&base, path)?,
                &Document::parse(&theirs, path)?,
                removals,
            );
            self.edit.apply(&mut document);
            let merged = document.to_bytes();
            let expected = Snapshot::read(path)?;
            let file = Prepared::write(slot.place, &slot.workspace, &merged, expected.exists)?;
            let identity = file.identity;
            let Some(replaced) = file.put()? else {
                continue;
            };
            sync_directory(&slot.place.directory)?;
            if replaced.was == ours || replaced.was == theirs {
                return Ok((identity, merged));
            }
            (base, theirs, ours) = (ours, replaced.was, merged);
        }
        Err(restless(path))
    }
}

fn is_recent(time: SystemTime) -> bool {
    time.elapsed().is_ok_and(|age| age < RECENT)
}

fn restless(path: &Path) -> Failure {
    Failure::Busy {
        path: path.to_owned(),
        pid: None,
    }
}
