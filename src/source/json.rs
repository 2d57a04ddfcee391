//! Json: one entry of another program's JSON file, taken out so that every other byte stays as it is.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::Spot;
use crate::{
    error::Failure,
    secret::Secret,
    store::file::{
        edit::{Mode, Wish, edit},
        json::members,
    },
    text::redact_url,
    tool::{Hands, Slot},
};

/// An entry, by the names that lead to it from the top, with its JSON as it was seen.
pub(super) struct Entry {
    pub(super) path: PathBuf,
    pub(super) names: Vec<String>,
    pub(super) seen: Secret,
}

impl Spot for Entry {
    fn describe(&self) -> (String, Option<String>) {
        let entry = self.names.last().map(|name| redact_url(name));
        (self.path.display().to_string(), entry)
    }

    fn take_away(&self, _: &Hands) -> Result<Option<Vec<Slot>>, Failure> {
        let mut is_gone = true;
        edit(&self.path, Mode::Kept, &mut |bytes| {
            let text = str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default();
            let Some(place) = find(text, text, &self.names, &self.path)? else {
                is_gone = true;
                return Ok(Wish::Keep);
            };
            is_gone = place.value == self.seen.expose();
            Ok(match is_gone {
                true => Wish::Write(Zeroizing::new(without(text, place.span).into_bytes())),
                false => Wish::Keep,
            })
        })?;
        Ok(is_gone.then(Vec::new))
    }
}

struct Place<'a> {
    value: &'a str,
    /// The entry with its comma.
    span: Range<usize>,
}

/// The entry that `names` lead to from the object `inner`, which is a part of `whole`.
fn find<'a>(
    whole: &'a str,
    inner: &'a str,
    names: &[String],
    path: &Path,
) -> Result<Option<Place<'a>>, Failure> {
    let Some((name, deeper)) = names.split_first() else {
        return Ok(None);
    };
    let members = members(inner, path)?;
    let Some(at) = members.iter().position(|(other, _)| other == name) else {
        return Ok(None);
    };
    let value = members[at].1;
    if !deeper.is_empty() {
        return find(whole, value, deeper, path);
    }
    let start_of = |part: &str| part.as_ptr() as usize - whole.as_ptr() as usize;
    let end_of = |at: usize| start_of(members[at].1) + members[at].1.len();
    let opening = start_of(inner) + inner.find('{').unwrap_or_default() + 1;
    let span = match (at, at + 1 == members.len()) {
        (0, true) => opening..end_of(0),
        // Nothing but white space is between a value and its comma.
        (0, false) => opening..end_of(0) + whole[end_of(0)..].find(',').unwrap_or_default() + 1,
        _ => end_of(at - 1)..end_of(at),
    };
    Ok(Some(Place { value, span }))
}

fn without(text: &str, span: Range<usize>) -> String {
    [&text[..span.start], &text[span.end..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, names: &[&str]) -> String {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let place = find(text, text, &names, Path::new("f")).unwrap().unwrap();
        without(text, place.span)
    }

    #[test]
    fn an_entry_goes_with_its_comma_and_nothing_else() {
        let text = "{\n\t\"a\": {\"x\": 1},\n\t\"b\": [1, 2],\n\t\"c\": \"{,}\"\n}";
        assert_eq!(
            cut(text, &["a"]),
            "{\n\t\"b\": [1, 2],\n\t\"c\": \"{,}\"\n}"
        );
        assert_eq!(
            cut(text, &["b"]),
            "{\n\t\"a\": {\"x\": 1},\n\t\"c\": \"{,}\"\n}"
        );
        assert_eq!(
            cut(text, &["c"]),
            "{\n\t\"a\": {\"x\": 1},\n\t\"b\": [1, 2]\n}"
        );
        assert_eq!(cut(text, &["a", "x"]), text.replace("{\"x\": 1}", "{}"));
        assert_eq!(cut("\u{feff}{\"a\":1}", &["a"]), "\u{feff}{}");
    }
}
