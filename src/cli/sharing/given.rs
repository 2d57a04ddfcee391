//! What is said of a login that tools were given.

use serde_json::{Value, json};

use crate::{
    cli::context::Context,
    error::{Error, Failure, Result},
    target::Key,
    text::{escape, word},
    tool::{Followed, Given, Slot},
};

/// What came of giving a login to one tool.
pub(in crate::cli) struct Told {
    pub(super) tool: &'static str,
    /// Whether the person named this tool, now.
    pub(super) is_named: bool,
    /// Whether it was given an earlier one under the same key.
    pub(super) had_earlier: bool,
    pub(super) outcome: Result<Given, Failure>,
}

impl Told {
    /// What came of giving a renewed login to a tool that has the older one.
    pub(super) fn followed((tool, outcome): Followed) -> Self {
        Self {
            tool,
            is_named: false,
            had_earlier: true,
            outcome,
        }
    }

    /// Whether the tool has not got what it was to get.
    pub(super) fn failed(&self) -> bool {
        !matches!(self.outcome, Ok(Given::To(_)))
    }

    /// Whether the tool has an earlier login that this one ended, and cannot have this one.
    pub(in crate::cli) fn has_outdated(&self) -> Option<&'static str> {
        let is_unusable = matches!(&self.outcome, Ok(Given::Unusable(why)) if !why.is_passing);
        (self.had_earlier && is_unusable).then_some(self.tool)
    }

    /// Says it on one line.
    pub(super) fn report(&self, key: &Key, context: &mut Context<'_>) {
        match &self.outcome {
            Ok(Given::To(slots)) => {
                let places = match slots.is_empty() {
                    true => "it reads the same store".into(),
                    false => places(slots, context).join("; "),
                };
                context.note(&format!("shared with {} ({places})", self.tool));
            }
            _ => {
                let (why, hint) = self.why(key, context);
                let hint = hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
                context.warn(&format!("{why}{hint}"));
            }
        }
    }

    /// Why the tool has not got it, and what to do.
    fn why(&self, key: &Key, context: &Context<'_>) -> (String, Option<String>) {
        let tool = self.tool;
        match &self.outcome {
            Ok(Given::Unusable(unusable)) => (
                format!("{tool} cannot use the login `{key}`: {}", unusable.why),
                unusable.hint.clone(),
            ),
            Ok(Given::Theirs(slot)) => (
                format!(
                    "{tool} has another login of its own in {}, which was left",
                    place(slot, context)
                ),
                Some(format!(
                    "replace it: `xauth share {} --with {tool} --force`",
                    word(key.as_str())
                )),
            ),
            Err(failure) => (
                format!("the login `{key}` could not be given to {tool}: {failure}"),
                failure.hint_for_tool(),
            ),
            Ok(Given::To(_)) => (String::new(), None),
        }
    }

    /// For JSON.
    pub(in crate::cli) fn json(&self, key: &Key, context: &Context<'_>) -> Value {
        match &self.outcome {
            Ok(Given::To(slots)) => json!({
                "tool": self.tool,
                "shared": true,
                "places": slots.iter().map(json_place).collect::<Value>(),
            }),
            _ => {
                let (why, hint) = self.why(key, context);
                json!({ "tool": self.tool, "shared": false, "why": why, "hint": hint })
            }
        }
    }
}

/// Says what came of it.
///
/// # Errors
/// When a tool that the person named has not got the login; nothing else is undone then.
pub(in crate::cli) fn conclude(
    told: Vec<Told>,
    key: &Key,
    context: &mut Context<'_>,
) -> Result<()> {
    let mut first = None;
    for told in told {
        if told.is_named && told.failed() && first.is_none() {
            first = Some(told);
        } else {
            told.report(key, context);
        }
    }
    let Some(told) = first else { return Ok(()) };
    let (problem, hint) = told.why(key, context);
    match told.outcome {
        Err(source) => Err(Error::Share {
            tool: told.tool,
            source,
        }),
        _ => Err(Error::Failed {
            problem,
            hint,
            source: None,
        }),
    }
}

/// The places by file, with the entries in each.
pub(super) fn places(slots: &[Slot], context: &Context<'_>) -> Vec<String> {
    let mut files: Vec<(String, Vec<String>)> = Vec::new();
    for slot in slots {
        let (file, entry) = shown(slot, context);
        match files.iter_mut().find(|(other, _)| *other == file) {
            Some((_, entries)) => entries.extend(entry),
            None => files.push((file, entry.into_iter().collect())),
        }
    }
    let one = |(file, entries): (String, Vec<String>)| match entries.is_empty() {
        true => file,
        false => format!("{file}: {}", entries.join(", ")),
    };
    files.into_iter().map(one).collect()
}

/// One place, as `FILE (ENTRY)`.
pub(in crate::cli) fn place(slot: &Slot, context: &Context<'_>) -> String {
    match shown(slot, context) {
        (file, Some(entry)) => format!("{file} ({entry})"),
        (file, None) => file,
    }
}

fn shown(slot: &Slot, context: &Context<'_>) -> (String, Option<String>) {
    let (file, entry) = slot.describe();
    let file = match slot.path() {
        Some(_) => context.env.shorten(file.as_ref()),
        None => file,
    };
    let quoted = |entry: String| format!("`{}`", escape(&entry));
    (escape(&file), entry.map(quoted))
}

/// A place, for JSON.
pub(super) fn json_place(slot: &Slot) -> Value {
    let (place, entry) = slot.describe();
    json!({ "place": place, "entry": entry })
}
