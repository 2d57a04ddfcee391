//! Answer: the tools that the person named when we asked which are to see every login.

use super::Shares;
use crate::error::Failure;

impl Shares {
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
}
