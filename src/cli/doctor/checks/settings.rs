//! The config and the choice of a store.

use super::{Facts, Finding};
use crate::{config::Config, error::Error};

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let config = Config::read(facts.env).err();
    let variable = || facts.context.choice(None).err();
    let error = config.or_else(variable);
    error.into_iter().map(|error| finding(&error)).collect()
}

fn finding(error: &Error) -> Finding {
    let finding = Finding::problem(error.message());
    match error.hint() {
        Some(hint) => finding.remedy(hint),
        None => finding,
    }
}
