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

/// Removes an item of a list.
pub(crate) fn remove(patch: &mut Patch<'_>, items: &[Node], number: usize) -> Result<(), Flaw> {
    let spans: Vec<_> = items.iter().map(|item| item.outer..item.end).collect();
    remove_span(patch, &spans, number)
}

/// Removes the pair of a mapping that `is_meant` says of its key.
pub(crate) fn remove_pair(
    patch: &mut Patch<'_>,
    pairs: &[(Node, Node)],
    is_meant: impl Fn(&str) -> bool,
) -> Result<(), Flaw> {
    let spans: Vec<_> = pairs
        .iter()
        .map(|(key, value)| key.outer..value.end.max(key.end))
        .collect();
    let is_meant = |(key, _): &(Node, Node)| is_meant(key.text().unwrap_or_default());
    let number = pairs.iter().position(is_meant);
    number.map_or(Ok(()), |number| remove_span(patch, &spans, number))
}

/// With the comma before it, or after it where it is the first.
fn remove_span(patch: &mut Patch<'_>, spans: &[Range<usize>], number: usize) -> Result<(), Flaw> {
    let own = spans[number].clone();
    let range = match (number.checked_sub(1), spans.get(number + 1)) {
        (Some(before), _) => spans[before].end..own.end,
        (None, Some(next)) => own.start..next.start,
        (None, None) => own,
    };
    if patch.text(range.clone()).contains('#') {
        return Err(Flaw::at(
            range.start,
            "there may be a comment in what would be removed",
        ));
    }
    patch.remove(range);
    Ok(())
}
