//! Settle: what other programs write around our own write is kept, and so is ours.
//!
//! rattler takes no lock. So a text is put in place by an exchange, and if what
//! comes out of it is not what we read, it goes back, and its change is merged
//! into ours before we try again. And where there are signs of such a program, the
//! file is watched for a moment after, for one that read before us and wrote after.

use std::{
    thread,
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

use super::{
    document::Document,
    replace::{Prepared, Put, sync, sync_directory},
    slot::Slot,
    snapshot::Snapshot,
    update::Writer,
    workspace,
};
use crate::error::Failure;

/// How long a writer without a lock takes from its read to its rename, amply.
const WATCH: Duration = Duration::from_millis(20);
/// The same where there is such a writer more likely than not, on a machine with too much to do.
const LONG_WATCH: Duration = Duration::from_millis(200);
/// The longest watch of a file that others write all the time.
const LONGEST: Duration = Duration::from_secs(1);
/// How long we try before we give up on a file that never stands still.
const PATIENCE: Duration = Duration::from_secs(10);

impl Writer<'_> {
    /// Puts a text in its place, with the changes of those who were there first.
    pub(super) fn put(&self, slot: &mut Slot<'_>, file: Prepared) -> Result<(), Failure> {
        match file.put()? {
            Put::Done(written) => slot.is_written(written),
            Put::Overtaken(texts) => {
                self.take_in(slot, &texts)?;
                self.put_again(slot)?;
            }
        }
        Ok(())
    }

    /// Makes what was put in place durable, and sees to it that it stays.
    pub(super) fn settle(&self, slots: &mut [Slot<'_>]) -> Result<(), Failure> {
        let mut directories: Vec<_> = slots.iter().map(|slot| &*slot.place.directory).collect();
        directories.dedup();
        directories.into_iter().try_for_each(sync_directory)?;
        // A writer that read before our exchange has its temporary file there by now, or has renamed it.
        if self.is_busy(slots) || slots.iter().any(Slot::is_suspect) {
            self.watch(slots)?;
        }
        Ok(())
    }

    /// Waits until a writer that read before us must have written, or has read what we wrote.
    fn watch(&self, slots: &mut [Slot<'_>]) -> Result<(), Failure> {
        let is_contended = slots.iter().any(Slot::is_contended);
        let mut patience = if is_contended { LONG_WATCH } else { WATCH };
        let mut last = Instant::now();
        // One that writes all the time need not be seen at rest, once it has read what we wrote.
        let end = last + LONGEST;
        while last.elapsed() < patience || (Instant::now() < end && self.is_busy(slots)) {
            thread::sleep(Duration::from_millis(1));
            for slot in slots.iter_mut().filter(|slot| slot.is_gone()) {
                if self.put_again(slot)? {
                    last = Instant::now();
                    patience = LONG_WATCH;
                } else {
                    patience = WATCH;
                }
                sync_directory(&slot.place.directory)?;
            }
            if last > end + PATIENCE {
                return Err(busy(&slots[0]));
            }
        }
        Ok(())
    }

    /// Whether another program is writing one of the files now.
    fn is_busy(&self, slots: &[Slot<'_>]) -> bool {
        let mut directories: Vec<_> = slots.iter().map(|slot| &*slot.place.directory).collect();
        directories.dedup();
        let is_busy = |directory| workspace::is_another_at_work(directory, self.files);
        directories.into_iter().any(is_busy)
    }

    /// Writes on top of what another program wrote; whether that had to be done.
    ///
    /// Between our look and our exchange there must be no sync, or a program that writes all the
    /// time is always faster. What we replace was not synced by its writer either.
    fn put_again(&self, slot: &mut Slot<'_>) -> Result<bool, Failure> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let mut file = Prepared::start(slot.place, &slot.workspace)?;
            let now = Snapshot::read(&slot.place.path)?;
            if self.merge(slot, &now.bytes)? {
                slot.is_accepted(&now);
                let there = now.exists.then_some(&slot.place.path);
                there.map_or(Ok(()), |path| sync(path))?;
                return Ok(false);
            }
            file.write(&slot.wanted, &now)?;
            match file.put()? {
                Put::Done(written) => {
                    slot.is_written(written);
                    return sync(&slot.place.path).map(|()| true);
                }
                Put::Overtaken(texts) => self.take_in(slot, &texts)?,
            }
        }
        Err(busy(slot))
    }

    fn take_in(&self, slot: &mut Slot<'_>, texts: &[Zeroizing<Vec<u8>>]) -> Result<(), Failure> {
        texts
            .iter()
            .try_for_each(|text| self.merge(slot, text).map(drop))
    }

    /// Merges another program's changes into the wanted text; whether `theirs` has all that is wanted.
    fn merge(&self, slot: &mut Slot<'_>, theirs: &[u8]) -> Result<bool, Failure> {
        let document = Document::parse(theirs, &slot.place.path)?;
        let mut wanted = slot.follow(&document)?;
        if !self.edit.is_done(&wanted) {
            self.edit.apply(&mut wanted);
        }
        let is_complete = wanted.holds_same(&document);
        slot.wanted = wanted.to_bytes().into();
        slot.is_merged = true;
        slot.remember(Zeroizing::new(theirs.to_vec()).into());
        Ok(is_complete)
    }
}

fn busy(slot: &Slot<'_>) -> Failure {
    Failure::Busy {
        path: slot.place.path.clone(),
        pid: None,
    }
}
