//! JSON as Python's `json.dumps` writes it: `", "` and `": "` between, all but ASCII escaped, the order kept.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::layout::{Damage, Text};

/// An object's members in their order, the values as they are written.
#[derive(Debug, Default)]
pub(crate) struct Members(Vec<(String, Zeroizing<String>)>);

impl Members {
    /// Reads an object; an empty text is an empty one.
    pub(crate) fn read(text: &str) -> Result<Self, Damage> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_str(text).map_err(|error| match text.trim_start().starts_with('{') {
            true => Damage::of_json(text, &error),
            false => Damage::at(0, "it is not a JSON object"),
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &***value))
    }

    /// The value of a member, as it is written.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| &***value)
    }

    /// Sets a member in its place, or adds it at the end. `value` is JSON.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        let value = Zeroizing::new(value.to_owned());
        match self.0.iter_mut().find(|(own, _)| own == name) {
            Some((_, held)) => *held = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(own, _)| own != name);
    }

    /// The object on one line.
    pub(crate) fn write(&self) -> Text {
        let mut text = Text::new("{".into());
        for (index, (name, value)) in self.iter().enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            text.push_str(&string(name));
            text.push_str(": ");
            text.push_str(value);
        }
        text.push('}');
        text
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Members::default();
                while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    members.set(&name, value.get());
                }
                Ok(members)
            }
        }
        from.deserialize_map(InOrder)
    }
}

/// A string in quotes.
pub(crate) fn string(text: &str) -> Text {
    let plain = Zeroizing::new(serde_json::to_string(text).expect("a string can be written"));
    let mut ascii = Text::default();
    for character in plain.chars() {
        match character.is_ascii() {
            true => ascii.push(character),
            false => {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units) {
                    ascii.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    ascii
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_python_does() {
        // python3 -c 'import json; print(json.dumps("é\U0001F511\"\\\n\x01\x7f/"))'
        let wanted = "\"\\u00e9\\ud83d\\udd11\\\"\\\\\\n\\u0001\u{7f}/\"";
        assert_eq!(*string("é🔑\"\\\n\u{1}\u{7f}/"), wanted);
    }

    #[test]
    fn order_and_values_are_kept() {
        let text = r#"{"b": {"x":1.50}, "a": [1, 2e3], "c": null}"#;
        let mut members = Members::read(text).unwrap();
        members.set("a", "true");
        members.set("d", "\"x\"");
        let wanted = r#"{"b": {"x":1.50}, "a": true, "c": null, "d": "x"}"#;
        assert_eq!(*members.write(), wanted);
    }
}
