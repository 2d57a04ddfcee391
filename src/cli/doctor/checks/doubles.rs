//! Logins that are stored twice: in two stores, or for a host and for its domain.

use std::collections::HashMap;

use super::{
    Facts, Finding,
    fix::{Fix, Place},
};
use crate::{
    store::{Entry, Protection, Store},
    target::{Key, Kind, key::covers},
    text::word,
    vault::Choice,
};

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let own: Vec<(&dyn Store, &Entry)> = facts.own().collect();
    let is_wildcard =
        |(_, entry): &&(&dyn Store, &Entry)| matches!(entry.key.kind(), Kind::Wildcard(_));
    let wildcards: Vec<_> = own.iter().filter(is_wildcard).collect();
    let mut firsts: HashMap<&Key, &dyn Store> = HashMap::new();
    let mut findings = Vec::new();
    for (store, entry) in &own {
        let first = *firsts.entry(&entry.key).or_insert(*store);
        if first.name() != store.name() {
            findings.push(in_two_stores(&entry.key, first, *store, facts.choice));
        }
        let hidden = wildcards
            .iter()
            .filter(|(other, wider)| other.name() == store.name() && hides(&entry.key, &wider.key));
        let keys = hidden.map(|(_, wider)| (&entry.key, &wider.key));
        findings.extend(keys.map(|(key, wider)| beside_wildcard(*store, key, wider, facts)));
    }
    findings
}

/// pixi and we ask the keychain first. The copy that goes is that of the store which is not to be used.
fn in_two_stores(key: &Key, first: &dyn Store, second: &dyn Store, choice: Choice) -> Finding {
    let (kept, copy) = match choice.name() == second.name() {
        true => (second, first),
        false => (first, second),
    };
    let command = format!(
        "xauth logout {} --store {} --no-revoke",
        word(key.as_str()),
        copy.name()
    );
    let place = |store: &dyn Store| Place {
        store: store.name(),
        key: key.clone(),
    };
    let (one, other) = (first.name(), second.name());
    let is_same = matches!((first.get(key), second.get(key)), (Ok(one), Ok(other)) if one == other);
    let finding = match is_same {
        true => Finding::problem(format!("`{key}` is in the {one} and in the {other}")).fix(
            Fix::RemoveCopy {
                copy: place(copy),
                of: place(kept),
            },
        ),
        false => Finding::problem(format!(
            "`{key}` is in the {one} and in the {other}, with two values; pixi takes that of the {one}"
        )),
    };
    finding.run(command)
}

/// Whether a host's login is taken where its domain's would be.
fn hides(key: &Key, wider: &Key) -> bool {
    match (key.kind(), wider.kind()) {
        (Kind::Host(host), Kind::Wildcard(domain)) => covers(domain, host),
        _ => false,
    }
}

fn beside_wildcard(store: &dyn Store, key: &Key, wider: &Key, facts: &Facts<'_, '_>) -> Finding {
    let problem = format!("`{key}` hides `{wider}` for that host");
    // Reading a keychain may ask a person.
    let is_readable = store.protection() == Protection::Unencrypted;
    let is_same = is_readable
        && matches!((store.get(key), store.get(wider)), (Ok(one), Ok(other)) if one == other);
    let place = |key: &Key| Place {
        store: store.name(),
        key: key.clone(),
    };
    if !is_same {
        return Finding::advice(problem).remedy("leave it if that host has a login of its own");
    }
    let finding = Finding::advice(format!("{problem}, and is the same login"));
    match needed_for(key, wider, facts) {
        Some(why) => finding.remedy(format!("leave it: {why}")),
        None => finding.fix(Fix::RemoveCopy {
            copy: place(key),
            of: place(wider),
        }),
    }
}

/// Why a host's login is more than a copy of its domain's.
fn needed_for(key: &Key, wider: &Key, facts: &Facts<'_, '_>) -> Option<String> {
    let note = |key: &Key| facts.notes.get(key.as_str()).cloned().unwrap_or_default();
    let (own, widers) = (note(key), note(wider));
    if own.plain_http != widers.plain_http {
        return Some("one of them may go over plain http, and the other may not".into());
    }
    if own.channel != widers.channel {
        return Some("they are not for the same channel".into());
    }
    match facts.context.shares().of(key) {
        Ok(given) => given
            .first()
            .map(|tool| format!("it is shared with {tool}")),
        Err(_) => Some("it may be shared with a tool".into()),
    }
}
