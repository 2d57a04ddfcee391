//! The one question: which of the tools on this machine are to see logins, too. Its answer is remembered.

use super::{Subject, Wanted};
use crate::{
    cli::context::Context,
    error::{Error, Result},
    tool::{self, Tool},
};

/// The answer that was given, now or once; no tool when nobody can be asked.
pub(in crate::cli) fn answer(subject: &Subject<'_>, context: &mut Context<'_>) -> Result<Wanted> {
    let shares = context.shares();
    if let Some(names) = shares.answer().map_err(super::unusable_record)? {
        return Ok(Wanted::Usual(names));
    }
    if !context.ui.can_ask() {
        return Ok(Wanted::Usual(Vec::new()));
    }
    let names = fit(subject, context);
    if names.is_empty() {
        return Ok(Wanted::Usual(names));
    }
    let question = "Let these tools use your logins, too?";
    let chosen = context.ui.ask_some(question, &names);
    let chosen = chosen.map_err(|error| match error {
        Error::Interrupted => Error::Stopped(INTERRUPTED),
        error => error,
    })?;
    let names: Vec<String> = chosen.into_iter().map(|at| names[at].clone()).collect();
    match shares.remember(&names) {
        Ok(()) => context.note(REMEMBERED),
        Err(failure) => context.warn(&format!("the answer could not be remembered: {failure}")),
    }
    Ok(Wanted::Usual(names))
}

const INTERRUPTED: &str = "the login is stored, and was not shared";

const REMEMBERED: &str = "the answer holds for later logins, unless `--share`, or `share` in config.toml, says otherwise";

/// The tools that are here and can use the login.
fn fit(subject: &Subject<'_>, context: &Context<'_>) -> Vec<String> {
    let login = subject.login(context);
    let is_fit = |tool: &dyn Tool| {
        let has_places = || tool.pieces(&login).is_ok_and(|pieces| !pieces.is_empty());
        !tool.is_only_named() && tool.detect().is_some() && has_places()
    };
    let tools = tool::all(context.env).into_iter();
    tools
        .filter(|tool| is_fit(&**tool))
        .map(|tool| tool.name().to_owned())
        .collect()
}
