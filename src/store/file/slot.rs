//! Slot: one file while it is being written, with the texts it had, from which the intent of other writers is read.

use std::{
    rc::Rc,
    time::{Duration, SystemTime},
};

use zeroize::Zeroizing;

use super::{
    document::{Document, Removals},
    guard::Place,
    lock::Left,
    replace::{Undo, Written, identity, sync_directory},
    snapshot::Snapshot,
    workspace::Workspace,
};
use crate::error::Failure;

/// A change that is younger than this may be unknown to a writer that is at work now.
const RECENT: Duration = Duration::from_secs(2);
/// How many texts of a file are remembered.
const MEMORY: usize = 16;

/// What a file holds.
pub(super) type Text = Zeroizing<Vec<u8>>;

pub(super) struct Slot<'p> {
    pub(super) place: &'p Place,
    /// The way back from our last write.
    undo: Option<Undo>,
    /// The text that the file is to have.
    pub(super) wanted: Rc<Text>,
    /// The file as it was when we saw or wrote it last.
    identity: u64,
    /// Whether another program's changes were merged.
    pub(super) is_merged: bool,
    /// Whether another program wrote what we replaced, not long ago.
    was_theirs: bool,
    /// Whether another program was writing at the same time, just before.
    was_contended: bool,
    /// Whether another program has just read what we replaced.
    was_read: bool,
    removals: Removals,
    /// What was in the file at one time or another, ours and others'.
    history: Vec<Rc<Text>>,
    /// Goes after the files in it.
    pub(super) workspace: Rc<Workspace>,
}

impl<'p> Slot<'p> {
    pub(super) fn new(
        place: &'p Place,
        workspace: Rc<Workspace>,
        before: Snapshot,
        wanted: Rc<Text>,
        left: &Left,
    ) -> Self {
        let was_ours = left.contains(before.identity);
        let is_recent = before.changed.is_some_and(is_recent);
        Self {
            place,
            undo: None,
            wanted,
            identity: before.identity,
            is_merged: false,
            was_theirs: is_recent && !was_ours,
            was_contended: left.is_contended,
            was_read: false,
            // A writer that read before our last write does not know of it, and does not mean to remove it.
            removals: Removals::kept_if(is_recent && was_ours),
            history: vec![Rc::new(before.bytes)],
            workspace,
        }
    }

    /// Whether there are signs of a writer that may have read before us and not yet written.
    pub(super) fn is_suspect(&self) -> bool {
        self.was_theirs || self.was_read || self.is_contended() || self.is_gone()
    }

    /// Whether there is such a writer, more likely than not.
    pub(super) fn is_contended(&self) -> bool {
        self.is_merged || self.was_contended || (self.was_theirs && self.was_read)
    }

    /// Whether another program has written since.
    pub(super) fn is_gone(&self) -> bool {
        identity(&self.place.path) != Some(self.identity)
    }

    /// Notes that the wanted text is in the file.
    pub(super) fn is_written(&mut self, written: Written) {
        self.undo = Some(written.undo);
        self.identity = written.identity;
        self.was_read |= written.was_read;
        self.remember(Rc::clone(&self.wanted));
    }

    /// Notes that another program's text is in the file, and is as good as ours.
    pub(super) fn is_accepted(&mut self, theirs: &Snapshot) {
        self.undo = None;
        self.identity = theirs.identity;
    }

    pub(super) fn remember(&mut self, text: Rc<Text>) {
        if !self.history.contains(&text) {
            self.history.push(text);
        }
        if self.history.len() > MEMORY {
            self.history.remove(0);
        }
    }

    /// The wanted text with what another program changed in `theirs`, since the text that it read.
    pub(super) fn follow<'t>(&'t self, theirs: &Document<'t>) -> Result<Document<'t>, Failure> {
        let mut document = self.parse(&self.wanted)?;
        document.follow(&self.base(theirs)?, theirs, self.removals);
        Ok(document)
    }

    /// The text that another program read before it wrote `theirs`: the last one if it is all in
    /// there, else the one that it differs from least.
    fn base(&self, theirs: &Document<'_>) -> Result<Document<'_>, Failure> {
        let mut nearest: Option<(usize, Document<'_>)> = None;
        for text in self.history.iter().rev() {
            let known = self.parse(text)?;
            let distance = known.distance(theirs);
            let is_all_there = theirs.len() == known.len() + distance;
            if distance <= 1 || (is_all_there && nearest.is_none()) {
                return Ok(known);
            }
            if nearest.as_ref().is_none_or(|(least, _)| distance < *least) {
                nearest = Some((distance, known));
            }
        }
        Ok(nearest.map(|(_, known)| known).unwrap_or_default())
    }

    fn parse<'t>(&self, text: &'t [u8]) -> Result<Document<'t>, Failure> {
        Document::parse(text, &self.place.path)
    }

    /// The file that we wrote, unless another program's is there now.
    pub(super) fn written(&self) -> Option<u64> {
        self.undo.is_some().then_some(self.identity)
    }

    /// Puts the old text back.
    pub(super) fn undo(self) {
        if let Some(undo) = self.undo {
            undo.run(self.identity);
            // It is as durable as what we report the failure of.
            let _ = sync_directory(&self.place.directory);
        }
    }
}

pub(super) fn is_recent(time: SystemTime) -> bool {
    time.elapsed().is_ok_and(|age| age < RECENT)
}
