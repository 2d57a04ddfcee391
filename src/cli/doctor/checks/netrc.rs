//! Lines of netrc that cannot be understood.

use super::{Facts, Finding};

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let stores = facts.vault.stores().filter(|store| store.name() == "netrc");
    stores
        .flat_map(|store| store.warnings())
        .map(|warning| {
            Finding::problem(warning)
                .remedy("mend it by hand: a value with a space in it stands in double quotes")
        })
        .collect()
}
