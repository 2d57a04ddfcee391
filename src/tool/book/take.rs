//! Taking back what tools were given, and nothing else.

use super::{Book, order};
use crate::{
    error::Failure,
    target::Key,
    tool::{
        Slot, Taken,
        record::{Placed, Share},
        slot::Wish,
    },
};

impl Book<'_> {
    /// Takes back what `tool`, or every tool, was given under `key`.
    pub(in crate::tool) fn take(
        &mut self,
        tool: Option<&str>,
        key: &Key,
    ) -> Result<Vec<Taken>, Failure> {
        let is_meant = |share: &&Share| {
            share.key == key.as_str() && tool.is_none_or(|tool| tool == share.tool)
        };
        let shares: Vec<Share> = self
            .record
            .shares
            .iter()
            .filter(is_meant)
            .cloned()
            .collect();
        let mut all = Vec::new();
        for share in shares {
            let mut taken = Taken::nothing(&share.tool, key);
            for placed in order(&share.pieces) {
                self.take_one(placed, &share, &mut taken);
            }
            self.forget(share, &taken);
            all.push(taken);
        }
        self.write()?;
        Ok(all)
    }

    fn take_one(&self, placed: &Placed, share: &Share, taken: &mut Taken) {
        let slot = placed.slot.clone();
        // A secret whose settings could not be removed stays, or the tool would stop at them.
        if taken
            .failed
            .iter()
            .any(|(failed, _)| failed.leads_to(&slot))
        {
            let why = "it stays as long as what leads to it".into();
            taken.failed.push((slot, Failure::Refused(why)));
            return;
        }
        let mut secrets = share
            .pieces
            .iter()
            .filter(|other| slot.leads_to(&other.slot));
        // Settings lead to whatever secret is there now.
        if secrets.any(|secret| self.is_theirs(secret)) {
            taken.left.push(slot);
            return;
        }
        match self.clear(placed) {
            Ok(Cleared::Gone) => taken.gone.push(slot),
            Ok(Cleared::Kept) => taken.kept.push(slot),
            Ok(Cleared::Absent) => {}
            Ok(Cleared::Theirs) => taken.left.push(slot),
            Err(failure) => taken.failed.push((slot, failure)),
        }
    }

    /// Whether somebody put something else there.
    fn is_theirs(&self, placed: &Placed) -> bool {
        let held = placed.slot.read(self.hands).ok().flatten();
        held.is_some_and(|held| !self.record.is_marked(placed, &held))
    }

    /// Forgets a share, but for the places that still hold it.
    fn forget(&mut self, mut share: Share, taken: &Taken) {
        self.record.remove(&share.tool, &share.key);
        let has_failed = |slot: &Slot| taken.failed.iter().any(|(failed, _)| failed == slot);
        let is_left = |placed: &Placed| has_failed(&placed.slot);
        let (left, gone): (Vec<_>, Vec<_>) = share.pieces.into_iter().partition(is_left);
        share.pieces = left;
        if !share.pieces.is_empty() {
            self.record.shares.push(share);
        }
        for placed in gone {
            self.record.hand_over(placed.made);
        }
    }

    /// Clears a place of what we put there. What is there for another tool or login, too, stays.
    pub(super) fn clear(&self, placed: &Placed) -> Result<Cleared, Failure> {
        let mut cleared = Cleared::Absent;
        placed.slot.change(self.hands, &mut |held| {
            cleared = match held {
                None => Cleared::Absent,
                Some(held) if !self.record.is_marked(placed, held) => Cleared::Theirs,
                Some(held) if self.record.owners(&placed.slot, held) > 1 => Cleared::Kept,
                Some(_) => Cleared::Gone,
            };
            match cleared {
                Cleared::Gone => Wish::Clear,
                _ => Wish::Keep,
            }
        })?;
        if matches!(cleared, Cleared::Gone | Cleared::Absent) {
            placed.slot.tidy(&placed.made)?;
        }
        Ok(cleared)
    }
}

/// What came of clearing a place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cleared {
    /// What we put there is gone.
    Gone,
    /// It stays for another tool or login.
    Kept,
    /// There was nothing.
    Absent,
    /// Somebody put something else there.
    Theirs,
}
