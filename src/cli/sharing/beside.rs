//! A login that is stored under more than one key is given to tools under each of them.

use super::{Subject, Told, Wanted};
use crate::{
    cli::context::Context,
    error::Failure,
    target::Key,
    tool::{Given, Slot, Theirs},
};

/// What tools were told of the login under one key.
pub(in crate::cli) type OfKey = (Key, Vec<Told>);

impl Subject<'_> {
    /// Gives it to `wanted` under its own key and the others that it is stored under.
    pub(in crate::cli) fn give_all(
        &self,
        others: &[Key],
        wanted: &Wanted,
        theirs: Theirs,
        context: &Context<'_>,
    ) -> Result<Vec<OfKey>, Failure> {
        let own = self.give(wanted, theirs, context)?;
        let mut all = vec![(self.key.clone(), own)];
        for key in others {
            let subject = Subject { key, ..*self };
            let told = subject.give_beside(&all, wanted, theirs, context)?;
            all.push((key.clone(), told));
        }
        leave_out_what_is_no_news(&mut all);
        Ok(all)
    }

    /// Gives it to the tools that have another place for it than those that they have it in.
    fn give_beside(
        &self,
        given: &[OfKey],
        wanted: &Wanted,
        theirs: Theirs,
        context: &Context<'_>,
    ) -> Result<Vec<Told>, Failure> {
        let before = context.shares().of(self.key)?;
        let login = self.login(context);
        let mut tools = wanted.tools(self.key, &before, context);
        tools.retain(|tool| {
            let pieces = tool.pieces(&login).unwrap_or_default();
            let has_all = pieces
                .iter()
                .all(|piece| has(given, tool.name(), &piece.slot));
            pieces.is_empty() || !has_all
        });
        Ok(self.give_to(tools, wanted, &before, theirs, context))
    }
}

fn has(given: &[OfKey], name: &str, slot: &Slot) -> bool {
    let told = given.iter().flat_map(|(_, told)| told);
    let mut own = told.filter(|told| told.tool == name);
    own.any(|told| matches!(&told.outcome, Ok(Given::To(slots)) if slots.contains(slot)))
}

/// A tool that can use the login under one of its keys is not told of for the others, and one that can use it under
/// none is told of once.
fn leave_out_what_is_no_news(all: &mut [OfKey]) {
    let told = all.iter().flat_map(|(_, told)| told);
    let has_it: Vec<&'static str> = told
        .filter(|told| !told.failed())
        .map(|told| told.tool)
        .collect();
    for (at, (_, told)) in all.iter_mut().enumerate() {
        told.retain(|told| match &told.outcome {
            Ok(Given::Unusable(_)) => {
                let is_news = at == 0 && !has_it.contains(&told.tool);
                is_news || told.has_outdated().is_some()
            }
            _ => true,
        });
    }
}
