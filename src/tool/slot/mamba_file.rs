//! mamba's `authentication.json` (`micromamba/src/login.cpp`, mamba 2): entries by `host[:port][/path]`, written as
//! nlohmann's `dump(4)` does: keys sorted, four spaces, no line feed at the end.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, ser::PrettyFormatter, value::RawValue};
use zeroize::Zeroizing;

use super::layout::{Damage, Layout, Text};
use crate::secret::Secret;

/// The entry of this name. Its value is the entry's JSON.
pub(super) struct Entry<'a>(pub(super) &'a str);

/// Every entry as it stands in the file, so that numbers and fields of others stay as they are.
type Raw = BTreeMap<String, Box<RawValue>>;

impl Layout for Entry<'_> {
    fn get(&self, text: &str) -> Result<Option<Secret>, Damage> {
        let entries = raw(text)?;
        let Some(entry) = entries.get(self.0) else {
            return Ok(None);
        };
        // In one form, however it was written.
        let entry: Value = serde_json::from_str(entry.get())
            .map_err(|error| Damage::at(0, crate::store::file::json::reason(&error)))?;
        Ok(Some(Secret::new(entry.to_string())))
    }

    fn set(&self, text: &str, value: &str) -> Result<Text, Damage> {
        let mut entries = raw(text)?;
        entries.insert(self.0.to_owned(), indented(value));
        Ok(Zeroizing::new(pretty(&entries)))
    }

    fn unset(&self, text: &str) -> Result<Option<Text>, Damage> {
        let mut entries = raw(text)?;
        entries.remove(self.0);
        Ok(Some(Zeroizing::new(pretty(&entries))))
    }

    fn is_empty(&self, text: &str) -> bool {
        raw(text).is_ok_and(|entries| entries.is_empty())
    }
}

/// Every entry. mamba itself writes `null` when it logs out of a file that never was.
pub(in crate::tool) fn read(text: &str) -> Result<Map<String, Value>, Damage> {
    parse(text)
}

fn raw(text: &str) -> Result<Raw, Damage> {
    parse(text)
}

fn parse<E: Default + serde::de::DeserializeOwned>(text: &str) -> Result<E, Damage> {
    let body = text.trim();
    if body.is_empty() || body == "null" {
        return Ok(E::default());
    }
    match body.starts_with('{') {
        true => serde_json::from_str(text).map_err(|error| Damage::of_json(text, &error)),
        false => Err(Damage::at(0, "it is not a JSON object")),
    }
}

/// A value of ours as it lies one level below the top.
fn indented(value: &str) -> Box<RawValue> {
    let value: Value = serde_json::from_str(value).expect("we wrote it as JSON");
    let text = Zeroizing::new(pretty(&value));
    // A line feed in a string is escaped, so these are all between the values.
    let text = text.replace('\n', "\n    ");
    RawValue::from_string(text).expect("more space keeps it JSON")
}

fn pretty(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let layout = PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, layout);
    value
        .serialize(&mut serializer)
        .expect("a JSON value can be written");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}
