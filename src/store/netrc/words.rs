//! The words of a netrc file, and where they are.

use std::ops::Range;

use zeroize::Zeroizing;

/// A word of a netrc file.
#[derive(Debug)]
pub(crate) struct Word {
    /// The number of its line, from 1.
    pub(crate) line: usize,
    /// Where it is in the text, with its quotes.
    pub(crate) span: Range<usize>,
    /// What it says, without them.
    pub(crate) text: Zeroizing<String>,
}

/// The words of a netrc file as curl takes them apart (`lib/netrc.c`): a word that begins with `#` is a
/// comment to the end of the line, a word in double quotes may hold spaces and `\` escapes.
pub(super) struct Words<'a> {
    text: &'a str,
    line: usize,
    at: usize,
}

impl<'a> Words<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let (line, at) = (1, 0);
        Self { text, line, at }
    }

    /// A macro goes to the next empty line; whether there is one.
    pub(super) fn skip_macro(&mut self) -> bool {
        while self.at < self.text.len() {
            self.next_line();
            let rest = &self.text[self.at..];
            if rest.starts_with('\n') || rest.starts_with("\r\n") {
                return true;
            }
        }
        false
    }

    fn next_line(&mut self) {
        let length = self.text[self.at..].find('\n').map(|length| length + 1);
        self.at = length.map_or(self.text.len(), |length| self.at + length);
        self.line += 1;
    }

    /// The word that the text goes on with.
    fn word(&mut self) -> Zeroizing<String> {
        let start = self.at;
        let rest = self.text[start..].lines().next().unwrap_or_default();
        let is_quoted = rest.starts_with('"');
        let mut word = Zeroizing::new(String::new());
        let mut escaped = false;
        for (at, c) in rest.char_indices().skip(usize::from(is_quoted)) {
            let ends = match is_quoted {
                true => c == '"',
                false => c.is_whitespace(),
            };
            if ends && !escaped {
                self.at = start + at + usize::from(is_quoted);
                return word;
            }
            if is_quoted && c == '\\' && !escaped {
                escaped = true;
                continue;
            }
            word.push(match c {
                'n' if escaped => '\n',
                'r' if escaped => '\r',
                't' if escaped => '\t',
                other => other,
            });
            escaped = false;
        }
        self.at = start + rest.len();
        word
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        loop {
            let next = self.text[self.at..].chars().next()?;
            match next {
                '\n' | '#' => self.next_line(),
                blank if blank.is_whitespace() => self.at += blank.len_utf8(),
                _ => break,
            }
        }
        let (line, start) = (self.line, self.at);
        let text = self.word();
        let span = start..self.at;
        Some(Word { line, span, text })
    }
}
