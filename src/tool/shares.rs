//! Shares: giving logins to tools, taking them back, and what is known of both.

use std::{path::PathBuf, rc::Rc};

use url::Url;

use super::{
    Hands, Login, Slot, Tool, Unusable,
    book::{self, Book},
    record::{Record, Share},
};
use crate::{error::Failure, target::Key};

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
    hands: Rc<Hands>,
}

impl Shares {
    /// The shares that are recorded in `directory`; without one nothing can be shared.
    pub fn in_directory(directory: Option<PathBuf>, hands: Rc<Hands>) -> Self {
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
            // Nothing is recorded, or locked, where there is nothing to put or to take back.
            Ok(pieces) if pieces.is_empty() && !self.has(tool.name(), login.key)? => {
                Ok(Given::To(Vec::new()))
            }
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
        let of_key = self.of(key)?;
        let mut names = of_key.iter().map(|(name, _)| name);
        // Most machines share nothing, and then nothing is locked.
        if !names.any(|name| tool.is_none_or(|tool| tool == name)) {
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
        book.write()
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
        book.write()
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

    fn has(&self, tool: &str, key: &Key) -> Result<bool, Failure> {
        Ok(self.read()?.find(tool, key.as_str()).is_some())
    }

    fn read(&self) -> Result<Record, Failure> {
        match &self.directory {
            Some(directory) => Record::read(&book::file(directory)),
            None => Ok(Record::default()),
        }
    }

    fn open(&self) -> Result<Book<'_>, Failure> {
        let none = || Failure::NoHome("the home directory is not known".into());
        let directory = self.directory.as_ref().ok_or_else(none)?;
        Book::open(directory, &self.hands)
    }
}
