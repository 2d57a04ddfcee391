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
    tool::{Login as Handed, Piece, Slot, Tool, Unusable},
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
        word(&named(login, target)),
        tool.name()
    );
    let Some(credential) = &login.credential else {
        return unread(tool, login, run, context);
    };
    let subject = Subject {
        key: &login.key,
        credential,
        target,
    };
    let handed = shares.again(tool.name(), &subject.login(context))?;
    match tool.pieces(&handed) {
        Ok(pieces) => compare(&pieces, &handed, run, context),
        Err(Unusable { why, hint, .. }) => Ok(Sight::Cannot { why, hint }),
    }
}

/// The login as it is to be shared: by the URL, where that says more than the host.
fn named(login: &Login, target: Option<&Target>) -> String {
    let url = target.and_then(Target::url);
    match url.filter(|url| url.port().is_some() && login.key.domain().is_some()) {
        Some(url) => url.to_string(),
        None => login.key.as_str().to_owned(),
    }
}

/// What a keychain holds was not read: all that is known is what the tool was given.
fn unread(
    tool: &dyn Tool,
    login: &Login,
    run: String,
    context: &Context<'_>,
) -> Result<Sight, Failure> {
    let given = context.shares().check(tool.name(), &login.key)?;
    let lost = given.iter().filter(|(_, is_there)| !is_there);
    let lost: Vec<&Slot> = lost.map(|(slot, _)| slot).collect();
    let is_seen = match given.is_empty() {
        true => tool.reads_our_stores() && login.key.domain().is_some(),
        false => lost.is_empty(),
    };
    match (is_seen, given.is_empty()) {
        (true, _) => Ok(Sight::Sees),
        (false, true) => Ok(Sight::NotShared { run }),
        (false, false) => changed(&lost, run, context),
    }
}

/// Compares what a tool should find with what is there.
fn compare(
    pieces: &[Piece],
    login: &Handed<'_>,
    run: String,
    context: &Context<'_>,
) -> Result<Sight, Failure> {
    let shares = context.shares();
    let (mut lost, mut missing) = (Vec::new(), false);
    for piece in pieces {
        let slot = &piece.slot;
        let was_given = login.own.contains(slot);
        match slot.read(shares.hands())? {
            Some(held) if held == piece.value => {}
            Some(_) if was_given => lost.push(slot),
            Some(_) => {
                let place = place(slot, context);
                let run = format!("{run} --force");
                return Ok(Sight::Other { place, run });
            }
            None if was_given => lost.push(slot),
            None => missing = true,
        }
    }
    match (lost.is_empty(), missing) {
        (false, _) => changed(&lost, run, context),
        (true, true) => Ok(Sight::NotShared { run }),
        (true, false) => Ok(Sight::Sees),
    }
}

/// What the tool was given is gone or another.
fn changed(lost: &[&Slot], run: String, context: &Context<'_>) -> Result<Sight, Failure> {
    let shares = context.shares();
    let mut is_theirs = false;
    for slot in lost {
        let is_held = slot.read(shares.hands())?.is_some();
        is_theirs |= is_held && !shares.has_put(slot)?;
    }
    let run = match is_theirs {
        true => format!("{run} --force"),
        false => run,
    };
    let places = lost.iter().map(|slot| place(slot, context)).collect();
    Ok(Sight::Changed { places, run })
}
