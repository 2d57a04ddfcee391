//! `RATTLER_AUTH_FILE`, which names the only store: what it hides.

use std::path::Path;

use super::{super::facts::AUTH_FILE, Facts, Finding};
use crate::{
    store::{Protection, keychain::Patience},
    target::Key,
    vault::{Choice, Reach, Vault},
};

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let Some(path) = facts.env.path_variable(AUTH_FILE).map(Path::new) else {
        return Vec::new();
    };
    let here: Vec<&Key> = facts.own().map(|(_, entry)| &entry.key).collect();
    let hidden: Vec<String> = elsewhere(facts)
        .iter()
        .filter(|key| !here.contains(key))
        .map(|key| format!("`{key}`"))
        .collect();
    let shown = facts.env.shorten(path);
    let unset = format!("unset {AUTH_FILE}");
    if !path.exists() {
        let problem = format!("`{AUTH_FILE}` names `{shown}`, which is not there");
        return vec![Finding::problem(problem).run(unset)];
    }
    if hidden.is_empty() {
        return Vec::new();
    }
    let list = hidden.join(", ");
    let problem = format!("`{AUTH_FILE}` hides logins that are stored elsewhere: {list}");
    vec![Finding::advice(problem).run(unset)]
}

/// The keys in the stores that would be used without the variable.
fn elsewhere(facts: &Facts<'_, '_>) -> Vec<Key> {
    let env = facts.env.without(AUTH_FILE);
    let Ok(vault) = Vault::open(&env, Choice::Auto, Reach::All, Patience::ALONE) else {
        return Vec::new();
    };
    let mut keys: Vec<Key> = vault
        .list()
        .into_iter()
        .filter(|(store, _)| store.protection() != Protection::ReadOnly)
        .flat_map(|(_, listing)| listing.unwrap_or_default())
        .map(|entry| entry.key)
        .collect();
    keys.sort();
    keys.dedup();
    keys
}
