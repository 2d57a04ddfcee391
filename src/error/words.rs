//! Words: an error on one line, and the parts of it that depend on what happened.

use super::Error;
use crate::text;

impl Error {
    /// The error and its causes on one line.
    pub fn message(&self) -> String {
        let mut message = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            message.push_str(": ");
            message.push_str(&error.to_string());
            cause = error.source();
        }
        message
    }
}

/// A server's answer: the status, and what it says.
pub(super) fn answer(status: u16, why: Option<&str>) -> String {
    match why {
        Some(why) => format!("HTTP {status}: {}", text::escape(why)),
        None => format!("HTTP {status}"),
    }
}

/// `expires in 3 days (…)` or `expired 3 days ago (…)`.
pub(super) fn expiry(when: &str) -> String {
    match when.starts_with("in ") {
        true => format!("expires {when}"),
        false => format!("expired {when}"),
    }
}

/// How many there are beside the one that is named.
pub(super) fn others(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        _ => format!(" (and {} more)", count - 1),
    }
}
