//! The words of the command line before and after clap: our other names, and errors that repeat no secret.

use std::{
    ffi::{OsStr, OsString},
    path::Path,
};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::{
    text,
    ui::{Tone, Ui},
};

/// The name to show in help, and the words without an `auth` before the command: `xauth auth login` is `xauth login`.
pub(super) fn normal(mut arguments: Vec<OsString>) -> (&'static str, Vec<OsString>) {
    let program = arguments.first().map(Path::new).and_then(Path::file_stem);
    let name = match program.and_then(OsStr::to_str) {
        Some("conda-xauth") => "conda xauth",
        Some("pixi-xauth") => "pixi xauth",
        _ => "xauth",
    };
    let is_flag = |word: &OsString| word.to_string_lossy().starts_with('-');
    let command = arguments.iter().skip(1).position(|word| !is_flag(word));
    if let Some(at) = command
        && arguments[at + 1] == "auth"
    {
        arguments.remove(at + 1);
    }
    (name, arguments)
}

/// Says what is wrong with the command line; values are not repeated, for one of
/// them may be a secret in the wrong place. Returns the exit code.
pub(super) fn explain(error: &clap::Error, ui: &mut dyn Ui) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            super::finish(ui.out(&error.render().to_string()), ui)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            ui.say(Tone::Warning, "no command was given");
            ui.say(Tone::Hint, "see what there is with `xauth --help`");
            2
        }
        _ => {
            ui.say(Tone::Error, &problem(error));
            ui.say(Tone::Hint, &hint(error));
            2
        }
    }
}

fn problem(error: &clap::Error) -> String {
    let argument = context(error, ContextKind::InvalidArg);
    let flag = argument
        .as_deref()
        .filter(|argument| argument.starts_with('-'));
    match (error.kind(), flag) {
        (ErrorKind::InvalidSubcommand, _) => {
            let word = context(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("there is no command `{word}`")
        }
        (ErrorKind::UnknownArgument, Some(flag)) => format!("there is no flag `{flag}`"),
        (ErrorKind::UnknownArgument, None) => "there is an argument too many".into(),
        (ErrorKind::MissingRequiredArgument, _) => {
            format!(
                "{} is missing",
                argument.as_deref().unwrap_or("an argument")
            )
        }
        (ErrorKind::MissingSubcommand, _) => "no command was given".into(),
        (ErrorKind::ArgumentConflict, Some(flag)) => {
            let other = context(error, ContextKind::PriorArg);
            let other = other.map_or_else(|| "itself".into(), |other| format!("`{other}`"));
            format!("`{flag}` does not go with {other}")
        }
        (ErrorKind::InvalidValue, Some(flag)) => format!("`{flag}` does not take that value"),
        (_, Some(flag)) => format!("`{flag}` was not given as it must be"),
        _ => "the command line cannot be understood".into(),
    }
}

fn hint(error: &clap::Error) -> String {
    if let Some(values) = context(error, ContextKind::ValidValue) {
        return format!("it takes {values}");
    }
    let alike = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg]
        .into_iter()
        .find_map(|kind| context(error, kind));
    match alike {
        Some(alike) => format!("did you mean `{alike}`?"),
        None => "see what there is with `xauth --help`, or `xauth COMMAND --help`".into(),
    }
}

/// The names that clap gives for an error. Of `--flag=VALUE` only the flag is taken.
fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    let name = |text: &str| {
        let name = text.split(['=', ' ']).next().unwrap_or_default();
        text::escape(if name.starts_with('-') { name } else { text })
    };
    match error.get(kind)? {
        ContextValue::String(text) => Some(name(text)),
        ContextValue::Strings(texts) if kind == ContextKind::ValidValue => Some(
            texts
                .iter()
                .map(|text| format!("`{text}`"))
                .collect::<Vec<_>>()
                .join(", "),
        ),
        ContextValue::Strings(texts) => Some(
            texts
                .iter()
                .map(|text| name(text))
                .collect::<Vec<_>>()
                .join(", "),
        ),
        _ => None,
    }
}
