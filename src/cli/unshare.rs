//! `xauth unshare`: what other tools were given is taken back; the login stays.

use serde_json::json;

use super::{context::Context, report, sharing};
use crate::{
    error::{Error, Result},
    target::{Target, Typed},
    tool,
};

/// Take a login back from other tools; it stays stored
#[derive(Debug, clap::Args)]
pub(super) struct Unshare {
    /// A host, a URL, `*.DOMAIN`, or a channel's name
    #[arg(
        value_name = "HOST|URL|CHANNEL",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    target: Option<Typed>,
    /// Take back every login, and (unless `--from` names one tool) forget which tools were to see later ones
    #[arg(long)]
    all: bool,
    /// From this tool alone
    #[arg(long, value_name = "TOOL", value_parser = tool::NAMES)]
    from: Option<String>,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

impl Unshare {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let typed = self.target.as_ref();
        let target = typed.map(|typed| context.target(typed)).transpose()?;
        let shared = sharing::keys(context).map_err(sharing::unusable_record)?;
        let keys = match &target {
            Some(target) => sharing::of_target(target, &shared),
            None => shared,
        };
        let taken = sharing::take(self.from.as_deref(), &keys, context)
            .map_err(sharing::unusable_record)?;
        let is_asked_again = self.all && self.from.is_none() && forget(context)?;
        if self.json {
            let value = json!({ "tools": sharing::taken_json(&taken) });
            context.ui.out(&report::line(value))?;
        }
        sharing::report_taken(&taken, context)?;
        match target {
            Some(target) if taken.is_empty() => Err(not_shared(&target, self.from.as_deref())),
            None if taken.is_empty() && !is_asked_again => {
                context.note("nothing was shared");
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// Forgets which tools were to see later logins; whether there was an answer.
fn forget(context: &mut Context<'_>) -> Result<bool> {
    let answer = context.shares().answer();
    let is_known = answer.map_err(sharing::unusable_record)?.is_some();
    let forgotten = context.shares().forget_answer();
    forgotten.map_err(sharing::unusable_record)?;
    if is_known {
        context.note("the next login on a terminal asks again which tools are to see logins");
    }
    Ok(is_known)
}

fn not_shared(target: &Target, tool: Option<&str>) -> Error {
    let with = tool.unwrap_or("any other tool");
    Error::Failed {
        problem: format!("`{target}` is not shared with {with}"),
        hint: Some("see what is: `xauth tools`".into()),
        source: None,
    }
}
