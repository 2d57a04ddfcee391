//! What is left of a session, with its checks.

/// What a finished session left behind.
pub struct Ended {
    pub code: Option<i32>,
    pub signal: Option<i32>,
    /// Everything that the terminal was sent.
    pub shown: String,
}

impl Ended {
    /// Panics unless the exit code is `code`.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{:?}, {:?}", self.signal, self.shown);
        self
    }

    /// Panics unless `text` was shown.
    #[track_caller]
    pub fn shows(self, text: &str) -> Self {
        assert!(self.shown.contains(text), "no `{text}` in {:?}", self.shown);
        self
    }

    /// Panics if `text` was shown.
    #[track_caller]
    pub fn hides(self, text: &str) -> Self {
        assert!(!self.shown.contains(text), "`{text}` in {:?}", self.shown);
        self
    }
}
