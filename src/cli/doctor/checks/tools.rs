//! What other tools see: what they were given and lost, what they cannot use, and what they choke on.

use super::{Facts, Finding, fix};
use crate::{
    cli::{
        sharing::place,
        tools::{self, Sight, sight},
    },
    text::{escape, word},
    tool::{self, Tool},
};

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let logins = tools::all(facts.vault).unwrap_or_default();
    let shares = facts.context.shares();
    for tool in tool::all(facts.env) {
        let is_here = tool.detect().is_some();
        for login in &logins {
            let given = shares.check(tool.name(), &login.key);
            let is_meant = is_here || given.is_ok_and(|given| !given.is_empty());
            if is_meant {
                let sight = sight(&*tool, login, None, facts.context);
                findings.extend(unseen(&*tool, &login.key.to_string(), sight));
            }
        }
        findings.extend(own(&*tool, facts));
    }
    findings
}

fn unseen(tool: &dyn Tool, key: &str, sight: Sight) -> Option<Finding> {
    let name = tool.name();
    match sight {
        Sight::Changed { places, run } => {
            let problem = format!("{name} lost the login for `{key}`: {}", places.join(", "));
            Some(Finding::problem(problem).run(run))
        }
        Sight::Other { place, run } => {
            let problem = format!("{name} has another login in the place of `{key}`: {place}");
            Some(Finding::advice(problem).run(run))
        }
        Sight::NotShared { run } if !tool.is_only_named() => {
            Some(Finding::advice(format!("{name} does not see the login for `{key}`")).run(run))
        }
        Sight::Cannot { why, hint } if !tool.is_only_named() => {
            let finding =
                Finding::advice(format!("{name} cannot use the login for `{key}`: {why}"));
            Some(match hint {
                Some(hint) => finding.remedy(hint),
                None => finding,
            })
        }
        _ => None,
    }
}

/// What is in a tool's own files that it cannot use.
fn own(tool: &dyn Tool, facts: &Facts<'_, '_>) -> Vec<Finding> {
    let name = tool.name();
    let held = match tool.held(facts.context.shares().hands()) {
        Ok(held) => held,
        Err(crate::Failure::Corrupt { path, at, why }) => {
            let path = path.display().to_string();
            let aside = word(&format!("{path}.damaged"));
            let problem = format!("{name} cannot read `{path}`: it is damaged at byte {at}: {why}");
            return vec![Finding::problem(problem).run(format!("mv {} {aside}", word(&path)))];
        }
        Err(failure) => {
            let problem = format!(
                "what {name} has could not be read: {}",
                fix::reason(&failure)
            );
            return vec![Finding::problem(problem)];
        }
    };
    let unusable = held.into_iter().filter_map(|held| {
        let why = held.credential.err()?;
        let (site, place) = (escape(&held.site), place(&held.slot, facts.context));
        let problem = format!("{name} cannot use what it has for `{site}`: {why}");
        Some(Finding::problem(problem).remedy(format!("remove it there: {place}")))
    });
    unusable.collect()
}
