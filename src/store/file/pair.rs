//! Pair: one store in two files that other programs write apart, and which of them is right where they differ.

use std::{cmp::Reverse, collections::HashSet, path::PathBuf, rc::Rc, time::Duration};

use super::{document::Document, lock::Left, snapshot::Snapshot};
use crate::{error::Failure, scheme::Credential};

/// What another program left out of a file so soon after our own write it may not have seen.
const UNSEEN: Duration = Duration::from_millis(250);

/// The store's files as they are now.
pub(super) struct Pair<'a> {
    versions: Vec<Version<'a>>,
    newest: Rc<Document<'a>>,
}

struct Version<'a> {
    snapshot: &'a Snapshot,
    document: Rc<Document<'a>>,
    is_stale: bool,
}

impl<'a> Pair<'a> {
    /// Understands the files' texts. `left` says how our last writer left them; it is asked only where they differ.
    pub(super) fn read(
        snapshots: &'a [(PathBuf, Snapshot)],
        left: impl FnOnce() -> Left,
    ) -> Result<Self, Failure> {
        let mut versions: Vec<Version<'a>> = Vec::new();
        for (path, snapshot) in snapshots {
            let same = versions.iter().find(|v| v.snapshot.bytes == snapshot.bytes);
            versions.push(Version {
                document: match same {
                    Some(version) => Rc::clone(&version.document),
                    None => Rc::new(Document::parse(&snapshot.bytes, path)?),
                },
                snapshot,
                is_stale: false,
            });
        }
        if versions.windows(2).any(|pair| pair[0].differs(&pair[1])) {
            find_stale(&mut versions, &left());
        }
        let newest = newest(&versions);
        Ok(Self { versions, newest })
    }

    /// The value of a key: where the files differ, that of the file changed last.
    pub(super) fn get(&self, key: &str) -> Option<&'a str> {
        self.newest.get(key)
    }

    /// The entries, each key once.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.newest.iter()
    }

    /// The document of all files, if they hold the same to the byte.
    pub(super) fn only(self) -> Result<Document<'a>, Self> {
        let are_one = |pair: &[Version<'_>]| !pair[0].differs(&pair[1]);
        if !self.versions.windows(2).all(are_one) {
            return Err(self);
        }
        drop(self.versions);
        Ok(Rc::unwrap_or_clone(self.newest))
    }

    /// Each file's document as it is.
    pub(super) fn documents(&self) -> impl Iterator<Item = &Document<'a>> {
        self.versions.iter().map(|version| &*version.document)
    }

    /// Each file's document, in which values that the other file has newer are replaced.
    pub(super) fn brought_up_to_date(&self) -> Vec<Document<'a>> {
        let documents = self.versions.iter().map(|version| {
            let mut document = Document::clone(&version.document);
            if self.versions.iter().any(|other| version.differs(other)) {
                self.bring_up_to_date(&mut document, version.is_stale);
            }
            document
        });
        documents.collect()
    }

    fn bring_up_to_date(&self, document: &mut Document<'a>, is_stale: bool) {
        // What rattler cannot read would keep it from reading the rest of the file.
        let is_known = |key: &str, value: &str| Credential::from_json(key, value).is_ok();
        let newest = self.newest.index();
        document
            .entries
            .retain_mut(|(key, value)| match newest.get(key.as_ref()) {
                Some(newer) if newer != value && is_known(key, newer) => {
                    *value = newer;
                    true
                }
                Some(_) => true,
                None => !is_stale,
            });
        if is_stale {
            let own: HashSet<String> = document.iter().map(|(key, _)| key.to_owned()).collect();
            let missing = self.newest.entries.iter();
            let missing =
                missing.filter(|(key, value)| !own.contains(&**key) && is_known(key, value));
            document.entries.extend(missing.cloned());
        }
    }
}

impl Version<'_> {
    fn differs(&self, other: &Version<'_>) -> bool {
        self.snapshot.bytes != other.snapshot.bytes
    }
}

/// A file that is still as we left it, when another program has changed the other, is out of
/// date: both held the same, so the other one speaks for both, also in what it has no more.
fn find_stale(versions: &mut [Version<'_>], left: &Left) {
    let is_stale = |version: &Version<'_>| {
        let later = |other: &Version<'_>| {
            !left.contains(other.snapshot.identity)
                && !other.snapshot.is_blank()
                && other.snapshot.changed > version.snapshot.changed.map(|time| time + UNSEEN)
        };
        left.is_alike && left.contains(version.snapshot.identity) && versions.iter().any(later)
    };
    let stale: Vec<bool> = versions.iter().map(is_stale).collect();
    for (version, is_stale) in versions.iter_mut().zip(stale) {
        version.is_stale = is_stale;
    }
}

/// All entries; of two values the one in the file that was changed last, or in the first if they are equally new.
fn newest<'a>(versions: &[Version<'a>]) -> Rc<Document<'a>> {
    let mut current: Vec<&Version<'a>> = versions.iter().filter(|v| !v.is_stale).collect();
    if let Some(first) = current.first()
        && current.windows(2).all(|pair| !pair[0].differs(pair[1]))
    {
        return Rc::clone(&first.document);
    }
    current.sort_by_key(|version| Reverse(version.snapshot.changed));
    let mut newest = Document::default();
    let mut seen = HashSet::new();
    for version in current {
        let entries = version.document.entries.iter();
        let unseen = entries.filter(|(key, _)| seen.insert(key.as_ref()));
        newest.entries.extend(unseen.cloned());
    }
    Rc::new(newest)
}
