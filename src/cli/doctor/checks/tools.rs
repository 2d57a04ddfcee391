//! What other tools see: what they were given and lost, what they cannot use, and what they choke on.

use super::{Facts, Finding, fix};
use crate::{
    cli::{
        sharing::place,
        tools::{self, Sight, sight},
    },
    config::Config,
    error::Failure,
    text::{redact_url, word},
    tool::{self, Tool},
};

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let logins = match facts.context.shares().all() {
        Ok(_) => tools::all(facts.vault).unwrap_or_default(),
        // That is said by the check of what we remember.
        Err(_) => Vec::new(),
    };
    let mut findings = Vec::new();
    let usual = usual(facts);
    for tool in tool::all(facts.env) {
        let own = match tool.detect() {
            Some(_) => own(&*tool, facts),
            None => Vec::new(),
        };
        let mut unseen_count = 0;
        for login in &logins {
            match look(&*tool, login, facts) {
                // What is wrong with the file is said once.
                Some(Sight::Broken { .. }) if !own.is_empty() => {}
                Some(Sight::NotShared { .. } | Sight::Cannot { .. })
                    if !is_usual(&*tool, usual.as_deref()) =>
                {
                    unseen_count += 1;
                }
                Some(sight) => findings.extend(unseen(&*tool, &login.key.to_string(), sight)),
                None => {}
            }
        }
        if usual.is_none() && !tool.is_only_named() {
            findings.extend(unseen_at_all(&*tool, unseen_count));
        }
        findings.extend(own);
    }
    findings
}

/// The tools that are to see every login, if the person ever said: in the config, or when we asked.
fn usual(facts: &Facts<'_, '_>) -> Option<Vec<String>> {
    let config = Config::read(facts.env).ok().and_then(|config| config.share);
    config.or_else(|| facts.context.shares().answer().ok().flatten())
}

fn is_usual(tool: &dyn Tool, usual: Option<&[String]>) -> bool {
    let mut usual = usual.unwrap_or_default().iter();
    usual.any(|name| name == tool.name() || name == "all")
}

/// One line for all logins that a tool was never meant to see.
fn unseen_at_all(tool: &dyn Tool, count: usize) -> Option<Finding> {
    let name = tool.name();
    let logins = match count {
        0 => return None,
        1 => "1 login".to_owned(),
        _ => format!("{count} logins"),
    };
    let finding = Finding::advice(format!("{name} does not see {logins}"));
    Some(finding.run(format!("xauth tools --tool {name}")))
}

/// What a tool sees of a login, if it is here or was given it.
fn look(tool: &dyn Tool, login: &tools::Login, facts: &Facts<'_, '_>) -> Option<Sight> {
    let given = || facts.context.shares().check(tool.name(), &login.key);
    let is_meant = (tool.is_for(&login.key) && tool.detect().is_some())
        || given().is_ok_and(|given| !given.is_empty());
    is_meant.then(|| sight(tool, login, None, facts.context))
}

/// Of a tool that is served only by name, all but what it lost is as it should be.
fn unseen(tool: &dyn Tool, key: &str, sight: Sight) -> Option<Finding> {
    let name = tool.name();
    match sight {
        Sight::Changed { places, run } => {
            let problem = format!("{name} lost the login for `{key}`: {}", places.join(", "));
            Some(Finding::problem(problem).run(run))
        }
        Sight::Broken { why, hint } => {
            let problem = format!("{name} cannot be asked for `{key}`: {why}");
            Some(with_hint(Finding::problem(problem), hint))
        }
        _ if tool.is_only_named() => None,
        Sight::Sees => None,
        Sight::Other { place, run } => {
            let problem = format!("{name} has another login in the place of `{key}`: {place}");
            Some(Finding::advice(problem).run(run))
        }
        Sight::NotShared { run } => {
            Some(Finding::advice(format!("{name} does not see the login for `{key}`")).run(run))
        }
        Sight::Cannot { why, hint } => {
            let problem = format!("{name} cannot use the login for `{key}`: {why}");
            Some(with_hint(Finding::advice(problem), hint))
        }
    }
}

fn with_hint(finding: Finding, hint: Option<String>) -> Finding {
    match hint {
        Some(hint) => finding.remedy(hint),
        None => finding,
    }
}

/// What is in a tool's own files that it cannot use.
fn own(tool: &dyn Tool, facts: &Facts<'_, '_>) -> Vec<Finding> {
    let name = tool.name();
    let held = match tool.held(facts.context.shares().hands()) {
        Ok(held) => held,
        Err(Failure::Corrupt { path, at, why }) => {
            let path = path.display().to_string();
            let aside = word(&format!("{path}.damaged"));
            let problem = format!("{name} cannot read `{path}`: it is damaged at byte {at}: {why}");
            return vec![Finding::problem(problem).run(format!("mv {} {aside}", word(&path)))];
        }
        // That is said by the check of the stores.
        Err(Failure::Absent(_) | Failure::Locked | Failure::TimedOut(_)) => return Vec::new(),
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
        let (site, place) = (redact_url(&held.site), place(&held.slot, facts.context));
        let problem = format!("{name} cannot use what it has for `{site}`: {why}");
        Some(Finding::problem(problem).remedy(format!("remove it there: {place}")))
    });
    unusable.collect()
}
