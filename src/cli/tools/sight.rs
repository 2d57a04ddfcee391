//! Whether one tool sees one login.

use super::Login;
use crate::{
    cli::{
        context::Context,
        sharing::{Subject, place},
    },
    error::Failure,
    target::Target,
    text::word,
    tool::{Login as Handed, Slot, Tool},
};

/// Whether a tool sees a login, and what to do if it does not.
pub(in crate::cli) enum Sight {
    /// It does.
    Sees,
    /// It would, if it were given it.
    NotShared { run: String },
    /// It was given it, and does not have it any more.
    Changed { places: Vec<String>, run: String },
    /// It has another login of its own.
    Other { place: String, run: String },
    /// It cannot use it.
    Cannot { why: String, hint: Option<String> },
    /// A place of its cannot be read.
    Broken { why: String, hint: Option<String> },
}

impl Sight {
    /// Whether the tool has this login, or had it, or has another in its place.
    pub(super) fn is_held(&self) -> bool {
        matches!(self, Self::Sees | Self::Changed { .. } | Self::Other { .. })
    }
}

pub(in crate::cli) fn sight(
    tool: &dyn Tool,
    login: &Login,
    target: Option<&Target>,
    context: &Context<'_>,
) -> Sight {
    look(tool, login, target, context).unwrap_or_else(|failure| Sight::Broken {
        hint: failure.hint_for_tool(),
        why: match std::error::Error::source(&failure) {
            Some(cause) => format!("{failure}: {cause}"),
            None => failure.to_string(),
        },
    })
}

fn look(
    tool: &dyn Tool,
    login: &Login,
    target: Option<&Target>,
    context: &Context<'_>,
) -> Result<Sight, Failure> {
    let shares = context.shares();
    let run = format!(
        "xauth share {} --with {}",
        word(login.key.as_str()),
        tool.name()
    );
    let given = shares.check(tool.name(), &login.key)?;
    if !given.is_empty() {
        let lost: Vec<&Slot> = given
            .iter()
            .filter(|(_, is_there)| !is_there)
            .map(|(slot, _)| slot)
            .collect();
        let is_taken = |slot: &&Slot| slot.read(shares.hands()).is_ok_and(|held| held.is_some());
        let run = match lost.iter().any(is_taken) {
            true => format!("{run} --force"),
            false => run,
        };
        let places: Vec<String> = lost.iter().map(|slot| place(slot, context)).collect();
        return Ok(match places.is_empty() {
            true => Sight::Sees,
            false => Sight::Changed { places, run },
        });
    }
    let Some(credential) = &login.credential else {
        // What a keychain holds was not read.
        let is_found = tool.reads_our_stores() && login.key.domain().is_some();
        return Ok(match is_found {
            true => Sight::Sees,
            false => Sight::NotShared { run },
        });
    };
    let subject = Subject {
        key: &login.key,
        credential,
        target,
    };
    unshared(tool, &subject.login(context), run, context)
}

/// A login that the tool was not given.
fn unshared(
    tool: &dyn Tool,
    login: &Handed<'_>,
    run: String,
    context: &Context<'_>,
) -> Result<Sight, Failure> {
    let pieces = match tool.pieces(login) {
        Ok(pieces) => pieces,
        Err(unusable) => {
            let (why, hint) = (unusable.why, unusable.hint);
            return Ok(Sight::Cannot { why, hint });
        }
    };
    let shares = context.shares();
    let mut is_there = true;
    for piece in &pieces {
        match piece.slot.read(shares.hands())? {
            Some(held) if held == piece.value => {}
            Some(_) => {
                let place = place(&piece.slot, context);
                let run = format!("{run} --force");
                return Ok(Sight::Other { place, run });
            }
            None => is_there = false,
        }
    }
    Ok(match is_there {
        true => Sight::Sees,
        false => Sight::NotShared { run },
    })
}
