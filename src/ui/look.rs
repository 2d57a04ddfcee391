//! Look: how what is said stands out.

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};

use super::{Tone, Volume};
use crate::env::Env;

/// `NO_COLOR` (no-color.org) and `CLICOLOR_FORCE` (bixense.com/clicolors), then whether it is a terminal that has colours.
pub(super) fn color(env: &Env) -> ColorChoice {
    let is_colourful = env.error_is_terminal && !is_dumb(env);
    let is_forced = env.is_on("CLICOLOR_FORCE");
    match env.variable("NO_COLOR") {
        None if is_forced || is_colourful => ColorChoice::Always,
        _ => ColorChoice::Never,
    }
}

/// Whether the terminal can only print one line after the other, as a shell in an editor.
pub(super) fn is_dumb(env: &Env) -> bool {
    env.variable("TERM") == Some("dumb")
}

/// Whether something can turn on standard error: an unnamed terminal may be one that cannot erase.
pub(super) fn can_turn(env: &Env) -> bool {
    let is_named = env.variable("TERM").is_some() || cfg!(windows);
    env.error_is_terminal && is_named && !is_dumb(env)
}

/// The volume from which on it is said.
pub(super) fn least(tone: Tone) -> Volume {
    match tone {
        Tone::Detail => Volume::Verbose,
        Tone::Note => Volume::Normal,
        Tone::Task => Volume::Quiet,
        Tone::Warning | Tone::Error | Tone::Hint => Volume::Quiet,
    }
}

/// The line that says it.
pub(super) fn line(tone: Tone, text: &str) -> String {
    let (color, word) = match tone {
        Tone::Note | Tone::Task => (None, ""),
        Tone::Detail => (Some(AnsiColor::BrightBlack), "detail: "),
        Tone::Warning => (Some(AnsiColor::Yellow), "warning: "),
        Tone::Error => (Some(AnsiColor::Red), "error: "),
        Tone::Hint => (Some(AnsiColor::Cyan), "hint: "),
    };
    let style = color.map_or(Style::new(), |color| {
        Style::new().fg_color(Some(color.into())).bold()
    });
    format!("{style}{word}{style:#}{text}\n")
}
