//! Logins that have expired, or will soon, and are not renewed by themselves.

use super::{Facts, Finding};
use crate::{
    cli::{renew, time},
    store::{Detail, Entry, Protection, Store, Summary},
    text::word,
};

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let entries = facts.entries();
    entries
        .filter_map(|(store, entry)| finding(store, entry, facts))
        .collect()
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
