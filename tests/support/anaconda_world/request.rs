//! A request that one of the servers saw.

use serde_json::Value;

/// A request that came to one of the hosts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// GET, HEAD, …
    pub method: String,
    /// The host: `anaconda.com`.
    pub host: String,
    /// The path with the query.
    pub path: String,
    /// The headers, in order, spelled as they came.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// The status of the answer.
    pub status: u64,
}

impl Request {
    pub(super) fn read(line: &Value) -> Self {
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let headers = line["headers"].as_array().into_iter().flatten();
        let pair = |header: &Value| {
            [0, 1].map(|index| header[index].as_str().unwrap_or_default().to_owned())
        };
        Self {
            method: text("method"),
            host: text("host"),
            path: text("path"),
            headers: headers.map(pair).map(Into::into).collect(),
            body: text("body"),
            status: line["status"].as_u64().unwrap_or_default(),
        }
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// `POST anaconda.com/api/auth/api-keys 201`, without the query.
    pub fn line(&self) -> String {
        let path = self.path.split('?').next().unwrap_or_default();
        format!("{} {}{path} {}", self.method, self.host, self.status)
    }
}
