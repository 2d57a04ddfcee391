//! Book: the record of shares under its lock, and the places that change with it. The record is written first, so that
//! a kill leaves nothing unknown.

mod take;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    Given, Hands, Piece, Slot, Theirs,
    record::{Placed, Record, Share, missing},
    slot::Wish,
};
use crate::{error::Failure, store::file, target::Key};

/// How long we wait for another run of ours.
const PATIENCE: Duration = Duration::from_secs(10);

/// The record under its lock.
pub(super) struct Book<'s> {
    pub(super) record: Record,
    path: PathBuf,
    hands: &'s Hands,
    _lock: fs::File,
}

/// Where the record is.
pub(super) fn file(directory: &Path) -> PathBuf {
    directory.join("shares.json")
}

impl<'s> Book<'s> {
    pub(super) fn open(directory: &Path, hands: &'s Hands) -> Result<Self, Failure> {
        let lock = file::hold(&directory.join("shares.lock"), PATIENCE)?;
        let path = file(directory);
        Ok(Self {
            record: Record::read(&path)?,
            path,
            hands,
            _lock: lock,
        })
    }

    pub(super) fn write(&mut self) -> Result<(), Failure> {
        self.record.write(&self.path)
    }

    pub(super) fn give(
        &mut self,
        share: Share,
        pieces: &[Piece],
        theirs: Theirs,
    ) -> Result<Given, Failure> {
        if self.has_all(&share, pieces)? {
            return Ok(to(pieces));
        }
        let key = share.key.clone();
        let mut fresh = Vec::new();
        for piece in pieces {
            let slot = &piece.slot;
            match slot.read(self.hands)? {
                Some(held) if self.record.is_of_key(&key, slot, &held) => fresh.push(piece),
                Some(held) if held == piece.value => {
                    // What the tool has by itself is not ours to remove later; what another login put there is.
                    if self.record.is_ours(slot, &held) {
                        fresh.push(piece);
                    }
                }
                Some(_) if theirs == Theirs::Stays => return Ok(Given::Theirs(slot.clone())),
                _ => fresh.push(piece),
            }
        }
        let tool = share.tool.clone();
        let before = self.note(share, &fresh)?;
        match self.put_all(&fresh, &key, theirs) {
            Ok(None) => {}
            stopped => {
                // A tool that got only a part has nothing that it could use.
                if before.is_empty() {
                    let _ = self.take(Some(&tool), &Key::stored(key));
                }
                return stopped.map(|slot| Given::Theirs(slot.expect("it says where")));
            }
        }
        // Where it was and is to be no more: another kind of login goes to other places.
        for placed in order(&before) {
            if !pieces.iter().any(|piece| piece.slot == placed.slot) {
                self.clear(placed)?;
            }
        }
        self.settle(pieces)?;
        Ok(to(pieces))
    }

    /// Whether the tool was given just this, and has it.
    fn has_all(&self, share: &Share, pieces: &[Piece]) -> Result<bool, Failure> {
        let before = self.record.find(&share.tool, &share.key);
        let Some(before) = before.filter(|before| before.pieces.len() == pieces.len()) else {
            return Ok(false);
        };
        if share.named != before.named {
            return Ok(false);
        }
        for piece in pieces {
            let is_known = before.pieces.iter().any(|placed| placed.slot == piece.slot);
            if !is_known || piece.slot.read(self.hands)?.as_ref() != Some(&piece.value) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Puts all values in their places, as far as the tool has put none of its own there since we looked: that place.
    fn put_all(
        &self,
        pieces: &[&Piece],
        key: &str,
        theirs: Theirs,
    ) -> Result<Option<Slot>, Failure> {
        for piece in pieces {
            if !self.put(piece, key, theirs)? {
                return Ok(Some(piece.slot.clone()));
            }
        }
        Ok(None)
    }

    /// Puts a value in its place; `Ok(false)` when the tool has put one of its own there since we looked.
    fn put(&self, piece: &Piece, key: &str, theirs: Theirs) -> Result<bool, Failure> {
        let (slot, value) = (&piece.slot, &piece.value);
        let mut is_put = true;
        slot.change(self.hands, &mut |held| {
            let is_free =
                held.is_none_or(|held| held == value || self.record.is_of_key(key, slot, held));
            is_put = is_free || theirs == Theirs::Goes;
            match is_put {
                true => Wish::Hold(value.clone()),
                false => Wish::Keep,
            }
        })?;
        Ok(is_put)
    }

    /// Records what is about to be written, and returns what was recorded before.
    fn note(&mut self, mut share: Share, pieces: &[&Piece]) -> Result<Vec<Placed>, Failure> {
        let before = self.record.remove(&share.tool, &share.key);
        let before = before.map(|share| share.pieces).unwrap_or_default();
        share.pieces.clone_from(&before);
        for piece in pieces {
            let mark = self.record.mark(&piece.value);
            let mut placed = share.pieces.iter_mut();
            match placed.find(|placed| placed.slot == piece.slot) {
                Some(placed) => placed.marks.push(mark),
                None => share.pieces.push(Placed {
                    made: missing(&piece.slot),
                    slot: piece.slot.clone(),
                    marks: vec![mark],
                }),
            }
        }
        self.record.shares.push(share);
        self.write()?;
        Ok(before)
    }

    /// Records that what was to be written last is written, and nothing else is.
    fn settle(&mut self, pieces: &[Piece]) -> Result<(), Failure> {
        let mut share = self.record.shares.pop().expect("one was noted");
        let is_there = |placed: &Placed| pieces.iter().any(|piece| piece.slot == placed.slot);
        let (mut there, gone): (Vec<_>, Vec<_>) = share.pieces.into_iter().partition(is_there);
        for placed in &mut there {
            let older = placed.marks.len().saturating_sub(1);
            placed.marks.drain(..older);
        }
        share.pieces = there;
        if !share.pieces.is_empty() {
            self.record.shares.push(share);
        }
        for placed in gone {
            self.record.hand_over(placed.made);
        }
        self.write()
    }
}

/// Settings first: without the secret that they lead to, they only stop the tool.
fn order(placed: &[Placed]) -> Vec<&Placed> {
    let (first, then): (Vec<_>, Vec<_>) = placed
        .iter()
        .partition(|placed| matches!(placed.slot, Slot::ChannelSettings { .. }));
    [first, then].concat()
}

fn to(pieces: &[Piece]) -> Given {
    Given::To(pieces.iter().map(|piece| piece.slot.clone()).collect())
}
