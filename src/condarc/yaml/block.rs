//! Block: changes on lines of their own. Lines between ours stay, comments among them.

use super::{
    Flaw, Kind, Layout, Node,
    patch::{Patch, quoted},
};

/// The column of an item's dash, and how far to the right of it the item begins.
pub(crate) type Dash = (usize, usize);

/// The lines of an item.
pub(crate) fn item((column, gap): Dash, all: &[(&str, Option<&str>)]) -> Vec<String> {
    let mut lines = lines(column + gap, all);
    let dash = format!("{:column$}{:<gap$}", "", "-");
    if let Some(first) = lines.first_mut() {
        first.replace_range(..column + gap, &dash);
    }
    lines
}

fn lines(column: usize, all: &[(&str, Option<&str>)]) -> Vec<String> {
    let line = |(name, value): &(&str, Option<&str>)| {
        let value = quoted((*value)?);
        Some(format!("{:column$}{name}: {value}", ""))
    };
    all.iter().filter_map(line).collect()
}

/// How the items of a list are written.
pub(crate) fn dash_of_any(patch: &Patch<'_>, items: &[Node]) -> Option<Dash> {
    items.iter().find_map(|item| dash_of(patch, item))
}

/// The dash of an item that begins on the dash's line.
fn dash_of(patch: &Patch<'_>, item: &Node) -> Option<Dash> {
    let line = patch.line_start(item.outer);
    let before = patch.text(line..item.outer);
    let dash = before.trim_end().len().checked_sub(1)?;
    let is_alone =
        before[..dash].bytes().all(|byte| byte == b' ') && before[dash..].starts_with('-');
    is_alone.then_some((dash, before.len() - dash))
}

/// The dash of the first item below a key: as conda writes it.
pub(crate) fn dash_below(patch: &Patch<'_>, key: &Node) -> Dash {
    (key.outer - patch.line_start(key.outer) + 2, 2)
}

/// Puts another value in a pair.
pub(crate) fn replace(
    patch: &mut Patch<'_>,
    (key, value): &(Node, Node),
    wanted: &str,
) -> Result<(), Flaw> {
    match &value.kind {
        _ if value.is_blank() => {
            let at = after_colon(patch, key).ok_or_else(|| unusual(key))?;
            patch.insert(at, format!(" {}", quoted(wanted)));
        }
        Kind::Scalar(..) => patch.replace(value.outer..value.end, quoted(wanted)),
        _ => return Err(unusual(value)),
    }
    Ok(())
}

/// Adds pairs at the end of an entry.
pub(crate) fn add_pairs(
    patch: &mut Patch<'_>,
    entry: &Node,
    all: &[(&str, Option<&str>)],
) -> Result<(), Flaw> {
    let pairs = entry.pairs();
    let (Some((first, _)), false) = (pairs.first(), all.is_empty()) else {
        return Ok(());
    };
    let column = first.outer - patch.line_start(first.outer);
    let at = patch.next_line(entry.end);
    patch.insert_lines(at, &lines(column, all));
    Ok(())
}

/// Removes the pair of this key from an entry that keeps others.
pub(crate) fn remove_pair(
    patch: &mut Patch<'_>,
    pairs: &[(Node, Node)],
    key: &Node,
) -> Result<(), Flaw> {
    let number = pairs.iter().position(|(other, _)| other.start == key.start);
    let number = number.ok_or_else(|| unusual(key))?;
    let end = patch.next_line(end_of(&pairs[number]));
    let line = patch.line_start(key.outer);
    if patch.text(line..key.outer).trim().is_empty() {
        patch.remove(line..end);
        return Ok(());
    }
    // It is on the dash's line: the next pair takes its place there, if no comment is between them.
    match pairs.get(number + 1) {
        Some((next, _)) if patch.line_start(next.outer) == end => {
            patch.remove(key.outer..next.outer)
        }
        Some(_) => patch.remove(key.outer..end - patch.line_end().len()),
        None => return Err(unusual(key)),
    }
    Ok(())
}

/// Removes all of an entry.
pub(crate) fn remove_item(patch: &mut Patch<'_>, entry: &Node) -> Result<(), Flaw> {
    dash_of(patch, entry).ok_or_else(|| unusual(entry))?;
    let start = patch.line_start(entry.outer);
    if !matches!(entry.kind, Kind::Mapping(_, Layout::Block)) {
        patch.remove(start..patch.next_line(entry.end));
    }
    for pair in entry.pairs() {
        let range = patch.line_start(pair.0.outer)..patch.next_line(end_of(pair));
        patch.remove(range);
    }
    Ok(())
}

/// Removes a key that has no items any more, or says so where its line has more on it.
pub(crate) fn remove_key(patch: &mut Patch<'_>, key: &Node) {
    let (line, next) = (patch.line_start(key.outer), patch.next_line(key.end));
    let is_blank = |from: usize, to: usize| patch.text(from..to).trim().is_empty();
    match after_colon(patch, key) {
        Some(at) if is_blank(line, key.outer) && is_blank(at, next) => patch.remove(line..next),
        _ => empty_key(patch, key),
    }
}

/// Says that a key has no items any more.
pub(crate) fn empty_key(patch: &mut Patch<'_>, key: &Node) {
    if let Some(at) = after_colon(patch, key) {
        patch.insert(at, " []");
    }
}

fn end_of((key, value): &(Node, Node)) -> usize {
    key.end.max(value.end)
}

fn after_colon(patch: &Patch<'_>, key: &Node) -> Option<usize> {
    let rest = patch.text(key.end..patch.next_line(key.end));
    let colon = rest.find(':')?;
    rest[..colon]
        .trim()
        .is_empty()
        .then_some(key.end + colon + 1)
}

fn unusual(node: &Node) -> Flaw {
    Flaw::at(
        node.start,
        "it is written in a way that we cannot change safely",
    )
}
