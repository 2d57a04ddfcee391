//! Settings: the entries of conda's `channel_settings`, as far as they say which credential a channel gets.

use std::{io, path::Path};

use super::yaml::{self, Flaw, Node};
use crate::store::file::read_foreign;

/// An entry.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The channel, or a pattern.
    pub channel: String,
    /// The handler.
    pub auth: Option<String>,
    /// What the credential is stored for.
    pub target: Option<String>,
}

/// The entries in a file; none where it cannot be read or understood.
pub fn settings_in(file: &Path) -> Option<Vec<Setting>> {
    let text = match read_foreign(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Some(Vec::new()),
        text => text.ok()?,
    };
    in_text(str::from_utf8(&text).ok()?).ok()
}

fn in_text(text: &str) -> Result<Vec<Setting>, Flaw> {
    let Some(root) = yaml::parse(text)?.root else {
        return Ok(Vec::new());
    };
    let list = root.get("channel_settings")?;
    let entries = list.into_iter().flat_map(Node::items).map(entry);
    Ok(entries
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .flatten()
        .collect())
}

fn entry(entry: &Node) -> Result<Option<Setting>, Flaw> {
    let text = |name| Ok::<_, Flaw>(entry.get(name)?.and_then(Node::text).map(str::to_owned));
    let Some(channel) = text("channel")? else {
        return Ok(None);
    };
    let (auth, target) = (text("auth")?, text("auth_target")?);
    Ok(Some(Setting {
        channel,
        auth,
        target,
    }))
}
