//! Check: that a changed text says what it said before, but for what was to be changed. No other text is ever written.

use super::{Settings, place::Place, read};
use crate::condarc::yaml::{self, Document, Flaw, Kind, Node};

/// Whether the channel has the settings now, and all else is as it was.
pub(super) fn is_set(
    before: &Document,
    after: &str,
    channel: &str,
    settings: &Settings,
) -> Result<(), Flaw> {
    let after = yaml::parse(after).map_err(|_| refused())?;
    let entry = Place::of(&after, channel)?.entry().map(read).transpose()?;
    let holds = entry.flatten().as_ref() == Some(settings);
    let (before, after) = (rest(before, channel)?, rest(&after, channel)?);
    (holds && before == after).then_some(()).ok_or_else(refused)
}

/// Whether the settings are gone, and all else is as it was.
pub(super) fn is_unset(before: &Document, after: &str, channel: &str) -> Result<(), Flaw> {
    let after = yaml::parse(after).map_err(|_| refused())?;
    let after = without_empty_list(after.root.clone());
    (rest(before, channel)? == after)
        .then_some(())
        .ok_or_else(refused)
}

fn refused() -> Flaw {
    Flaw::at(0, "it is written in a way that we cannot change safely")
}

/// What a document says beside the settings.
fn rest(document: &Document, channel: &str) -> Result<Option<Node>, Flaw> {
    let entry = Place::of(document, channel)?
        .entry()
        .map(|entry| entry.start);
    let mut root = document.root.clone();
    if let Some(items) = root.as_mut().and_then(list) {
        let is_entry = |item: &Node| Some(item.start) == entry;
        for item in items.iter_mut().filter(|item| is_entry(item)) {
            if let Kind::Mapping(pairs, _) = &mut item.kind {
                pairs.retain(|(key, _)| !Settings::NAMES.contains(&key.text().unwrap_or_default()));
            }
        }
        items.retain(|item| !is_entry(item) || item.pairs().len() > 1);
    }
    Ok(without_empty_list(root))
}

/// An empty list, no list, and a mapping with nothing in it are the same to conda.
fn without_empty_list(mut root: Option<Node>) -> Option<Node> {
    let node = root.as_mut()?;
    if let Kind::Mapping(pairs, _) = &mut node.kind {
        pairs.retain(|(key, value)| {
            key.text() != Some("channel_settings")
                || !(value.is_blank()
                    || matches!(&value.kind, Kind::Sequence(items, _) if items.is_empty()))
        });
    }
    let is_empty =
        matches!(&node.kind, Kind::Mapping(pairs, _) if pairs.is_empty()) || node.is_blank();
    root.filter(|_| !is_empty)
}

fn list(root: &mut Node) -> Option<&mut Vec<Node>> {
    let Kind::Mapping(pairs, _) = &mut root.kind else {
        return None;
    };
    let list = pairs
        .iter_mut()
        .find(|(key, _)| key.text() == Some("channel_settings"));
    match &mut list?.1.kind {
        Kind::Sequence(items, _) => Some(items),
        _ => None,
    }
}
