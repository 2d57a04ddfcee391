//! Default channels: the list that `defaults` stands for, in a file of which all else stays.

use std::path::Path;

use zeroize::Zeroizing;

use super::yaml::{
    self, Document, Flaw, Kind, Layout, Node,
    block::{self, Dash},
    flow,
    patch::Patch,
};
use crate::{
    error::Failure,
    store::file::edit::{Mode, Wish, edit},
};

const LIST: &str = "default_channels";

/// Makes these the default channels; whether the file had others.
///
/// # Errors
/// When the file cannot be read, understood or written; then it is as before.
pub fn set_default_channels(path: &Path, channels: &[&str]) -> Result<bool, Failure> {
    let mut is_changed = false;
    edit(path, Mode::Kept, &mut |bytes| {
        let text = str::from_utf8(bytes.unwrap_or_default());
        let text = text.map_err(|error| Flaw::at(error.valid_up_to(), "it is not UTF-8"));
        let changed = text.and_then(|text| with(text, channels));
        let changed = changed.map_err(|flaw| Failure::Corrupt {
            path: path.to_owned(),
            at: flaw.at,
            why: flaw.why,
        })?;
        is_changed = changed.is_some();
        Ok(match changed {
            Some(text) => Wish::Write(Zeroizing::new(text.as_bytes().to_vec())),
            None => Wish::Keep,
        })
    })?;
    Ok(is_changed)
}

/// The text with these channels; none where it has them.
fn with(text: &str, channels: &[&str]) -> Result<Option<Zeroizing<String>>, Flaw> {
    let document = yaml::parse(text)?;
    if listed(&document)?.is_some_and(|listed| is_list(listed, channels)) {
        return Ok(None);
    }
    let mut patch = Patch::of(text);
    put(&document, &mut patch, channels)?;
    let changed = patch.apply();
    // What was written is read again: no text is written that says anything else.
    let after = yaml::parse(&changed).map_err(|_| refused())?;
    let is_set = listed(&after)?.is_some_and(|listed| is_list(listed, channels));
    match is_set && rest(&document) == rest(&after) {
        true => Ok(Some(changed)),
        false => Err(refused()),
    }
}

fn refused() -> Flaw {
    Flaw::at(0, "it is written in a way that we cannot change safely")
}

fn listed(document: &Document) -> Result<Option<&Node>, Flaw> {
    match &document.root {
        Some(root) => root.get(LIST),
        None => Ok(None),
    }
}

fn is_list(node: &Node, channels: &[&str]) -> bool {
    let items: Vec<_> = node.items().iter().map(Node::text).collect();
    items.iter().copied().eq(channels.iter().copied().map(Some))
}

/// What the document says beside the list.
fn rest(document: &Document) -> Vec<&(Node, Node)> {
    let root = document.root.iter();
    root.flat_map(|root| root.pairs())
        .filter(|(key, _)| key.text() != Some(LIST))
        .collect()
}

fn put(document: &Document, patch: &mut Patch<'_>, channels: &[&str]) -> Result<(), Flaw> {
    let root = document.root.as_ref().filter(|root| !root.is_blank());
    let Some(root) = root else {
        add(document, patch, 0, channels);
        return Ok(());
    };
    let Kind::Mapping(pairs, layout) = &root.kind else {
        return Err(Flaw::at(root.start, "it is not a mapping"));
    };
    match (root.pair(LIST)?, layout) {
        (Some(pair), _) => replace(patch, pair, channels),
        (None, Layout::Block) => {
            let column = root.start - patch.line_start(root.start);
            add(document, patch, column, channels);
            Ok(())
        }
        (None, Layout::Flow) => {
            let values: Vec<Node> = pairs.iter().map(|(_, value)| value.clone()).collect();
            flow::push(
                patch,
                root,
                &values,
                &format!("{LIST}: {}", in_brackets(channels)),
            );
            Ok(())
        }
    }
}

/// As anaconda-auth writes it (`anaconda_auth/_conda/repo_config.py`).
fn add(document: &Document, patch: &mut Patch<'_>, column: usize, channels: &[&str]) {
    let mut all = vec![format!("{:column$}{LIST}:", "")];
    all.extend(lines((column + 2, 2), channels));
    patch.insert_lines(document.end, &all);
}

/// Comments between the items stay.
fn replace(
    patch: &mut Patch<'_>,
    (key, value): &(Node, Node),
    channels: &[&str],
) -> Result<(), Flaw> {
    match &value.kind {
        _ if value.is_blank() => {
            let dash = block::dash_below(patch, key);
            let at = patch.next_line(key.end);
            patch.insert_lines(at, &lines(dash, channels));
        }
        Kind::Sequence(items, Layout::Block) => {
            let dash = block::dash_of_any(patch, items).ok_or_else(refused)?;
            let at = patch.line_start(items.first().ok_or_else(refused)?.outer);
            patch.insert_lines(at, &lines(dash, channels));
            for item in items {
                block::remove_item(patch, item)?;
            }
        }
        Kind::Sequence(_, Layout::Flow) => {
            patch.replace(value.outer..value.end, in_brackets(channels));
        }
        _ => return Err(Flaw::at(value.start, format!("`{LIST}` is not a list"))),
    }
    Ok(())
}

fn lines((column, gap): Dash, channels: &[&str]) -> Vec<String> {
    let line = |channel: &&str| format!("{:column$}{:<gap$}{channel}", "", "-");
    channels.iter().map(line).collect()
}

fn in_brackets(channels: &[&str]) -> String {
    format!("[{}]", channels.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANNELS: [&str; 2] = ["https://h.example/repo/main", "https://h.example/repo/r"];

    fn changed(text: &str) -> Option<String> {
        with(text, &CHANNELS).unwrap().map(|text| text.to_string())
    }

    #[test]
    fn a_list_that_is_not_there_is_added_at_the_end() {
        let list =
            "default_channels:\n  - https://h.example/repo/main\n  - https://h.example/repo/r\n";
        assert_eq!(changed("").unwrap(), list);
        assert_eq!(changed(list), None);
        let before = "# mine\nchannels: [a]  # and why\n";
        assert_eq!(changed(before).unwrap(), format!("{before}{list}"));
        let flow = "{channels: [a]}";
        let wanted = "{channels: [a], default_channels: [https://h.example/repo/main, https://h.example/repo/r]}";
        assert_eq!(changed(flow).unwrap(), wanted);
    }

    #[test]
    fn another_list_is_replaced_and_its_comments_stay() {
        let before =
            "a: 1\ndefault_channels: # ours\n- x\n# a mirror\n- https://y/z # why\nb: 2 # last\n";
        let wanted = "a: 1\ndefault_channels: # ours\n- https://h.example/repo/main\n- https://h.example/repo/r\n# a mirror\nb: 2 # last\n";
        assert_eq!(changed(before).unwrap(), wanted);
        for (before, wanted) in [
            (
                "default_channels: [x, y] # ours\n",
                "default_channels: [https://h.example/repo/main, https://h.example/repo/r] # ours\n",
            ),
            (
                "channels: &all [a]\ndefault_channels: *all\n",
                "channels: &all [a]\ndefault_channels: [https://h.example/repo/main, https://h.example/repo/r]\n",
            ),
            (
                "default_channels: []\nb: 2\n",
                "default_channels: [https://h.example/repo/main, https://h.example/repo/r]\nb: 2\n",
            ),
            (
                "default_channels:\nb: 2\n",
                "default_channels:\n  - https://h.example/repo/main\n  - https://h.example/repo/r\nb: 2\n",
            ),
        ] {
            assert_eq!(changed(before).unwrap(), wanted);
        }
    }

    #[test]
    fn what_cannot_be_changed_safely_is_left() {
        for text in [
            "- a list\n",
            "default_channels: text\n",
            "default_channels: [a]\ndefault_channels: [b]\n",
            "a: [",
        ] {
            assert!(with(text, &CHANNELS).is_err(), "{text}");
        }
    }
}
