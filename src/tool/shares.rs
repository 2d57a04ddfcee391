//! Shares: giving logins to tools, and taking them back. The record is written first, so that a kill leaves nothing unknown.

use std::{fs, path::PathBuf, time::Duration};

use url::Url;

use super::{
    Hands, Login, Piece, Slot, Tool, Unusable,
    record::{Placed, Record, Share, missing},
    slot::Wish,
};
use crate::{error::Failure, store::file, target::Key};

/// How long we wait for another run of ours.
const PATIENCE: Duration = Duration::from_secs(10);

/// What came of giving a login to a tool.
#[derive(Debug)]
pub enum Given {
    /// It has the login now, in these places.
    To(Vec<Slot>),
    /// It could not use it.
    Unusable(Unusable),
    /// It has a login of its own there, which was left.
    Theirs(Slot),
}

/// Whether a tool's own login may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theirs {
    /// It stays.
    Stays,
    /// The person said that it goes.
    Goes,
}

/// What came of taking a login back from a tool.
#[derive(Debug)]
pub struct Taken {
    /// The tool.
    pub tool: String,
    /// The login's key.
    pub key: Key,
    /// Places that hold it no more.
    pub gone: Vec<Slot>,
    /// Places where somebody put something else, which was left.
    pub left: Vec<Slot>,
    /// Places that could not be changed, and why.
    pub failed: Vec<(Slot, Failure)>,
}

/// The logins that tools were given.
#[derive(Debug)]
pub struct Shares {
    directory: Option<PathBuf>,
    hands: Hands,
}

/// The record under its lock.
struct Book<'s> {
    record: Record,
    path: PathBuf,
    hands: &'s Hands,
    _lock: fs::File,
}

impl Shares {
    /// The shares that are recorded in `directory`; without one nothing can be shared.
    pub fn in_directory(directory: Option<PathBuf>, hands: Hands) -> Self {
        Self { directory, hands }
    }

    /// What reaches the places that are no files.
    pub fn hands(&self) -> &Hands {
        &self.hands
    }

    /// Gives `login` to `tool`, in the place of what it was given under that key before. `typed` is what the
    /// person named, which is remembered for renewals.
    ///
    /// # Errors
    /// When a place cannot be read or written. What was given before is then still known, and taken back by a later run.
    pub fn give(
        &self,
        tool: &dyn Tool,
        login: &Login<'_>,
        typed: Option<&Url>,
        theirs: Theirs,
    ) -> Result<Given, Failure> {
        match tool.pieces(login) {
            Ok(pieces) => {
                let share = Share {
                    tool: tool.name().to_owned(),
                    key: login.key.as_str().to_owned(),
                    site: typed.cloned(),
                    pieces: Vec::new(),
                };
                self.open()?.give(share, &pieces, theirs)
            }
            Err(unusable) => Ok(Given::Unusable(unusable)),
        }
    }

    /// Takes back what `tool`, or every tool, was given under `key`. What somebody changed since stays.
    ///
    /// # Errors
    /// When the record cannot be read or written.
    pub fn take(&self, tool: Option<&str>, key: &Key) -> Result<Vec<Taken>, Failure> {
        // Most machines share nothing, and then nothing is locked.
        if !self
            .of(key)?
            .iter()
            .any(|(name, _)| tool.is_none_or(|tool| tool == name))
        {
            return Ok(Vec::new());
        }
        self.open()?.take(tool, key)
    }

    /// The tools that were given the login under `key`, with what the person named then.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn of(&self, key: &Key) -> Result<Vec<(String, Option<Url>)>, Failure> {
        let shares = self.read()?.shares.into_iter();
        let of_key = shares.filter(|share| share.key == key.as_str());
        Ok(of_key.map(|share| (share.tool, share.site)).collect())
    }

    /// Every login that a tool was given: the tool's name and the key.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn all(&self) -> Result<Vec<(String, Key)>, Failure> {
        let shares = self.read()?.shares.into_iter();
        Ok(shares
            .map(|share| (share.tool, Key::stored(share.key)))
            .collect())
    }

    /// Whether what `tool` was given under `key` is all still there, place by place.
    ///
    /// # Errors
    /// When the record or a place cannot be read.
    pub fn check(&self, tool: &str, key: &Key) -> Result<Vec<(Slot, bool)>, Failure> {
        let record = self.read()?;
        let share = record.find(tool, key.as_str());
        let pieces = share.into_iter().flat_map(|share| &share.pieces);
        pieces
            .map(|placed| {
                let value = placed.slot.read(&self.hands)?;
                let is_there = value.is_some_and(|value| record.is_ours(&placed.slot, &value));
                Ok((placed.slot.clone(), is_there))
            })
            .collect()
    }

    /// The tools that the person named when we asked which are to see every login; none when nobody was asked.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn answer(&self) -> Result<Option<Vec<String>>, Failure> {
        Ok(self.read()?.answer)
    }

    /// Remembers that answer.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn remember(&self, names: &[String]) -> Result<(), Failure> {
        let mut book = self.open()?;
        book.record.answer = Some(names.to_vec());
        book.record.write(&book.path)
    }

    /// Forgets that answer, so that the person is asked again.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn forget_answer(&self) -> Result<(), Failure> {
        if self.answer()?.is_none() {
            return Ok(());
        }
        let mut book = self.open()?;
        book.record.answer = None;
        book.record.write(&book.path)
    }

    /// Whether what `slot` holds is what we put there.
    ///
    /// # Errors
    /// When the record or the place cannot be read.
    pub fn has_put(&self, slot: &Slot) -> Result<bool, Failure> {
        let record = self.read()?;
        let held = match record.names(slot) {
            true => slot.read(&self.hands)?,
            false => None,
        };
        Ok(held.is_some_and(|held| record.is_ours(slot, &held)))
    }

    /// Keeps other runs of ours from changing what tools hold, as long as it lives.
    ///
    /// # Errors
    /// When another run does not come to its end, or the lock cannot be made.
    pub fn hold(&self) -> Result<impl Sized, Failure> {
        self.open()
    }

    fn path(&self) -> Option<PathBuf> {
        Some(self.directory.as_ref()?.join("shares.json"))
    }

    fn read(&self) -> Result<Record, Failure> {
        match self.path() {
            Some(path) => Record::read(&path),
            None => Ok(Record::default()),
        }
    }

    fn open(&self) -> Result<Book<'_>, Failure> {
        let none = || Failure::NoHome("the home directory is not known".into());
        let directory = self.directory.as_ref().ok_or_else(none)?;
        let lock = file::hold(&directory.join("shares.lock"), PATIENCE)?;
        let path = directory.join("shares.json");
        Ok(Book {
            record: Record::read(&path)?,
            path,
            hands: &self.hands,
            _lock: lock,
        })
    }
}

impl Book<'_> {
    fn give(&mut self, share: Share, pieces: &[Piece], theirs: Theirs) -> Result<Given, Failure> {
        if self.has_all(&share, pieces)? {
            let slots = pieces.iter().map(|piece| piece.slot.clone());
            return Ok(Given::To(slots.collect()));
        }
        let mut fresh = Vec::new();
        for piece in pieces {
            match piece.slot.read(self.hands)? {
                Some(held) if self.record.is_ours(&piece.slot, &held) => fresh.push(piece),
                // What the tool has by itself is not ours to remove later.
                Some(held) if held == piece.value => {}
                Some(_) if theirs == Theirs::Stays => return Ok(Given::Theirs(piece.slot.clone())),
                _ => fresh.push(piece),
            }
        }
        let before = self.note(share, &fresh)?;
        for piece in &fresh {
            let value = &piece.value;
            let hold = &mut |_: Option<&_>| Wish::Hold(value.clone());
            piece.slot.change(self.hands, hold)?;
        }
        // Where it was and is to be no more: another kind of login goes to other places.
        for placed in before {
            if !pieces.iter().any(|piece| piece.slot == placed.slot) {
                self.clear(&placed)?;
            }
        }
        self.settle(pieces)?;
        Ok(Given::To(
            pieces.iter().map(|piece| piece.slot.clone()).collect(),
        ))
    }

    /// Whether the tool was given just this, and has it.
    fn has_all(&self, share: &Share, pieces: &[Piece]) -> Result<bool, Failure> {
        let before = self.record.find(&share.tool, &share.key);
        let Some(before) = before.filter(|before| before.pieces.len() == pieces.len()) else {
            return Ok(false);
        };
        if share.site.is_some() && share.site != before.site {
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

    /// Records what is about to be written, and returns what was recorded before.
    fn note(&mut self, mut share: Share, pieces: &[&Piece]) -> Result<Vec<Placed>, Failure> {
        let (tool, key) = (share.tool.clone(), share.key.clone());
        let position = self
            .record
            .shares
            .iter()
            .position(|share| share.tool == tool && share.key == key);
        let before = position.map(|at| self.record.shares.remove(at));
        share.pieces = before
            .iter()
            .flat_map(|share| share.pieces.clone())
            .collect();
        share.site = share.site.or_else(|| before.as_ref()?.site.clone());
        for piece in pieces {
            let mark = self.record.mark(&piece.value);
            match share
                .pieces
                .iter_mut()
                .find(|placed| placed.slot == piece.slot)
            {
                Some(placed) => placed.marks.push(mark),
                None => share.pieces.push(Placed {
                    made: missing(&piece.slot),
                    slot: piece.slot.clone(),
                    marks: vec![mark],
                }),
            }
        }
        self.record.shares.push(share);
        self.record.write(&self.path)?;
        Ok(before.map(|share| share.pieces).unwrap_or_default())
    }

    /// Records that what was to be written last is written, and nothing else is.
    fn settle(&mut self, pieces: &[Piece]) -> Result<(), Failure> {
        let share = self.record.shares.last_mut().expect("one was noted");
        share
            .pieces
            .retain(|placed| pieces.iter().any(|piece| piece.slot == placed.slot));
        for placed in &mut share.pieces {
            placed.marks.drain(..placed.marks.len() - 1);
        }
        if share.pieces.is_empty() {
            self.record.shares.pop();
        }
        self.record.write(&self.path)
    }

    fn take(&mut self, tool: Option<&str>, key: &Key) -> Result<Vec<Taken>, Failure> {
        let is_meant =
            |share: &Share| share.key == key.as_str() && tool.is_none_or(|tool| tool == share.tool);
        let shares: Vec<Share> = self
            .record
            .shares
            .iter()
            .filter(|share| is_meant(share))
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
                match self.clear(placed) {
                    Ok(true) => taken.gone.push(slot),
                    Ok(false) => taken.left.push(slot),
                    Err(failure) => taken.failed.push((slot, failure)),
                }
            }
            self.forget(&share, &taken);
            all.push(taken);
        }
        self.record.write(&self.path)?;
        Ok(all)
    }

    /// Forgets a share, but for the places that still hold it.
    fn forget(&mut self, share: &Share, taken: &Taken) {
        let has_failed =
            |placed: &Placed| taken.failed.iter().any(|(slot, _)| *slot == placed.slot);
        let at = self.record.shares.iter().position(|other| other == share);
        let Some(at) = at else { return };
        self.record.shares[at].pieces.retain(has_failed);
        if self.record.shares[at].pieces.is_empty() {
            self.record.shares.remove(at);
        }
    }

    /// Clears a place of what we put there; `Ok(false)` when it holds something else now. What another tool was given
    /// in the same place stays.
    fn clear(&self, placed: &Placed) -> Result<bool, Failure> {
        let is_shared = self.record.shares.iter().flat_map(|share| &share.pieces);
        if is_shared.filter(|other| other.slot == placed.slot).count() > 1 {
            return Ok(true);
        }
        let mut is_ours = true;
        placed.slot.change(self.hands, &mut |held| {
            is_ours = held.is_none_or(|held| self.record.is_ours(&placed.slot, held));
            if is_ours { Wish::Clear } else { Wish::Keep }
        })?;
        if is_ours {
            placed.slot.tidy(&placed.made)?;
        }
        Ok(is_ours)
    }
}
