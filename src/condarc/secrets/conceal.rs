//! Conceal: taking a credential out of a file, when it is still the one that was found, and nothing else.

use zeroize::Zeroizing;

use super::{Found, Step};
use crate::{
    condarc::yaml::{
        self, Flaw, Kind, Layout, Node, block, flow,
        patch::{Patch, quoted},
    },
    error::Failure,
    store::file::edit::{Mode, Wish, edit},
};

/// Takes a credential out of its file: a URL becomes the plain one, a `token` or `password` of an entry goes. Whether it
/// was still there: `false` when something else is now.
///
/// # Errors
/// When the file cannot be read, understood or written, or the change would change more; then it is as before.
pub fn conceal(found: &Found) -> Result<bool, Failure> {
    let mut is_gone = false;
    edit(&found.file, Mode::Kept, &mut |bytes| {
        let text = str::from_utf8(bytes.unwrap_or_default())
            .map_err(|error| Flaw::at(error.valid_up_to(), "it is not UTF-8"));
        let changed = text.and_then(|text| without(found, text));
        let changed = changed.map_err(|flaw| flaw.in_file(&found.file))?;
        is_gone = changed.is_some();
        Ok(match changed {
            Some(text) => Wish::Write(Zeroizing::new(text.as_bytes().to_vec())),
            None => Wish::Keep,
        })
    })?;
    Ok(is_gone)
}

/// The text without the credential; `None` when it is not there any more.
fn without(found: &Found, text: &str) -> Result<Option<Zeroizing<String>>, Flaw> {
    let Some(mut root) = yaml::parse(text)?.root else {
        return Ok(None);
    };
    let Some(node) = at(&mut root, &found.steps) else {
        return Ok(None);
    };
    if node.text() != Some(found.seen.expose()) {
        return Ok(None);
    }
    let mut patch = Patch::of(text);
    let start = node.start;
    match (&found.instead, found.steps.split_last()) {
        (Some(plain), _) => rewrite(&mut patch, node, plain),
        (None, Some((Step::Key(name), above))) => {
            let entry = at(&mut root, above).expect("what is in it was found");
            remove(&mut patch, entry, name)?;
        }
        (None, _) => return Ok(None),
    }
    let changed = patch.apply();
    match yaml::parse(&changed) {
        Ok(document) if document.root.as_ref() == Some(&root) => Ok(Some(changed)),
        _ => Err(Flaw::at(
            start,
            "it is written in a way that we cannot change safely",
        )),
    }
}

/// Puts another text in a scalar, in the quotes that it has.
fn rewrite(patch: &mut Patch<'_>, node: &mut Node, plain: &str) {
    let range = node.start..node.end;
    let text = match patch.text(range.clone()).as_bytes().first() {
        Some(b'\'') => format!("'{}'", plain.replace('\'', "''")),
        Some(b'"') => quoted(plain),
        _ => plain.to_owned(),
    };
    patch.replace(range, text);
    if let Kind::Scalar(text, _) = &mut node.kind {
        *text = Zeroizing::new(plain.to_owned());
    }
}

/// Removes a pair of an entry.
fn remove(patch: &mut Patch<'_>, entry: &mut Node, name: &str) -> Result<(), Flaw> {
    match (&entry.kind, entry.pair(name)?) {
        (Kind::Mapping(_, Layout::Flow), _) => {
            flow::remove_pair(patch, entry.pairs(), |key| key == name)?
        }
        (_, Some((key, _))) => block::remove_pair(patch, entry.pairs(), key)?,
        (_, None) => {}
    }
    if let Kind::Mapping(pairs, _) = &mut entry.kind {
        pairs.retain(|(key, _)| key.text() != Some(name));
    }
    Ok(())
}

fn at<'n>(root: &'n mut Node, steps: &[Step]) -> Option<&'n mut Node> {
    steps
        .iter()
        .try_fold(root, |node, step| match (&mut node.kind, step) {
            (Kind::Sequence(items, _), Step::Item(number)) => items.get_mut(*number),
            (Kind::Mapping(pairs, _), Step::Key(name)) => {
                let mut pairs = pairs.iter_mut();
                let pair = pairs.find(|(key, _)| key.text() == Some(name));
                pair.map(|(_, value)| value)
            }
            _ => None,
        })
}
