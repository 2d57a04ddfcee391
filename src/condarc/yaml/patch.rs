//! Patch: changes to a text, by its bytes; what none of them covers stays.

use std::ops::Range;

use zeroize::Zeroizing;

/// Changes that are made all at once.
#[derive(Debug)]
pub(crate) struct Patch<'t> {
    text: &'t str,
    changes: Vec<(Range<usize>, Zeroizing<String>)>,
}

impl<'t> Patch<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let changes = Vec::new();
        Self { text, changes }
    }

    /// What the text says there.
    pub(crate) fn text(&self, range: Range<usize>) -> &'t str {
        &self.text[range]
    }

    pub(crate) fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.changes.push((range, Zeroizing::new(with.into())));
    }

    pub(crate) fn insert(&mut self, at: usize, what: impl Into<String>) {
        self.replace(at..at, what);
    }

    pub(crate) fn remove(&mut self, range: Range<usize>) {
        self.replace(range, "");
    }

    /// Adds lines, without their line ends, in front of the line that begins at `at`.
    pub(crate) fn insert_lines(&mut self, at: usize, lines: &[String]) {
        let end = self.line_end();
        let is_cut = at > 0 && !self.text[..at].ends_with('\n');
        let mut all: String = lines.iter().map(|line| format!("{line}{end}")).collect();
        if is_cut {
            all.truncate(all.len() - end.len());
            all.insert_str(0, end);
        }
        self.insert(at, all);
    }

    /// The line end that the text has: the first one.
    pub(crate) fn line_end(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }

    /// Where the line begins that the byte at `at` is on; after a byte-order mark.
    pub(crate) fn line_start(&self, at: usize) -> usize {
        let mark = self.text.len() - self.text.trim_start_matches('\u{feff}').len();
        self.text[..at].rfind('\n').map_or(mark, |found| found + 1)
    }

    /// Where the next line begins.
    pub(crate) fn next_line(&self, at: usize) -> usize {
        let found = self.text[at..].find('\n');
        found.map_or(self.text.len(), |found| at + found + 1)
    }

    /// The text with the changes. One that had no line end at its end has none.
    pub(crate) fn apply(mut self) -> Zeroizing<String> {
        self.changes
            .sort_by_key(|(range, _)| (range.start, range.end));
        let mut changed = Zeroizing::new(String::with_capacity(2 * self.text.len() + 4096));
        let mut at = 0;
        for (range, with) in &self.changes {
            if at < range.start {
                changed.push_str(&self.text[at..range.start]);
            }
            changed.push_str(with);
            at = at.max(range.end);
        }
        changed.push_str(&self.text[at..]);
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            let kept = changed.trim_end_matches(['\r', '\n']).len();
            changed.truncate(kept);
        }
        changed
    }
}

/// A scalar in double quotes, whatever is in it.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            ' '..='~' => quoted.push(character),
            _ if character.is_alphanumeric() => quoted.push(character),
            _ => quoted.push_str(&format!("\\U{:08x}", u32::from(character))),
        }
    }
    quoted.push('"');
    quoted
}
