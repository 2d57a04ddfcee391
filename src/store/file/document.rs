//! Document: the JSON of the file store, one credential a key, with everything we do not understand kept as it was.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use zeroize::Zeroizing;

/// A file's entries in their order, borrowed from its text: values are never re-written unless they are set.
#[derive(Clone, Debug, Default)]
pub(super) struct Document<'a> {
    pub(super) entries: Vec<(Cow<'a, str>, &'a str)>,
    pub(super) is_indented: bool,
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

    /// The entries by key.
    pub(super) fn index(&self) -> HashMap<&str, &'a str> {
        self.iter().collect()
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// How many entries are not the same in `other`.
    pub(super) fn distance(&self, other: &Document<'_>) -> usize {
        let theirs = other.index();
        let is_same = |(key, value): &(&str, &str)| theirs.get(key).is_some_and(|v| v == value);
        let same = self.iter().filter(is_same).count();
        self.entries.len() + other.entries.len() - 2 * same
    }

    pub(super) fn holds_same(&self, other: &Document<'_>) -> bool {
        self.distance(other) == 0
    }

    /// Does to this document what was done to `before` to make it `after`.
    pub(super) fn follow(
        &mut self,
        before: &Document<'_>,
        after: &Document<'a>,
        removals: Removals,
    ) {
        let (old, new) = (before.index(), after.index());
        let changed = |key: &str| {
            let value = new.get(key).copied();
            value.filter(|value| old.get(key) != Some(value))
        };
        self.entries.retain_mut(|(key, value)| {
            *value = changed(key).unwrap_or(value);
            let is_gone = old.contains_key(&**key) && !new.contains_key(&**key);
            removals == Removals::Kept || !is_gone
        });
        let own: HashSet<String> = self.iter().map(|(key, _)| key.to_owned()).collect();
        let added = after.entries.iter();
        let added = added.filter(|(key, _)| !own.contains(&**key) && changed(key).is_some());
        self.entries.extend(added.cloned());
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::error::Failure;

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
}
