//! Bucket: what is known of where a bucket is.

use serde::{Deserialize, Serialize};
use url::Url;

/// Where a bucket is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// The server's URL; Amazon's own when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<Url>,
    /// The region, as signatures name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// What is known of that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Whereabouts {
    /// Nothing.
    #[default]
    Unknown,
    /// It was said.
    Said(Bucket),
    /// A region, and no server: what Amazon does not take may be good at the server that nobody named.
    Guessed(String),
    /// The server that was named cannot be asked, and no other is to be; why, in words.
    Unusable(String),
}
