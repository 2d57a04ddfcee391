//! Reading: from the parser's events to a tree whose parts know their bytes.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};
use zeroize::Zeroizing;

use super::{Document, Flaw, Kind, Layout, Node, Quotes};

/// As deep as any file of conda's could be.
const DEPTH: usize = 32;
/// As many parts as a text may have once its aliases are what they stand for.
const PARTS: usize = 100_000;

/// The structure of a text.
pub(crate) fn parse(text: &str) -> Result<Document, Flaw> {
    // The parser takes a zero byte for the end of the text.
    if let Some(at) = text.find(|c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
        return Err(Flaw::at(at, "YAML does not allow this character"));
    }
    // For conda's parser these end a line, and what is after the first mark is part of a word.
    let mark = text.find(|c| c != '\u{feff}').unwrap_or(text.len());
    let odd = text.find(['\u{2028}', '\u{2029}']);
    if let Some(at) = odd.or((mark > '\u{feff}'.len_utf8()).then_some('\u{feff}'.len_utf8())) {
        return Err(Flaw::at(
            at,
            "conda reads this character otherwise than others do",
        ));
    }
    let offsets = text[mark..].char_indices().map(|(at, _)| at + mark);
    let mut reader = Reader {
        text,
        offsets: offsets.chain([text.len()]).collect(),
        open: Vec::new(),
        anchors: HashMap::new(),
        parts: 0,
        root: None,
        end: None,
    };
    let mut parser = Parser::new_from_str(&text[mark..]);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            Flaw::at(reader.byte(error.marker().index()), "it is not valid YAML")
        })?;
        reader.take(event, span)?;
    }
    let (root, end) = (reader.root, reader.end.unwrap_or(text.len()));
    Ok(Document { root, end })
}

struct Reader<'t> {
    text: &'t str,
    /// Where each character begins: the parser counts characters.
    offsets: Vec<usize>,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    parts: usize,
    root: Option<Node>,
    end: Option<usize>,
}

/// A collection whose end has not come.
struct Open {
    node: Node,
    anchor: usize,
    key: Option<Node>,
}

impl Reader<'_> {
    fn byte(&self, character: usize) -> usize {
        *self.offsets.get(character).unwrap_or(&self.text.len())
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Flaw> {
        let (start, end) = (self.byte(span.start.index()), self.byte(span.end.index()));
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let kind = Kind::Scalar(Zeroizing::new(text.into_owned()), quotes(style));
                let mut node = self.node(start, end, tag.as_deref(), kind);
                node.end = match style {
                    ScalarStyle::SingleQuoted => closing(self.text, node.start, '\''),
                    ScalarStyle::DoubleQuoted => closing(self.text, node.start, '"'),
                    _ => node.start + self.text[node.start..end].trim_end().len(),
                };
                self.place(node, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                let kind = Kind::Sequence(Vec::new(), self.layout(start, end));
                self.begin(self.node(start, end, tag.as_deref(), kind), anchor)
            }
            Event::MappingStart(anchor, tag) => {
                let kind = Kind::Mapping(Vec::new(), self.layout(start, end));
                self.begin(self.node(start, end, tag.as_deref(), kind), anchor)
            }
            Event::SequenceEnd | Event::MappingEnd => self.finish(start),
            Event::Alias(anchor) => {
                let known = self.anchors.get(&anchor).cloned();
                let mut node =
                    known.ok_or_else(|| Flaw::at(start, "an alias is within its own anchor"))?;
                (node.outer, node.start, node.end) = (start, start, end);
                self.place(node, 0)
            }
            Event::DocumentStart(_) if self.root.is_some() || self.end.is_some() => {
                Err(Flaw::at(start, "there is more than one document"))
            }
            Event::DocumentEnd => {
                self.end = (start < end).then_some(start);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn node(&self, outer: usize, end: usize, tag: Option<&Tag>, kind: Kind) -> Node {
        Node {
            outer,
            start: outer + properties(&self.text[outer..end]),
            end,
            tag: tag.map(ToString::to_string),
            kind,
        }
    }

    fn layout(&self, start: usize, end: usize) -> Layout {
        match self.text[start..end].trim_end().ends_with(['[', '{']) {
            true => Layout::Flow,
            false => Layout::Block,
        }
    }

    fn begin(&mut self, node: Node, anchor: usize) -> Result<(), Flaw> {
        if self.open.len() == DEPTH {
            return Err(Flaw::at(node.start, "it is too deep"));
        }
        let key = None;
        self.open.push(Open { node, anchor, key });
        Ok(())
    }

    fn finish(&mut self, bracket: usize) -> Result<(), Flaw> {
        let Some(Open {
            mut node, anchor, ..
        }) = self.open.pop()
        else {
            return Ok(());
        };
        node.end = match &node.kind {
            Kind::Sequence(_, Layout::Flow) | Kind::Mapping(_, Layout::Flow) => bracket + 1,
            Kind::Sequence(items, _) => items.last().map_or(node.start, |item| item.end),
            Kind::Mapping(pairs, _) => pairs
                .last()
                .map_or(node.start, |(key, value)| key.end.max(value.end)),
            Kind::Scalar(..) => node.end,
        };
        self.place(node, anchor)
    }

    /// YAML allows no tab in front of a line's first part; this parser does, and conda's does not.
    fn refuse_tab(&self, at: usize) -> Result<(), Flaw> {
        let line = self.text[..at].rfind('\n').map_or(0, |found| found + 1);
        let before = &self.text[line..at];
        match before.find('\t') {
            Some(tab) if before.trim().is_empty() => {
                Err(Flaw::at(line + tab, "a line begins with a tab"))
            }
            _ => Ok(()),
        }
    }

    /// Puts a finished part where it belongs.
    fn place(&mut self, node: Node, anchor: usize) -> Result<(), Flaw> {
        self.refuse_tab(node.outer)?;
        self.parts += size(&node);
        if self.parts > PARTS {
            return Err(Flaw::at(node.start, "it is too large"));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match (&mut open.node.kind, open.key.take()) {
            (Kind::Sequence(items, _), _) => items.push(node),
            (Kind::Mapping(pairs, _), Some(key)) => pairs.push((key, node)),
            _ => open.key = Some(node),
        }
        Ok(())
    }
}

fn quotes(style: ScalarStyle) -> Quotes {
    match style {
        ScalarStyle::Plain => Quotes::Plain,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Quotes::Quoted,
        ScalarStyle::Literal | ScalarStyle::Folded => Quotes::Block,
    }
}

/// How long the anchor and tag are that a part begins with.
fn properties(text: &str) -> usize {
    let mut rest = text;
    while rest.starts_with(['&', '!']) {
        let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
        rest = rest[word..].trim_start();
    }
    text.len() - rest.len()
}

/// Where a quoted scalar ends: the parser counts what follows it on its line.
fn closing(text: &str, start: usize, quote: char) -> usize {
    let mut characters = text[start..].char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        let is_doubled =
            character == '\'' && characters.peek().is_some_and(|(_, next)| *next == '\'');
        if (quote == '"' && character == '\\') || (quote == '\'' && is_doubled) {
            characters.next();
        } else if character == quote {
            return start + at + 1;
        }
    }
    text.len()
}

fn size(node: &Node) -> usize {
    1 + match &node.kind {
        Kind::Scalar(..) => 0,
        Kind::Sequence(items, _) => items.iter().map(size).sum::<usize>(),
        Kind::Mapping(pairs, _) => pairs
            .iter()
            .map(|(key, value)| size(key) + size(value))
            .sum(),
    }
}
