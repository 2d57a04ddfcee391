//! The words of a netrc file.

use zeroize::Zeroizing;

/// The words of a netrc file with their line numbers, as curl takes them apart (`lib/netrc.c`):
/// a `#` at the start of a line is a comment, a word in double quotes may hold spaces and `\` escapes.
pub(super) struct Words<'a> {
    lines: Vec<&'a str>,
    line: usize,
    at: usize,
}

impl<'a> Words<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            lines: text.lines().collect(),
            line: 0,
            at: 0,
        }
    }

    /// The word after a keyword; curl lets it stand on the next line.
    pub(super) fn value(&mut self) -> Option<Zeroizing<String>> {
        self.next().map(|(_, word)| word)
    }

    /// A macro goes to the next empty line.
    pub(super) fn skip_macro(&mut self) {
        while self.line < self.lines.len() && !self.lines[self.line].trim().is_empty() {
            self.line += 1;
        }
        self.at = 0;
    }

    fn word(&mut self, rest: &str) -> Zeroizing<String> {
        let mut word = Zeroizing::new(String::new());
        let is_quoted = rest.starts_with('"');
        let mut escaped = false;
        for (at, c) in rest.char_indices().skip(usize::from(is_quoted)) {
            let ends = if is_quoted {
                c == '"'
            } else {
                c.is_whitespace()
            };
            if ends && !escaped {
                self.at += at + usize::from(is_quoted);
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
        self.at += rest.len();
        word
    }
}

impl Iterator for Words<'_> {
    type Item = (usize, Zeroizing<String>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = *self.lines.get(self.line)?;
            let rest = line.get(self.at..).unwrap_or_default();
            let start = rest.len() - rest.trim_start().len();
            let rest = rest.trim_start();
            if rest.is_empty() || (rest.starts_with('#') && self.at == 0) {
                self.line += 1;
                self.at = 0;
                continue;
            }
            self.at += start;
            let number = self.line + 1;
            return Some((number, self.word(rest)));
        }
    }
}
