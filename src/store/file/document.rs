//! Document: the JSON of the file store, one credential a key, with everything we do not understand kept as it was.

use std::{borrow::Cow, fmt, path::Path};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, Visitor},
};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::error::Failure;

/// Entries nested deeper than this are no credentials.
const DEEPEST: usize = 64;

/// A file's entries in their order, borrowed from its text: values are never re-written unless they are set.
#[derive(Clone, Debug, Default)]
pub(super) struct Document<'a> {
    entries: Vec<(Cow<'a, str>, &'a str)>,
    is_indented: bool,
}

/// Whether an entry that another writer left out is removed, or kept because that writer had not seen it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Removals {
    Followed,
    Kept,
}

impl Removals {
    pub(super) fn kept_if(stale: bool) -> Self {
        if stale { Self::Kept } else { Self::Followed }
    }
}

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
        if let Some(at) = too_deep(body) {
            return Err(corrupt(start + at, "it is nested too deeply"));
        }
        document.is_indented = ["{\n", "{\r\n"]
            .iter()
            .any(|s| body.trim_start().starts_with(s));
        Ok(document)
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a str> {
        let entry = self.entries.iter().find(|(name, _)| name == key);
        entry.map(|(_, value)| *value)
    }

    pub(super) fn set(&mut self, key: &'a str, value: &'a str) {
        match self.entries.iter_mut().find(|(name, _)| name == key) {
            Some(entry) => entry.1 = value,
            None => self.entries.push((Cow::Borrowed(key), value)),
        }
    }

    pub(super) fn remove(&mut self, key: &str) {
        self.entries.retain(|(name, _)| name != key);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.entries
            .iter()
            .map(|(key, value)| (key.as_ref(), *value))
    }

    /// Does to this document what was done to `before` to make it `after`.
    pub(super) fn follow(
        &mut self,
        before: &Document<'_>,
        after: &Document<'a>,
        removals: Removals,
    ) {
        for (key, value) in &after.entries {
            if before.get(key) != Some(value) {
                match self.entries.iter_mut().find(|(name, _)| name == key) {
                    Some(entry) => entry.1 = value,
                    None => self.entries.push((key.clone(), value)),
                }
            }
        }
        if removals == Removals::Followed {
            let gone = |key: &str| before.get(key).is_some() && after.get(key).is_none();
            self.entries.retain(|(key, _)| !gone(key));
        }
    }

    /// The document as it is written: on one line as rattler does, or indented if it was so.
    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let size: usize = self
            .entries
            .iter()
            .map(|(k, v)| k.len() + v.len() + 16)
            .sum();
        let mut bytes = Zeroizing::new(Vec::with_capacity(size + 8));
        let (before, between, after) = match self.is_indented {
            true => ("\n  ", ": ", "\n}\n"),
            false => ("", ":", "}"),
        };
        bytes.push(b'{');
        for (index, (key, value)) in self.entries.iter().enumerate() {
            if index > 0 {
                bytes.push(b',');
            }
            bytes.extend_from_slice(before.as_bytes());
            serde_json::to_writer(&mut *bytes, key).expect("writing to memory cannot fail");
            bytes.extend_from_slice(between.as_bytes());
            bytes.extend_from_slice(value.as_bytes());
        }
        bytes.extend_from_slice(after.as_bytes());
        bytes
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
        let mut seen = std::collections::HashSet::new();
        while let Some(Name(key)) = map.next_key()? {
            if !seen.insert(key.clone()) {
                return Err(M::Error::custom("duplicate"));
            }
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

/// What is wrong, in our words: serde's own may quote a part of the file.
fn reason(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        serde_json::error::Category::Data if error.to_string().starts_with("duplicate") => {
            "two entries have the same key"
        }
        serde_json::error::Category::Data => "it is not an object of entries",
        _ => "it is not JSON",
    }
}

/// Lines and columns, which serde counts from one in bytes, as one offset.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines_before = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    let start: usize = lines_before.map(str::len).sum();
    (start + error.column().saturating_sub(1)).min(text.len())
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

    fn written(document: &Document<'_>) -> String {
        String::from_utf8(document.to_bytes().to_vec()).unwrap()
    }

    #[test]
    fn what_is_not_touched_stays_letter_for_letter() {
        let mut document =
            parse(r#"{"a":{"FutureAuth" : {"k":1.50}},"b":{"BearerToken":"x"}}"#).unwrap();
        document.set("c", r#"{"BearerToken":"y"}"#);
        document.remove("b");
        let wanted = r#"{"a":{"FutureAuth" : {"k":1.50}},"c":{"BearerToken":"y"}}"#;
        assert_eq!(written(&document), wanted);
    }

    #[test]
    fn an_indented_file_stays_indented() {
        let mut document = parse("{\n  \"a\": 1\n}\n").unwrap();
        document.set("b", "2");
        assert_eq!(written(&document), "{\n  \"a\": 1,\n  \"b\": 2\n}\n");
    }

    #[test]
    fn the_changes_of_another_writer_are_followed() {
        let before = parse(r#"{"same":1,"changed":1,"gone":1}"#).unwrap();
        let after = parse(r#"{"same":1,"changed":2,"new":1}"#).unwrap();
        let mut ours = parse(r#"{"same":1,"changed":1,"gone":1,"ours":1}"#).unwrap();
        ours.follow(&before, &after, Removals::Followed);
        assert_eq!(written(&ours), r#"{"same":1,"changed":2,"ours":1,"new":1}"#);
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
