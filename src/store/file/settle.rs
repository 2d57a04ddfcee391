//! Settle: what other programs wrote around our own write is found and kept, and so is ours.
//!
//! rattler takes no lock. So after the exchange we look at what came out: if it
//! is not what we read, another program wrote in between, and its change is
//! merged and written again. And where there are signs of such a program, the
//! file is watched for a moment after, for one that read before us and wrote after.

use std::{
    thread,
    time::{Duration, Instant, SystemTime},
};

use zeroize::Zeroizing;

use super::{
    document::{Document, Removals},
    replace::{Prepared, sync_directory},
    snapshot::Snapshot,
    update::{ROUNDS, Slot, Writer, restless},
};
use crate::error::Failure;

/// How long a writer without a lock takes from its read to its rename, amply.
const WATCH: Duration = Duration::from_millis(20);
/// A change by somebody else that is younger than this makes us watch.
const RECENT: Duration = Duration::from_secs(2);

impl Writer<'_> {
    /// Sees to it that what another program wrote around our own write is kept, and so is ours. Returns the file's identity.
    pub(super) fn settle(&self, slot: &Slot<'_>) -> Result<u64, Failure> {
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
