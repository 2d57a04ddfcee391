//! Whether each store that is to be used can be.

use super::{Facts, Finding, fix, fix::Fix};
use crate::{
    error::Failure,
    store::{Protection, Store},
    text::word,
    vault::Choice,
};

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = facts
        .file()
        .damaged()
        .into_iter()
        .map(|(path, failure)| {
            let shown = path.display().to_string();
            let aside = format!("{shown}.damaged");
            Finding::problem(failure.to_string())
                .run(format!("mv {} {}", word(&shown), word(&aside)))
                .remedy("or mend it by hand: the logins in it are not used until then")
                .fix(Fix::PutAside(path))
        })
        .collect();
    let is_damaged = !findings.is_empty();
    for store in facts.vault.stores() {
        match store.probe() {
            _ if store.protection() == Protection::ReadOnly => {}
            Ok(()) => {}
            Err(Failure::Corrupt { .. }) if is_damaged => {}
            Err(Failure::Absent(_)) if facts.choice != Choice::Keychain => {}
            Err(failure) => findings.push(unusable(store, &failure, facts.choice)),
        }
    }
    findings
}

/// A store that is not the chosen one may still hold older copies.
fn unusable(store: &dyn Store, failure: &Failure, choice: Choice) -> Finding {
    let name = store.name();
    let (run, hint) = match failure {
        Failure::Exposed { fix, .. } => (Some(fix.clone()), None),
        failure => (None, failure.hint()),
    };
    let problem = format!("the {name} cannot be used: {}", fix::reason(failure));
    let is_used = choice == Choice::Auto || choice.name() == name;
    let finding = match is_used {
        true => Finding::problem(problem),
        false => Finding::advice(problem),
    };
    let remedy = hint.filter(|_| is_used);
    Finding {
        run,
        remedy,
        ..finding
    }
}
