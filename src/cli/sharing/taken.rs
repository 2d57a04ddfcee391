//! What is said of logins that were taken back from tools.

use std::error::Error as _;

use serde_json::{Value, json};

use super::given::{json_place, place, places};
use crate::{
    cli::context::Context,
    error::{Error, Result},
    tool::Taken,
};

/// Says what was taken back, and what was left.
///
/// # Errors
/// When a place could not be changed, and so still holds the login.
pub(in crate::cli) fn report(taken: &[Taken], context: &mut Context<'_>) -> Result<()> {
    let mut first = None;
    for taken in taken {
        let (tool, key) = (&taken.tool, &taken.key);
        if !taken.gone.is_empty() {
            let places = places(&taken.gone, context).join("; ");
            context.note(&format!("removed `{key}` from {tool} ({places})"));
        }
        if !taken.kept.is_empty() {
            let places = places(&taken.kept, context).join("; ");
            context.note(&format!(
                "`{key}` stays in {places}, for another tool or login"
            ));
        }
        for slot in &taken.left {
            let place = place(slot, context);
            context.warn(&format!(
                "{tool} has another login in {place} now, which was left"
            ));
        }
        for (slot, failure) in &taken.failed {
            let place = place(slot, context);
            let cause = failure.source().map(|cause| format!(": {cause}"));
            let cause = cause.unwrap_or_default();
            let problem = format!("`{key}` is still in {place}, for {tool}: {failure}{cause}");
            match first {
                Some(_) => context.warn(&problem),
                None => first = Some((problem, failure.hint_for_tool())),
            }
        }
    }
    match first {
        Some((problem, hint)) => Err(Error::Untaken { problem, hint }),
        None => Ok(()),
    }
}

/// The same, for JSON.
pub(in crate::cli) fn json_of(taken: &[Taken]) -> Value {
    let one = |taken: &Taken| {
        let failed = taken.failed.iter().map(|(slot, failure)| {
            let mut value = json_place(slot);
            value["message"] = json!(failure.to_string());
            value
        });
        json!({
            "tool": taken.tool,
            "key": taken.key.as_str(),
            "removed": taken.gone.iter().map(json_place).collect::<Value>(),
            "kept": taken.kept.iter().map(json_place).collect::<Value>(),
            "left": taken.left.iter().map(json_place).collect::<Value>(),
            "failed": failed.collect::<Value>(),
        })
    };
    taken.iter().map(one).collect()
}
