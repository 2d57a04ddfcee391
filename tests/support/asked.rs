//! One request that came to the OpenID provider.

use std::collections::BTreeMap;

use serde_json::Value;

/// A request and its answer, without the secrets in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// When it came, in milliseconds of the Unix clock.
    pub time: u64,
    /// GET, POST, …
    pub method: String,
    /// The URL's path.
    pub path: String,
    /// The answer's status code.
    pub status: u64,
    /// The answer's `error`; empty when there was none.
    pub error: String,
    /// The scheme of the Authorization header; empty when there was none.
    pub authorization: String,
    /// Who says to ask: a `client_id`.
    pub client: String,
    /// What was asked. Of tokens, codes and secrets there is a digest, so that two requests can be
    /// told to be about the same.
    pub parameters: BTreeMap<String, String>,
    /// The User-Agent header.
    pub agent: String,
    /// The Referer header; empty when there was none.
    pub referer: String,
}

impl Asked {
    /// A parameter, or nothing.
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// A line of the provider's log.
    pub fn read(line: &str) -> Self {
        let line: Value = serde_json::from_str(line).expect("the log is JSON");
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let parameters = line["parameters"].as_object().expect("an object");
        let parameters = parameters.iter().map(|(name, value)| {
            let value = value.as_str().expect("parameters are text");
            (name.clone(), value.to_owned())
        });
        Self {
            time: line["time"].as_u64().expect("a time"),
            method: text("method"),
            path: text("path"),
            status: line["status"].as_u64().expect("a status"),
            error: text("error"),
            authorization: text("authorization"),
            client: text("client"),
            parameters: parameters.collect(),
            agent: text("agent"),
            referer: text("referer"),
        }
    }
}
