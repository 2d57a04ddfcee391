//! Place: where the settings of a channel are in a document, or are to be.

use super::Settings;
use crate::condarc::yaml::{Document, Flaw, Kind, Layout, Node, block, flow, patch::Patch};

const LIST: &str = "channel_settings";

/// What becomes of a list that has nothing in it any more.
#[derive(Clone, Copy, Debug)]
pub(super) enum Emptied {
    /// Its key goes, too.
    Goes,
    /// It is an empty list.
    Stays,
}

/// The list, and the last entry of the channel: the one that counts.
#[derive(Debug)]
pub(super) struct Place<'d> {
    document: &'d Document,
    list: Option<&'d (Node, Node)>,
    /// Its number in the list.
    entry: Option<usize>,
}

impl<'d> Place<'d> {
    pub(super) fn of(document: &'d Document, channel: &str) -> Result<Self, Flaw> {
        let (list, entry) = (None, None);
        let mut place = Self {
            document,
            list,
            entry,
        };
        let Some(root) = &document.root else {
            return Ok(place);
        };
        if !matches!(root.kind, Kind::Mapping(..)) && !root.is_blank() {
            return Err(Flaw::at(root.start, "it is not a mapping"));
        }
        let Some(list) = root.pair(LIST)? else {
            return Ok(place);
        };
        place.list = Some(list);
        if !matches!(list.1.kind, Kind::Sequence(..)) && !list.1.is_blank() {
            return Err(Flaw::at(list.1.start, format!("`{LIST}` is not a list")));
        }
        for (number, item) in list.1.items().iter().enumerate() {
            if item.get("channel")?.and_then(Node::text) == Some(channel) {
                place.entry = Some(number);
            }
        }
        Ok(place)
    }

    pub(super) fn entry(&self) -> Option<&'d Node> {
        self.list?.1.items().get(self.entry?)
    }

    /// Puts the settings there.
    pub(super) fn set(
        &self,
        patch: &mut Patch<'_>,
        channel: &str,
        settings: &Settings,
    ) -> Result<(), Flaw> {
        if let Some(entry) = self.entry() {
            return revise(patch, entry, settings);
        }
        let named = [("channel", Some(channel))];
        let all: Vec<_> = named.into_iter().chain(settings.all()).collect();
        let Some((key, list)) = self.list else {
            return self.set_first(patch, &all);
        };
        match &list.kind {
            Kind::Sequence(items, Layout::Flow) => {
                let entry = flow::mapping(&all);
                match is_pattern(channel) {
                    true => flow::push_first(patch, list, items, &entry),
                    false => flow::push(patch, list, items, &entry),
                }
            }
            Kind::Sequence(items, Layout::Block) => {
                let dash = block::dash_of_any(patch, items).ok_or_else(|| {
                    Flaw::at(
                        list.start,
                        "its list is written in a way that we cannot add to",
                    )
                })?;
                let before = match is_pattern(channel) {
                    true => key.end,
                    false => list.end,
                };
                let at = patch.next_line(before);
                patch.insert_lines(at, &block::item(dash, &all));
            }
            _ => {
                let at = patch.next_line(key.end);
                patch.insert_lines(at, &block::item(block::dash_below(patch, key), &all));
            }
        }
        Ok(())
    }

    fn set_first(&self, patch: &mut Patch<'_>, all: &[(&str, Option<&str>)]) -> Result<(), Flaw> {
        match &self.document.root {
            Some(root) if matches!(root.kind, Kind::Mapping(_, Layout::Flow)) => {
                let pairs = root.pairs().iter().map(|(_, value)| value.clone());
                let list = format!("{LIST}: [{}]", flow::mapping(all));
                flow::push(patch, root, &pairs.collect::<Vec<_>>(), &list);
            }
            root => {
                let start = root
                    .as_ref()
                    .filter(|root| !root.is_blank())
                    .map(|root| root.start);
                let column = start.map_or(0, |start| start - patch.line_start(start));
                let mut lines = vec![format!("{}{LIST}:", " ".repeat(column))];
                lines.extend(block::item((column + 2, 2), all));
                patch.insert_lines(self.document.end, &lines);
            }
        }
        Ok(())
    }

    /// Takes the settings away, and the entry that has nothing else in it then.
    pub(super) fn unset(&self, patch: &mut Patch<'_>, emptied: Emptied) -> Result<(), Flaw> {
        let (Some(entry), Some((key, list)), Some(number)) = (self.entry(), self.list, self.entry)
        else {
            return Ok(());
        };
        let is_ours = |(key, _): &(Node, Node)| {
            let name = key.text().unwrap_or_default();
            name == "channel" || Settings::NAMES.contains(&name)
        };
        if !entry.pairs().iter().all(is_ours) {
            return revise(patch, entry, &Settings::default());
        }
        let is_last = list.items().len() == 1;
        match (&list.kind, &self.document.root) {
            (Kind::Sequence(_, Layout::Flow), Some(root)) => match root.kind {
                Kind::Mapping(_, Layout::Flow) if is_last => {
                    flow::remove_pair(patch, root.pairs(), |name| name == LIST)
                }
                _ => flow::remove(patch, list.items(), number),
            },
            _ => {
                block::remove_item(patch, entry)?;
                match emptied {
                    _ if !is_last => {}
                    Emptied::Goes => block::remove_key(patch, key),
                    Emptied::Stays => block::empty_key(patch, key),
                }
                Ok(())
            }
        }
    }
}

/// Brings the settings of an entry to these, and leaves all else that it says.
fn revise(patch: &mut Patch<'_>, entry: &Node, settings: &Settings) -> Result<(), Flaw> {
    let mut missing = Vec::new();
    for (name, wanted) in settings.all() {
        match (entry.pair(name)?, wanted) {
            (Some((_, value)), Some(wanted)) if value.text() == Some(wanted) && value.is_text() => {
            }
            (Some(pair), Some(wanted)) => block::replace(patch, pair, wanted)?,
            (Some((key, _)), None) if entry_is_flow(entry) => {
                flow::remove_pair(patch, entry.pairs(), |name| key.text() == Some(name))?
            }
            (Some((key, _)), None) => block::remove_pair(patch, entry.pairs(), key)?,
            (None, Some(wanted)) => missing.push((name, Some(wanted))),
            (None, None) => {}
        }
    }
    if entry_is_flow(entry) {
        let pairs = entry.pairs().iter().map(|(_, value)| value.clone());
        let text = flow::pairs(&missing);
        if !missing.is_empty() {
            flow::push(patch, entry, &pairs.collect::<Vec<_>>(), &text);
        }
        return Ok(());
    }
    block::add_pairs(patch, entry, &missing)
}

/// Whether an entry is for more than one channel. conda goes by the last entry that fits (`gateways/connection/session.py`),
/// so that such a one must not come after those of single channels.
fn is_pattern(channel: &str) -> bool {
    channel.contains('*')
}

fn entry_is_flow(entry: &Node) -> bool {
    matches!(entry.kind, Kind::Mapping(_, Layout::Flow))
}
