//! The two names of the file store, which older and newer programs read.

use std::path::PathBuf;

use super::{Facts, Finding, fix::Fix};
use crate::store::file::Apart;

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let apart = facts.file().apart().unwrap_or_default();
    apart.iter().map(|apart| finding(apart, facts)).collect()
}

fn finding(apart: &Apart, facts: &Facts<'_, '_>) -> Finding {
    let list = |paths: &[PathBuf]| {
        let names = paths
            .iter()
            .map(|path| format!("`{}`", facts.env.shorten(path)));
        names.collect::<Vec<_>>().join(" and ")
    };
    let (right, older) = (list(&apart.right), list(&apart.older));
    let (key, without) = (&apart.key, list(&apart.without));
    let problem = match (apart.right.is_empty(), apart.older.is_empty()) {
        (true, _) => {
            format!("another program removed `{key}` from {without}, and {older} still has it")
        }
        (_, false) => format!(
            "`{key}` differs: the value in {right} counts, which was changed last; {older} has another"
        ),
        (_, true) => format!("`{key}` is in {right}, and tools that read {without} do not see it"),
    };
    let finding = match apart.right.is_empty() || !apart.older.is_empty() {
        true => Finding::problem(problem),
        // Today's tools see it: so is every login that pixi made.
        false => Finding::advice(problem),
    };
    finding.fix(Fix::BringTogether(key.clone()))
}
