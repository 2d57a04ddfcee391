//! Answer: what comes of a question that was not answered.

use std::io;

use inquire::InquireError;

use crate::error::{Error, Result};

/// Ctrl-C, Ctrl-D and a terminal that went away are an answer, too.
pub(super) fn unreadable(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof => Error::Interrupted,
        _ => Error::Stream("read from the terminal", error),
    }
}

/// The answer to a question that was drawn.
pub(super) fn answer<T>(answer: Result<T, InquireError>) -> Result<T> {
    answer.map_err(|error| match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => Error::Interrupted,
        InquireError::IO(error) => unreadable(error),
        other => unreadable(io::Error::other(other)),
    })
}
