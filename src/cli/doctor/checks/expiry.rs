//! Logins that have expired, or will soon, and are not renewed by themselves.

use super::{Facts, Finding};
use crate::{
    cli::{renew, time},
    known::Server,
    store::{Detail, Entry, Protection, Store, Summary},
    text::word,
};

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let entries = facts.entries().filter(|(store, entry)| {
        !is_handed_on(*store, entry, facts) && !is_said_of_another(*store, entry, facts)
    });
    entries
        .filter_map(|(store, entry)| finding(store, entry, facts))
        .collect()
}

/// Whether it is what we put there for a tool, and no second login.
fn is_handed_on(store: &dyn Store, entry: &Entry, facts: &Facts<'_, '_>) -> bool {
    let shares = facts.context.shares();
    let put = || shares.has_put_into(store.place().as_ref(), &entry.key);
    store.protection() == Protection::ReadOnly && put().unwrap_or_default()
}

/// Whether it is one login with that under the first of the server's keys.
fn is_said_of_another(store: &dyn Store, entry: &Entry, facts: &Facts<'_, '_>) -> bool {
    let server = entry.key.domain().and_then(Server::of);
    let first = server.and_then(|server| server.login_keys().next());
    let Some(first) = first.filter(|first| *first != entry.key) else {
        return false;
    };
    let ends = |entry: &Entry| match &entry.detail {
        Detail::Known(summary) => summary.expires_at,
        _ => None,
    };
    let is_it = |(other, of_first): (&dyn Store, &Entry)| {
        other.name() == store.name() && of_first.key == first && ends(of_first) == ends(entry)
    };
    facts.entries().any(is_it)
}

fn finding(store: &dyn Store, entry: &Entry, facts: &Facts<'_, '_>) -> Option<Finding> {
    let Detail::Known(Summary {
        expires_at: Some(at),
        refreshable: false,
        ..
    }) = &entry.detail
    else {
        return None;
    };
    let (key, when) = (&entry.key, time::relative(*at));
    let finding = match time::is_past(*at) {
        true => Finding::problem(format!("the login for `{key}` expired {when}")),
        false if at.saturating_sub(time::now()) <= time::SOON => Finding::advice(format!(
            "the login for `{key}` expires {when}, and is not renewed"
        )),
        false => return None,
    };
    if store.protection() == Protection::ReadOnly {
        return Some(finding.remedy(format!("replace it where it is: {}", store.place())));
    }
    let again = match store.get(key) {
        Ok(Some(credential)) => renew::again(key, &credential, facts.context),
        _ => format!("xauth login {}", word(key.as_str())),
    };
    Some(finding.run(again))
}
