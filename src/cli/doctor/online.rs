//! Online: what the servers say to the logins that answer on this machine.

use std::collections::HashSet;

use super::{Context, facts};
use crate::{
    cli::verify::{self, Case, Said},
    error::Result,
    store::Detail,
    target::Key,
    verify::Verdict,
};

/// What is said of one login.
pub(super) struct Answer {
    pub(super) key: Key,
    pub(super) said: Said,
}

/// Asks about every login that no other hides. What cannot be told is no finding.
pub(super) fn ask(context: &mut Context<'_>) -> Result<Vec<Answer>> {
    let vault = facts::vault(context)?;
    let notes = context.notes().all();
    let mut seen = HashSet::new();
    let mut cases = Vec::new();
    for (store, listing) in vault.list() {
        for entry in listing.into_iter().flatten() {
            let is_usable = !matches!(entry.detail, Detail::Unsupported(_));
            if seen.insert(entry.key.clone()) && is_usable {
                let key = entry.key;
                cases.push(Case { key, store });
            }
        }
    }
    let keys: Vec<Key> = cases.iter().map(|case| case.key.clone()).collect();
    let said = verify::ask_all(cases, &vault, &notes, context)?;
    for (key, said) in keys.iter().zip(&said) {
        if let (Verdict::Unknown { why, .. }, false) = (said.verdict(), said.is_refusal()) {
            context.detail(&format!("cannot tell whether `{key}` is good: {why}"));
        }
    }
    let answers = keys.into_iter().zip(said);
    Ok(answers.map(|(key, said)| Answer { key, said }).collect())
}
