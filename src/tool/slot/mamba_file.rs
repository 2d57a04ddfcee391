//! mamba's `authentication.json` (`micromamba/src/login.cpp`, mamba 2): entries by `host[:port][/path]`, written as
//! nlohmann's `dump(4)` does: keys sorted, four spaces, no line feed at the end.

use serde::Serialize;
use serde_json::{Map, Value, ser::PrettyFormatter};
use zeroize::Zeroizing;

use super::layout::{Damage, Layout, Text};
use crate::secret::Secret;

/// The entry of this name. Its value is the entry's JSON.
pub(super) struct Entry<'a>(pub(super) &'a str);

impl Layout for Entry<'_> {
    fn get(&self, text: &str) -> Result<Option<Secret>, Damage> {
        Ok(read(text)?
            .get(self.0)
            .map(|entry| Secret::new(entry.to_string())))
    }

    fn set(&self, text: &str, value: &str) -> Result<Text, Damage> {
        let mut entries = read(text)?;
        let value = serde_json::from_str(value).expect("we wrote it as JSON");
        entries.insert(self.0.to_owned(), value);
        Ok(write(&entries))
    }

    fn unset(&self, text: &str) -> Result<Option<Text>, Damage> {
        let mut entries = read(text)?;
        entries.remove(self.0);
        Ok(Some(write(&entries)))
    }

    fn is_empty(&self, text: &str) -> bool {
        read(text).is_ok_and(|entries| entries.is_empty())
    }
}

/// Every entry. mamba itself writes `null` when it logs out of a file that never was.
pub(in crate::tool) fn read(text: &str) -> Result<Map<String, Value>, Damage> {
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(entries)) => Ok(entries),
        Ok(Value::Null) => Ok(Map::new()),
        Ok(_) => Err(Damage::at(0, "it is not a JSON object")),
        Err(error) => Err(Damage::of_json(text, &error)),
    }
}

fn write(entries: &Map<String, Value>) -> Text {
    let mut bytes = Vec::new();
    let layout = PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, layout);
    entries
        .serialize(&mut serializer)
        .expect("a JSON value can be written");
    Zeroizing::new(String::from_utf8(bytes).expect("JSON is UTF-8"))
}
