//! In a file: a tool's file as text, and one entry of it changed.

use std::{fs, path::Path};

use zeroize::Zeroizing;

use super::{
    Wish,
    layout::{Damage, Layout, Text},
};
use crate::{
    error::Failure,
    secret::Secret,
    store::file::edit::{self, Mode, edit},
};

/// The text of a tool's file; empty when there is none.
///
/// # Errors
/// When it cannot be read, or is not text.
pub(in crate::tool) fn text(path: &Path) -> Result<Text, Failure> {
    let mut text = Text::default();
    edit(path, Mode::Kept, &mut |bytes| {
        text = Zeroizing::new(as_text(bytes, path)?.to_owned());
        Ok(edit::Wish::Keep)
    })?;
    Ok(text)
}

fn as_text<'b>(bytes: Option<&'b [u8]>, path: &Path) -> Result<&'b str, Failure> {
    str::from_utf8(bytes.unwrap_or_default())
        .map_err(|error| Damage::at(error.valid_up_to(), "it is not UTF-8").in_file(path))
}

/// Changes one entry of a file.
pub(super) fn in_file(
    path: &Path,
    layout: &dyn Layout,
    decide: &mut dyn FnMut(Option<&Secret>) -> Wish,
) -> Result<(), Failure> {
    let mut goes = false;
    edit(path, layout.mode(), &mut |bytes| {
        let text = as_text(bytes, path)?;
        let damaged = |damage: Damage| damage.in_file(path);
        let held = layout.get(text).map_err(damaged)?;
        let changed = match decide(held.as_ref()) {
            Wish::Keep => return Ok(edit::Wish::Keep),
            Wish::Hold(value) => Some(layout.set(text, value.expose()).map_err(damaged)?),
            Wish::Clear if held.is_none() => return Ok(edit::Wish::Keep),
            Wish::Clear => layout.unset(text).map_err(damaged)?,
        };
        goes = changed.is_none();
        Ok(match changed {
            Some(text) if bytes == Some(text.as_bytes()) => edit::Wish::Keep,
            Some(text) => edit::Wish::Write(Zeroizing::new(text.as_bytes().to_vec())),
            None => edit::Wish::Delete,
        })
    })?;
    // conda stops at a token file that is a link to nothing.
    if goes && path.is_symlink() && !path.exists() {
        let _ = fs::remove_file(path);
    }
    Ok(())
}
