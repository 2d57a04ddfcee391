//! Token: an access token of anaconda.org, as it is asked for and as it is listed.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// How a token is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Long and random
    #[default]
    Strong,
    /// Short
    Weak,
}

/// A token that is asked for: the body of `POST /authentications`, in the order in which anaconda-client writes it
/// (`binstar_client/__init__.py`, `_authenticate`). One of the same name that is there is never replaced.
#[derive(Clone, Debug, Serialize)]
pub struct Wanted {
    scopes: Option<Vec<String>>,
    note: String,
    note_url: &'static str,
    hostname: String,
    user: Option<String>,
    #[serde(rename = "max-age")]
    max_age: Option<u64>,
    strength: Strength,
    #[serde(rename = "fail-if-exists")]
    fail_if_exists: bool,
}

impl Wanted {
    /// A token of this name, made on this machine. Without scopes it may do what a login may.
    pub fn new(name: impl Into<String>, machine: impl Into<String>) -> Self {
        Self {
            scopes: None,
            note: name.into(),
            note_url: "http://anaconda.org",
            hostname: machine.into(),
            user: None,
            max_age: None,
            strength: Strength::default(),
            fail_if_exists: true,
        }
    }

    /// What it is good for; an empty list is everything.
    #[must_use]
    pub fn scopes(mut self, scopes: Vec<String>) -> Self {
        self.scopes = Some(scopes);
        self
    }

    /// The organisation that it is for.
    #[must_use]
    pub fn organization(mut self, name: Option<String>) -> Self {
        self.user = name;
        self
    }

    /// How long it is good, in seconds; the server decides where this is not said.
    #[must_use]
    pub fn max_age(mut self, seconds: Option<u64>) -> Self {
        self.max_age = seconds;
        self
    }

    /// How it is made.
    #[must_use]
    pub fn strength(mut self, strength: Strength) -> Self {
        self.strength = strength;
        self
    }
}

/// A token as the server lists it. What it leaves out is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Listed {
    /// Its id.
    #[serde(deserialize_with = "text")]
    pub id: Option<String>,
    /// Its name.
    #[serde(rename = "application", deserialize_with = "text")]
    pub name: Option<String>,
    /// The address that it was last used from.
    #[serde(deserialize_with = "text")]
    pub remote_addr: Option<String>,
    /// The machine that it was made on.
    #[serde(rename = "hostname", deserialize_with = "text")]
    pub machine: Option<String>,
    /// When it ends, as the server writes it.
    #[serde(deserialize_with = "text")]
    pub expires: Option<String>,
    /// What it is good for; empty for everything.
    #[serde(deserialize_with = "texts")]
    pub scopes: Vec<String>,
}

impl Listed {
    /// When it ends, in seconds since 1970; none for a time that cannot be read. A time without a zone is UTC's.
    pub fn expires_at(&self) -> Option<i64> {
        let text = self.expires.as_deref()?.trim();
        let exact = text.parse::<jiff::Timestamp>().ok();
        let plain = || {
            let local: jiff::civil::DateTime = text.parse().ok()?;
            local.to_zoned(jiff::tz::TimeZone::UTC).ok()
        };
        let exact = exact.or_else(|| Some(plain()?.timestamp()))?;
        Some(exact.as_second())
    }
}

/// A text, or a number that stands for one; nothing else is worth more than an empty cell.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(as_text(Value::deserialize(from)?))
}

fn as_text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Array(items) => items.into_iter().filter_map(as_text).collect(),
        value => as_text(value).into_iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_that_of_anaconda_client() {
        let wanted = Wanted::new("my-ci", "vm")
            .scopes(vec!["repos".into(), "conda:download".into()])
            .organization(Some("myorg".into()))
            .max_age(Some(3600));
        let body = r#"{"scopes":["repos","conda:download"],"note":"my-ci","note_url":"http://anaconda.org","hostname":"vm","user":"myorg","max-age":3600,"strength":"strong","fail-if-exists":true}"#;
        assert_eq!(serde_json::to_string(&wanted).unwrap(), body);
        let body = r#"{"scopes":null,"note":"x","note_url":"http://anaconda.org","hostname":"vm","user":null,"max-age":null,"strength":"strong","fail-if-exists":true}"#;
        let login = Wanted::new("x", "vm");
        assert_eq!(serde_json::to_string(&login).unwrap(), body);
    }

    #[test]
    fn times_are_read_as_servers_write_them() {
        for (text, wanted) in [
            ("2030-01-01 00:00:00+00:00", Some(1_893_456_000)),
            ("2030-01-01T00:00:00Z", Some(1_893_456_000)),
            ("2030-01-01 01:00:00.123456+01:00", Some(1_893_456_000)),
            ("2030-01-01 00:00:00", Some(1_893_456_000)),
            ("soon", None),
            ("", None),
        ] {
            let listed = Listed {
                expires: Some(text.into()),
                ..Listed::default()
            };
            assert_eq!(listed.expires_at(), wanted, "{text}");
        }
    }

    #[test]
    fn odd_fields_do_not_hide_the_others() {
        let json =
            r#"{"id": 7, "application": "a", "hostname": null, "scopes": "api", "more": {}}"#;
        let listed: Listed = serde_json::from_str(json).unwrap();
        assert_eq!(listed.id.as_deref(), Some("7"));
        assert_eq!(listed.name.as_deref(), Some("a"));
        assert_eq!(listed.scopes, ["api"]);
        assert_eq!((listed.machine, listed.expires), (None, None));
    }
}
