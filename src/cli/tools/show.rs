//! How `xauth tools` shows what it found.

use serde_json::{Value, json};

use super::{Row, Sight};
use crate::{cli::context::Context, text::escape};

/// A block a tool: its name and where it was found, and a line a login.
pub(super) fn text(rows: &[Row], context: &Context<'_>) -> String {
    if rows.is_empty() {
        return "no other tool was found\n".into();
    }
    let blocks: Vec<String> = rows.iter().map(|row| block(row, context)).collect();
    blocks.join("\n")
}

fn block(row: &Row, context: &Context<'_>) -> String {
    let found = match row.tool.detect() {
        Some(path) => escape(&context.env.shorten(&path)),
        None => "not found here".into(),
    };
    let mut text = format!("{} ({found})\n", row.tool.name());
    if row.sights.is_empty() {
        text.push_str("  no login here is for it\n");
    }
    for (key, sight) in &row.sights {
        let (mark, why, run) = words(sight);
        text.push_str(&format!("  {mark} {key}{why}\n"));
        if let Some(run) = run {
            text.push_str(&format!("      {run}\n"));
        }
    }
    text
}

fn words(sight: &Sight) -> (&'static str, String, Option<&str>) {
    match sight {
        Sight::Sees => ("sees   ", String::new(), None),
        Sight::NotShared { run } => ("not yet", String::new(), Some(run)),
        Sight::Changed { places, run } => {
            let why = format!(": it was changed or removed in {}", places.join(", "));
            ("not now", why, Some(run))
        }
        Sight::Other { place, run } => {
            let why = format!(": it has another login of its own in {place}");
            ("other  ", why, Some(run))
        }
        Sight::Cannot { why, hint } => ("cannot ", format!(": {why}"), hint.as_deref()),
        Sight::Broken { why, hint } => ("unknown", format!(": {why}"), hint.as_deref()),
    }
}

pub(super) fn json(rows: &[Row]) -> Value {
    let login = |(key, sight): &(crate::target::Key, Sight)| {
        let (state, why, run) = match sight {
            Sight::Sees => ("sees", None, None),
            Sight::NotShared { run } => ("not_shared", None, Some(run)),
            Sight::Changed { places, run } => ("changed", Some(places.join(", ")), Some(run)),
            Sight::Other { place, run } => ("other_login", Some(place.clone()), Some(run)),
            Sight::Cannot { why, hint } => ("cannot", Some(why.clone()), hint.as_ref()),
            Sight::Broken { why, hint } => ("unknown", Some(why.clone()), hint.as_ref()),
        };
        json!({ "key": key.as_str(), "state": state, "why": why, "run": run })
    };
    let one = |row: &Row| {
        json!({
            "tool": row.tool.name(),
            "found": row.tool.detect(),
            "logins": row.sights.iter().map(login).collect::<Value>(),
        })
    };
    rows.iter().map(one).collect()
}
