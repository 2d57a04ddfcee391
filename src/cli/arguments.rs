//! The words of the command line before and after clap: our other names, and errors that repeat no secret.

use std::{
    error::Error,
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
    // `--color` alone of the flags before a command has its value in a word of its own.
    let is_value = |at: usize| arguments[at - 1] == "--color";
    let command = (1..arguments.len()).find(|at| !is_flag(&arguments[*at]) && !is_value(*at));
    if let Some(at) = command.filter(|at| arguments[*at] == "auth") {
        arguments.remove(at);
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
            ui.say(Tone::Error, "no command was given");
            let help = error.render().to_string();
            let usage = help
                .split_once("Usage:")
                .map_or("xauth", |(_, usage)| usage);
            let hint = format!("see what there is with `{} --help`", name(usage));
            ui.say(Tone::Hint, &hint);
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
    let name = argument
        .as_ref()
        .map_or_else(|| "an argument".into(), |name| format!("`{name}`"));
    let is_flag = argument.is_some_and(|name| name.starts_with('-'));
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = context(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("there is no command `{word}`")
        }
        ErrorKind::UnknownArgument if is_flag => format!("there is no flag {name}"),
        ErrorKind::UnknownArgument => "there is an argument too many".into(),
        ErrorKind::MissingRequiredArgument => format!("{name} is missing"),
        ErrorKind::MissingSubcommand => "no command was given".into(),
        ErrorKind::ArgumentConflict => match context(error, ContextKind::PriorArg) {
            Some(other) if format!("`{other}`") != name => {
                format!("{name} does not go with `{other}`")
            }
            _ => format!("{name} is given twice"),
        },
        ErrorKind::InvalidValue if is_missing_value(error) => format!("{name} needs a value"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{name} does not take that value")
        }
        ErrorKind::TooManyValues => format!("{name} takes no value"),
        _ => format!("{name} was not given as it must be"),
    }
}

fn is_missing_value(error: &clap::Error) -> bool {
    matches!(error.get(ContextKind::InvalidValue), Some(ContextValue::String(value)) if value.is_empty())
}

fn hint(error: &clap::Error) -> String {
    if let Some(values) =
        context(error, ContextKind::ValidValue).filter(|values| !values.is_empty())
    {
        return format!("it takes {values}");
    }
    // Our own parsers say what they take, and never what they were given.
    if let (ErrorKind::ValueValidation, Some(why)) = (error.kind(), error.source()) {
        return why.to_string();
    }
    let alike = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg]
        .into_iter()
        .find_map(|kind| context(error, kind));
    let missing = context(error, ContextKind::InvalidArg).unwrap_or_default();
    match alike {
        None if error.kind() == ErrorKind::MissingRequiredArgument && missing.starts_with('-') => {
            format!("as in `{}`", usage(error))
        }
        // A flag whose value may be left out takes the host after it for its value.
        None if error.kind() == ErrorKind::MissingRequiredArgument => format!(
            "give it first, before any flag: `{} {missing}`",
            command(error)
        ),
        Some(alike) => format!("did you mean `{alike}`?"),
        None => format!("see how it is used with `{} --help`", command(error)),
    }
}

/// How the command is used.
fn usage(error: &clap::Error) -> String {
    match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => {
            let usage = usage.to_string();
            usage.trim_start_matches("Usage:").trim().to_owned()
        }
        _ => String::new(),
    }
}

/// The command that was given, as its usage begins: `xauth login`.
fn command(error: &clap::Error) -> String {
    match name(&usage(error)) {
        name if name.is_empty() => "xauth COMMAND".into(),
        name => name,
    }
}

/// The words of a usage before its arguments.
fn name(usage: &str) -> String {
    let words = usage.split_whitespace();
    let is_name = |word: &&str| !word.starts_with(['[', '<', '-']);
    words.take_while(is_name).collect::<Vec<_>>().join(" ")
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
