//! What we remember: notes and shares that are damaged, or of logins that are no more.

use super::{Facts, Finding, fix::Fix};
use crate::{error::Failure, target::Key, text::word};

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(failure) = facts.context.notes().damage() {
        findings.push(damaged(&failure).fix(Fix::PutNotesAside));
    }
    let shared = facts.context.shares().all();
    if let Err(failure) = &shared {
        findings.push(damaged(failure));
    }
    if !facts.is_complete() {
        return findings;
    }
    let stored: Vec<&Key> = facts.own().map(|(_, entry)| &entry.key).collect();
    let is_gone = |key: &Key| !stored.contains(&key);
    let noted = facts.notes.keys().map(Key::stored);
    findings.extend(noted.filter(is_gone).map(|key| {
        Finding::advice(format!("`{key}` is remembered, and stored no more")).fix(Fix::Forget(key))
    }));
    let shared = shared.unwrap_or_default().into_iter();
    findings.extend(shared.filter(|(_, key)| is_gone(key)).map(|(tool, key)| {
        let problem = format!("{tool} still has the login for `{key}`, which is stored no more");
        let command = format!("xauth unshare {} --from {tool}", word(key.as_str()));
        Finding::problem(problem).run(command)
    }));
    findings
}

fn damaged(failure: &Failure) -> Finding {
    let finding = Finding::problem(failure.to_string());
    let Failure::Corrupt { path, .. } = failure else {
        return finding;
    };
    let path = path.display().to_string();
    let aside = format!("{path}.damaged");
    finding.run(format!("mv {} {}", word(&path), word(&aside)))
}
