//! Logins that their servers do not take; asked with `--online` alone.

use super::{Facts, Finding};
use crate::{
    cli::{doctor::online::Answer, verify::Said},
    error::Error,
};

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let answers = facts.answers.iter().copied().flatten();
    answers.filter_map(finding).collect()
}

fn finding(answer: &Answer) -> Option<Finding> {
    let error = answer.said.refusal(&answer.key)?;
    let (run, remedy) = match (&error, &answer.said) {
        (Error::Over { command, .. }, _) => (Some(command.clone()), None),
        (
            _,
            Said::Answered {
                remedy: Some(remedy),
                ..
            },
        ) => (remedy.command.clone(), remedy.words.clone()),
        _ => (None, None),
    };
    Some(Finding {
        run,
        remedy,
        ..Finding::problem(error.message())
    })
}
