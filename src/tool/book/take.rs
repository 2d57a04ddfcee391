//! Taking back what tools were given, and nothing else.

use super::Book;
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
            let mut taken = Taken {
                tool: share.tool.clone(),
                key: key.clone(),
                gone: Vec::new(),
                left: Vec::new(),
                failed: Vec::new(),
            };
            for placed in &share.pieces {
                let slot = placed.slot.clone();
                // Settings lead to whatever secret is there now.
                if taken.left.iter().any(|left| slot.leads_to(left)) {
                    taken.left.push(slot);
                    continue;
                }
                match self.clear(placed) {
                    Ok(true) => taken.gone.push(slot),
                    Ok(false) => taken.left.push(slot),
                    Err(failure) => taken.failed.push((slot, failure)),
                }
            }
            self.forget(share, &taken);
            all.push(taken);
        }
        self.write()?;
        Ok(all)
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

    /// Clears a place of what we put there; `Ok(false)` when it holds something else now. What is there for another
    /// tool or login, too, stays.
    pub(super) fn clear(&self, placed: &Placed) -> Result<bool, Failure> {
        let mut is_ours = true;
        placed.slot.change(self.hands, &mut |held| {
            let Some(held) = held else {
                is_ours = true;
                return Wish::Keep;
            };
            is_ours = self.record.is_marked(placed, held);
            match is_ours && self.record.owners(&placed.slot, held) == 1 {
                true => Wish::Clear,
                false => Wish::Keep,
            }
        })?;
        if is_ours {
            placed.slot.tidy(&placed.made)?;
        }
        Ok(is_ours)
    }
}
