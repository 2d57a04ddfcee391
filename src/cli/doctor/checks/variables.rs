//! Tokens in variables: those that are used, and those that cannot be.

use super::{Facts, Finding};
use crate::store::Environment;

/// What variables answer comes before everything that is stored.
const STORE: &str = "environment";

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let stores = facts.vault.stores().filter(|store| store.name() == STORE);
    for warning in stores.flat_map(|store| store.warnings()) {
        let variable = warning.split('`').nth(1).unwrap_or_default().to_owned();
        findings.push(Finding::problem(warning).run(format!("unset {variable}")));
    }
    let own: Vec<_> = facts.own().map(|(_, entry)| &entry.key).collect();
    let environment = Environment::of(facts.env);
    let mut used: Vec<_> = environment.used().collect();
    // One variable may answer for more than one of a server's hosts.
    used.dedup_by_key(|(variable, _)| *variable);
    for (variable, key) in used {
        let problem = match own.contains(&key) {
            true => format!("`{variable}` answers for `{key}`, in the place of what is stored"),
            false => format!(
                "`{variable}` answers for `{key}`: every program that runs here can read it"
            ),
        };
        findings.push(Finding::advice(problem).run(format!("unset {variable}")));
    }
    findings
}
