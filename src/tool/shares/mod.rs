//! Shares: giving logins to tools, taking them back, and what is known of both.

mod answer;

use std::{
    path::{Path, PathBuf},
    rc::Rc,
};

use super::{
    Hands, Login, Piece, Slot, Tool, Unusable,
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
    /// Places that hold it for another tool or login, too.
    pub kept: Vec<Slot>,
    /// Places where somebody put something else, which was left.
    pub left: Vec<Slot>,
    /// Places that could not be changed, and why.
    pub failed: Vec<(Slot, Failure)>,
}

impl Taken {
    /// Nothing, so far.
    pub(super) fn nothing(tool: &str, key: &Key) -> Self {
        Self {
            tool: tool.to_owned(),
            key: key.clone(),
            gone: Vec::new(),
            kept: Vec::new(),
            left: Vec::new(),
            failed: Vec::new(),
        }
    }
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

    /// Gives `login` to `tool`, in the place of what it was given under that key before. What the person named is
    /// remembered for renewals.
    ///
    /// # Errors
    /// When a place cannot be read or written. What was given before is then still known, and taken back by a later run.
    pub fn give(
        &self,
        tool: &dyn Tool,
        login: &Login<'_>,
        theirs: Theirs,
    ) -> Result<Given, Failure> {
        let login = &self.again(tool.name(), login)?;
        match tool.pieces(login) {
            // Nothing is recorded, or locked, where there is nothing to put or to take back.
            Ok(pieces) if pieces.is_empty() && login.own.is_empty() => Ok(Given::To(Vec::new())),
            Ok(pieces) => {
                let share = Share {
                    tool: tool.name().to_owned(),
                    key: login.key.as_str().to_owned(),
                    named: login.named.clone(),
                    pieces: Vec::new(),
                };
                self.open()?.give(share, &pieces, theirs)
            }
            Err(unusable) => Ok(Given::Unusable(unusable)),
        }
    }

    /// Puts a value where `tool` looks for it, in the place of whatever is there, as what it is given of the login under `key`.
    ///
    /// # Errors
    /// As [`give`](Self::give).
    pub fn put(&self, tool: &str, key: &Key, piece: &Piece) -> Result<(), Failure> {
        let share = Share {
            tool: tool.to_owned(),
            key: key.as_str().to_owned(),
            named: Vec::new(),
            pieces: Vec::new(),
        };
        let pieces = std::slice::from_ref(piece);
        self.open()?.give(share, pieces, Theirs::Goes).map(drop)
    }

    /// The login with what is known of it from when the tool was given it before.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn again<'l>(&self, tool: &str, login: &Login<'l>) -> Result<Login<'l>, Failure> {
        let record = self.read()?;
        Ok(match record.find(tool, login.key.as_str()) {
            None => login.clone(),
            Some(share) => {
                let own = share.pieces.iter().map(|placed| placed.slot.clone());
                login.again(&share.named, own.collect())
            }
        })
    }

    /// Takes back what `tool`, or every tool, was given under `key`. What somebody changed since stays.
    ///
    /// # Errors
    /// When the record cannot be read or written.
    pub fn take(&self, tool: Option<&str>, key: &Key) -> Result<Vec<Taken>, Failure> {
        let names = self.of(key)?;
        // Most machines share nothing, and then nothing is locked.
        if !names
            .iter()
            .any(|name| tool.is_none_or(|tool| tool == name))
        {
            return Ok(Vec::new());
        }
        self.open()?.take(tool, key)
    }

    /// The tools that were given the login under `key`.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn of(&self, key: &Key) -> Result<Vec<String>, Failure> {
        let shares = self.read()?.shares.into_iter();
        let of_key = shares.filter(|share| share.key == key.as_str());
        Ok(of_key.map(|share| share.tool).collect())
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

    /// Whether what `key` is answered with from the file at `place` is what we put there.
    ///
    /// # Errors
    /// As for [`has_put`](Self::has_put).
    pub fn has_put_into(&self, place: &Path, key: &Key) -> Result<bool, Failure> {
        let record = self.read()?;
        let slots = record.slots().filter(|slot| slot.answers(place, key));
        for slot in slots {
            let held = slot.read(&self.hands)?;
            if held.is_some_and(|held| record.is_ours(slot, &held)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Keeps other runs of ours from changing what tools hold, as long as it lives.
    ///
    /// # Errors
    /// When another run does not come to its end, or the lock cannot be made.
    pub fn hold(&self) -> Result<impl Sized, Failure> {
        self.open()
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
