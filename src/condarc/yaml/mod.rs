//! Yaml: a text's structure with the bytes that each part lies in, so that one part can be changed and the rest stays.

pub(crate) mod block;
pub(crate) mod flow;
pub(crate) mod patch;
mod read;

use std::ops::Range;

use zeroize::Zeroizing;

pub(crate) use self::read::parse;

/// What is wrong with a text, and where, in bytes from the start. It quotes nothing of the text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    pub(crate) at: usize,
    pub(crate) why: String,
}

impl Flaw {
    pub(crate) fn at(at: usize, why: impl Into<String>) -> Self {
        let why = why.into();
        Self { at, why }
    }
}

/// A text's one document.
#[derive(Debug)]
pub(crate) struct Document {
    /// What it holds, unless it is empty.
    pub(crate) root: Option<Node>,
    /// Where more lines can be added at its end.
    pub(crate) end: usize,
}

/// A part of a document. An alias is what it stands for. Two are equal when they say the same.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Where it begins with its anchor and tag.
    pub(crate) outer: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) tag: Option<String>,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Scalar(Zeroizing<String>, Quotes),
    Sequence(Vec<Node>, Layout),
    Mapping(Vec<(Node, Node)>, Layout),
}

/// Whether a scalar is quoted; `true` and `"true"` are two things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quotes {
    Plain,
    Quoted,
    /// A block of lines, `|` or `>`.
    Block,
}

/// How a collection is written, which does not change what it says.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layout {
    /// On lines of their own.
    Block,
    /// Within brackets.
    Flow,
}

impl PartialEq for Layout {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Layout {}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.tag == other.tag
    }
}

impl Eq for Node {}

impl Node {
    /// A scalar's text.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// Whether nothing is written there.
    pub(crate) fn is_blank(&self) -> bool {
        matches!(&self.kind, Kind::Scalar(text, Quotes::Plain) if text.is_empty())
    }

    /// Whether every reader takes it for a text: `yes`, `007` and `1e3` are none without quotes.
    pub(crate) fn is_text(&self) -> bool {
        const WORDS: [&str; 8] = ["true", "false", "yes", "no", "on", "off", "null", "nan"];
        match &self.kind {
            Kind::Scalar(text, Quotes::Plain) => {
                let is_word = WORDS.iter().any(|word| word.eq_ignore_ascii_case(text));
                text.len() > 1 && text.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_word
            }
            Kind::Scalar(..) => true,
            _ => false,
        }
    }

    /// Where the scalars in it are, in order.
    pub(crate) fn scalars(&self, found: &mut Vec<Range<usize>>) {
        match &self.kind {
            Kind::Scalar(..) => found.push(self.start..self.end),
            Kind::Sequence(items, _) => items.iter().for_each(|item| item.scalars(found)),
            Kind::Mapping(pairs, _) => {
                for (key, value) in pairs {
                    key.scalars(found);
                    value.scalars(found);
                }
            }
        }
    }

    /// A mapping's pairs; none of anything else.
    pub(crate) fn pairs(&self) -> &[(Node, Node)] {
        match &self.kind {
            Kind::Mapping(pairs, _) => pairs,
            _ => &[],
        }
    }

    /// A sequence's items; none of anything else.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::Sequence(items, _) => items,
            _ => &[],
        }
    }

    /// The pair of this key. A key that is there twice is a flaw: programs disagree on which one counts.
    pub(crate) fn pair(&self, name: &str) -> Result<Option<&(Node, Node)>, Flaw> {
        let mut pairs = self
            .pairs()
            .iter()
            .filter(|(key, _)| key.text() == Some(name));
        let first = pairs.next();
        match pairs.next() {
            Some((key, _)) => Err(Flaw::at(key.start, format!("`{name}` is there twice"))),
            None => Ok(first),
        }
    }

    /// The value of this key.
    pub(crate) fn get(&self, name: &str) -> Result<Option<&Node>, Flaw> {
        Ok(self.pair(name)?.map(|(_, value)| value))
    }
}
