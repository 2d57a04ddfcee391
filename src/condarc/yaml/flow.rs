//! Flow: changes within brackets. Nothing is removed that a comment is in.

use std::ops::Range;

use super::{
    Flaw, Node,
    patch::{Patch, quoted},
};

/// `{channel: "…", auth: "…"}`.
pub(crate) fn mapping(all: &[(&str, Option<&str>)]) -> String {
    format!("{{{}}}", pairs(all))
}

/// `auth: "…", username: "…"`.
pub(crate) fn pairs(all: &[(&str, Option<&str>)]) -> String {
    let pairs = all.iter().filter_map(|(name, value)| {
        let value = quoted((*value)?);
        Some(format!("{name}: {value}"))
    });
    pairs.collect::<Vec<_>>().join(", ")
}

/// Adds to a collection, after all that is in it.
pub(crate) fn push(patch: &mut Patch<'_>, collection: &Node, inside: &[Node], what: &str) {
    match inside.last() {
        Some(last) => patch.insert(last.end, format!(", {what}")),
        None => patch.insert(collection.start + 1, what),
    }
}

/// Adds to a list, before all that is in it.
pub(crate) fn push_first(patch: &mut Patch<'_>, list: &Node, items: &[Node], what: &str) {
    let comma = if items.is_empty() { "" } else { ", " };
    patch.insert(list.start + 1, format!("{what}{comma}"));
}

/// Removes an item of a list.
pub(crate) fn remove(patch: &mut Patch<'_>, items: &[Node], number: usize) -> Result<(), Flaw> {
    let spans: Vec<_> = items.iter().map(|item| item.outer..item.end).collect();
    remove_span(patch, &spans, number, &[&items[number]])
}

/// Removes the pair of a mapping that `is_meant` says of its key.
pub(crate) fn remove_pair(
    patch: &mut Patch<'_>,
    pairs: &[(Node, Node)],
    is_meant: impl Fn(&str) -> bool,
) -> Result<(), Flaw> {
    let span = |(key, value): &(Node, Node)| key.outer..value.end.max(key.end);
    let spans: Vec<_> = pairs.iter().map(span).collect();
    let is_meant = |(key, _): &(Node, Node)| is_meant(key.text().unwrap_or_default());
    let Some(number) = pairs.iter().position(is_meant) else {
        return Ok(());
    };
    let (key, value) = &pairs[number];
    remove_span(patch, &spans, number, &[key, value])
}

/// With the comma before it, or after it where it is the first.
fn remove_span(
    patch: &mut Patch<'_>,
    spans: &[Range<usize>],
    number: usize,
    nodes: &[&Node],
) -> Result<(), Flaw> {
    let own = spans[number].clone();
    let range = match (number.checked_sub(1), spans.get(number + 1)) {
        (Some(before), _) => spans[before].end..own.end,
        (None, Some(next)) => own.start..next.start,
        (None, None) => own,
    };
    if has_comment(patch, range.clone(), nodes) {
        let why = "there is a comment in what would be removed";
        return Err(Flaw::at(range.start, why));
    }
    patch.remove(range);
    Ok(())
}

/// Whether there is a `#` in the text that is not in one of its scalars.
fn has_comment(patch: &Patch<'_>, range: Range<usize>, nodes: &[&Node]) -> bool {
    let mut scalars = Vec::new();
    nodes.iter().for_each(|node| node.scalars(&mut scalars));
    let mut at = range.start;
    let is_outside = |scalar: &Range<usize>| {
        let gap = at..scalar.start.max(at);
        at = at.max(scalar.end);
        patch.text(gap).contains('#')
    };
    scalars.iter().any(is_outside) || patch.text(at..range.end.max(at)).contains('#')
}
