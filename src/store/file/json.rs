//! Json: a store's file read into a document, or where and how it is damaged, without quoting it.

use std::{borrow::Cow, collections::HashSet, fmt, path::Path};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::document::Document;
use crate::error::Failure;

/// Entries nested deeper than this are no credentials.
const DEEPEST: usize = 64;

impl<'a> Document<'a> {
    /// Reads a file's bytes. Nothing, white space and a byte-order mark are an empty document.
    pub(super) fn parse(bytes: &'a [u8], path: &Path) -> Result<Self, Failure> {
        let corrupt = |at: usize, why: &str| Failure::Corrupt {
            path: path.to_owned(),
            at,
            why: why.into(),
        };
        let text = std::str::from_utf8(bytes)
            .map_err(|error| corrupt(error.valid_up_to(), "it is not UTF-8"))?;
        let body = text.trim_start_matches('\u{feff}');
        if body.trim().is_empty() {
            return Ok(Self::default());
        }
        let start = text.len() - body.len();
        let mut document: Self = serde_json::from_str(body)
            .map_err(|error| corrupt(start + offset(body, &error), reason(&error)))?;
        if let Some(at) = duplicate(&document, body) {
            return Err(corrupt(start + at, "two entries have the same key"));
        }
        if document.entries.iter().any(|(_, value)| may_be_deep(value))
            && let Some(at) = too_deep(body)
        {
            return Err(corrupt(start + at, "it is nested too deeply"));
        }
        document.is_indented = ["{\n", "{\r\n"]
            .iter()
            .any(|s| body.trim_start().starts_with(s));
        Ok(document)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Document<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Entries)
    }
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Document<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Document<'de>, M::Error> {
        let mut entries: Vec<(Cow<'de, str>, &'de str)> = Vec::new();
        while let Some(Name(key)) = map.next_key()? {
            entries.push((key, map.next_value::<&RawValue>()?.get()));
        }
        Ok(Document {
            entries,
            is_indented: false,
        })
    }
}

/// A key, borrowed unless it has escapes in it.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// The entries of an object in `text`, in their order: names, and values as they are written.
///
/// # Errors
/// When it is no such object, or two entries have the same name. `path` is for the error.
pub(crate) fn members<'a>(text: &'a str, path: &Path) -> Result<Vec<(String, &'a str)>, Failure> {
    let document = Document::parse(text.as_bytes(), path)?;
    let entries = document.entries.into_iter();
    Ok(entries
        .map(|(name, value)| (name.into_owned(), value))
        .collect())
}

/// What is wrong, in our words: serde's own may quote a part of the file.
pub(crate) fn reason(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        serde_json::error::Category::Data => "it is not an object of entries",
        _ => "it is not JSON",
    }
}

/// Lines and columns, which serde counts from one in bytes, as one offset.
pub(crate) fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines_before = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    let start: usize = lines_before.map(str::len).sum();
    (start + error.column().saturating_sub(1)).min(text.len())
}

/// Where the second of two values with the same key starts.
fn duplicate(document: &Document<'_>, text: &str) -> Option<usize> {
    let entries = &document.entries;
    // rattler writes the keys in their order, and we add ours at the end.
    let disorder = entries.windows(2).position(|pair| pair[0].0 >= pair[1].0);
    let (sorted, rest) = entries.split_at(disorder.map_or(entries.len(), |at| at + 1));
    let is_sorted = |key: &str| {
        sorted
            .binary_search_by(|(other, _)| other.as_ref().cmp(key))
            .is_ok()
    };
    let mut seen = HashSet::new();
    let mut rest = rest.iter();
    let (_, value) = rest.find(|(key, _)| is_sorted(key) || !seen.insert(key.as_ref()))?;
    Some(value.as_ptr() as usize - text.as_ptr() as usize)
}

/// Whether a value has brackets enough to be too deep. Counting is many times quicker than following them.
fn may_be_deep(value: &str) -> bool {
    let is_bracket = |byte: &u8| matches!(byte, b'{' | b'[');
    value.len() > DEEPEST && value.bytes().filter(is_bracket).count() >= DEEPEST
}

/// Where valid JSON goes deeper than a credential can.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth -= 1,
            _ => {}
        }
        if depth > DEEPEST {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Document<'_>, Failure> {
        Document::parse(text.as_bytes(), Path::new("f"))
    }

    #[test]
    fn damage_is_placed_and_never_quoted() {
        for (text, at, why) in [
            ("{\"a\":\"CANARY\",", 14, "ends too early"),
            ("{\n\"a\":1,\n CANARY}", 10, "is not JSON"),
            ("[\"CANARY\"]", 0, "not an object"),
            ("{\"a\":1,\"a\":\"CANARY\"}", 9, "same key"),
        ] {
            let Err(Failure::Corrupt {
                at: found,
                why: reason,
                ..
            }) = parse(text)
            else {
                panic!("{text} was accepted");
            };
            assert!(
                reason.contains(why) && !reason.contains("CANARY"),
                "{text}: {reason}"
            );
            assert!(found.abs_diff(at) <= 2, "{text}: byte {found}, not {at}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_and_strings_do_not_nest() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(200_000), "]".repeat(200_000));
        assert!(parse(&deep).is_err());
        let text = format!("{{\"a\":\"{}\\\"[\"}}", "[".repeat(1000));
        assert!(parse(&text).is_ok());
    }
}
