//! What a finished run left behind, with the checks that show all of it when they fail.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

/// The result of a run. Bytes that are not UTF-8 are replaced in `out` and `err`.
#[derive(Debug, Clone)]
pub struct Ran {
    /// The command line, for messages.
    pub command: String,
    /// The exit code, unless a signal ended it.
    pub code: Option<i32>,
    /// The signal that ended it, if one did.
    pub signal: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// From start to exit.
    pub took: Duration,
}

impl Ran {
    /// Panics unless the exit code is 0.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.exits(0)
    }

    /// Panics unless the exit code is `code`, and not 0; or if there was a panic inside.
    #[track_caller]
    pub fn fails_with(self, code: i32) -> Self {
        assert_ne!(code, 0, "use `ok`");
        self.exits(code)
    }

    /// Panics unless standard output is exactly `text`.
    #[track_caller]
    pub fn prints(self, text: &str) -> Self {
        assert_eq!(self.out, text, "standard output of {self}");
        self
    }

    /// Panics unless standard error contains `text`.
    #[track_caller]
    pub fn notes(self, text: &str) -> Self {
        assert!(self.err.contains(text), "no `{text}` in {self}");
        self
    }

    /// Panics if it took longer than `limit`.
    #[track_caller]
    pub fn within(self, limit: Duration) -> Self {
        assert!(self.took <= limit, "longer than {limit:?}: {self}");
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    #[track_caller]
    fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "exit code of {self}");
        assert!(!self.err.contains("panicked at"), "a panic in {self}");
        self
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            command,
            code,
            signal,
            out,
            err,
            took,
        } = self;
        writeln!(f, "`{command}`: code {code:?}, signal {signal:?}, {took:?}")?;
        write!(
            f,
            "--- standard output\n{out}\n--- standard error\n{err}\n---"
        )
    }
}
