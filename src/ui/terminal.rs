//! Terminal: the person at this process's standard streams.

use std::io::{self, Read, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use inquire::{Confirm, InquireError, MultiSelect, Select, Text, ui::RenderConfig};
use zeroize::Zeroizing;

use super::{Color, Tone, Ui, Volume, guard::Watch, hidden, lines};
use crate::{
    env::Env,
    error::{Error, Result},
    secret::Secret,
};

/// What nearly every token has room in, in bytes; more is wiped later, and that takes its time.
const USUAL_INPUT: usize = 4096;

/// The standard streams.
#[derive(Debug)]
pub struct Terminal {
    volume: Volume,
    color: anstream::ColorChoice,
    may_ask: bool,
    input_is_terminal: bool,
    error_is_terminal: bool,
    is_dumb: bool,
    watch: Watch,
}

impl Terminal {
    /// The streams of this process. Nobody is asked when `CI` is set.
    pub fn new(env: &Env) -> Self {
        Self {
            volume: Volume::Normal,
            color: color(env),
            may_ask: !env.is_on("CI"),
            input_is_terminal: env.input_is_terminal,
            error_is_terminal: env.error_is_terminal,
            is_dumb: is_dumb(env),
            watch: Watch::default(),
        }
    }
}

/// `NO_COLOR` (no-color.org) and `CLICOLOR_FORCE` (bixense.com/clicolors), then whether it is a terminal that has colours.
fn color(env: &Env) -> anstream::ColorChoice {
    let is_colourful = env.error_is_terminal && !is_dumb(env);
    let is_forced = env.is_on("CLICOLOR_FORCE");
    match env.variable("NO_COLOR") {
        None if is_forced || is_colourful => anstream::ColorChoice::Always,
        _ => anstream::ColorChoice::Never,
    }
}

/// Whether the terminal can only print one line after the other, as a shell in an editor.
fn is_dumb(env: &Env) -> bool {
    env.variable("TERM") == Some("dumb")
}

impl Ui for Terminal {
    fn set(&mut self, volume: Volume, color: Color) {
        self.volume = volume;
        match color {
            Color::Auto => {}
            Color::Always => self.color = anstream::ColorChoice::Always,
            Color::Never => self.color = anstream::ColorChoice::Never,
        }
    }

    fn forbid_questions(&mut self) {
        self.may_ask = false;
    }

    fn out(&mut self, text: &str) -> Result<()> {
        let mut out = io::stdout().lock();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(Error::Stream("write to standard output", error)),
            Ok(()) => Ok(()),
        }
    }

    fn say(&mut self, tone: Tone, text: &str) {
        let least = match tone {
            Tone::Detail => Volume::Verbose,
            Tone::Note => Volume::Normal,
            Tone::Warning | Tone::Error | Tone::Hint => Volume::Quiet,
        };
        if self.volume < least {
            return;
        }
        let (color, word) = match tone {
            Tone::Note => (None, ""),
            Tone::Detail => (Some(AnsiColor::BrightBlack), "detail: "),
            Tone::Warning => (Some(AnsiColor::Yellow), "warning: "),
            Tone::Error => (Some(AnsiColor::Red), "error: "),
            Tone::Hint => (Some(AnsiColor::Cyan), "hint: "),
        };
        let style = color.map_or(Style::new(), |color| {
            Style::new().fg_color(Some(color.into())).bold()
        });
        let line = format!("{style}{word}{style:#}{text}\n");
        // Nothing can be said about a standard error that is closed.
        let _ = AutoStream::new(io::stderr().lock(), self.color).write_all(line.as_bytes());
    }

    fn can_ask(&self) -> bool {
        self.may_ask && self.input_is_terminal && self.error_is_terminal
    }

    fn input_is_person(&self) -> bool {
        self.input_is_terminal
    }

    fn ask_text(&mut self, question: &str) -> Result<String> {
        if self.is_dumb {
            return lines::ask(question).map_err(unreadable);
        }
        let _guard = self.watch.open_drawn().map_err(unreadable)?;
        answer(
            Text::new(question)
                .with_render_config(RenderConfig::empty())
                .prompt(),
        )
    }

    fn ask_secret(&mut self, question: &str) -> Result<Secret> {
        let _guard = self.watch.open_hidden().map_err(unreadable)?;
        hidden::ask(&format!("{question} "))
            .map(Secret::new)
            .map_err(unreadable)
    }

    fn ask_yes(&mut self, question: &str) -> Result<bool> {
        if self.is_dumb {
            return lines::ask_yes(question).map_err(unreadable);
        }
        let _guard = self.watch.open_drawn().map_err(unreadable)?;
        let prompt = Confirm::new(question)
            .with_default(false)
            .with_render_config(RenderConfig::empty());
        answer(prompt.prompt())
    }

    fn ask_one(&mut self, question: &str, options: &[String]) -> Result<usize> {
        if self.is_dumb {
            return lines::ask_one(question, options).map_err(unreadable);
        }
        let _guard = self.watch.open_drawn().map_err(unreadable)?;
        let prompt = Select::new(question, options.to_vec())
            .without_filtering()
            .with_help_message("↑↓ to move, enter to choose")
            .with_render_config(RenderConfig::empty());
        answer(prompt.raw_prompt()).map(|chosen| chosen.index)
    }

    fn ask_some(&mut self, question: &str, options: &[String]) -> Result<Vec<usize>> {
        if self.is_dumb {
            return lines::ask_some(question, options).map_err(unreadable);
        }
        let _guard = self.watch.open_drawn().map_err(unreadable)?;
        let prompt = MultiSelect::new(question, options.to_vec())
            .without_filtering()
            .with_help_message("↑↓ to move, space to choose, → all, ← none, enter to go on")
            .with_render_config(RenderConfig::empty());
        let chosen = answer(prompt.raw_prompt())?;
        Ok(chosen.into_iter().map(|option| option.index).collect())
    }

    fn input(&mut self, limit: usize) -> Result<Zeroizing<Vec<u8>>> {
        let mut input = io::stdin().lock();
        let mut bytes = Zeroizing::new(Vec::new());
        for size in [USUAL_INPUT.min(limit + 1), limit + 1] {
            // It is copied to more room, and not grown: then what it leaves behind is wiped.
            let mut room = Zeroizing::new(Vec::with_capacity(size));
            room.extend_from_slice(&bytes);
            bytes = room;
            let more = (size - bytes.len()) as u64;
            let read = input.by_ref().take(more).read_to_end(&mut bytes);
            read.map_err(|error| Error::Stream("read standard input", error))?;
            if bytes.len() < size {
                break;
            }
        }
        Ok(bytes)
    }
}

/// Ctrl-C, Ctrl-D and a terminal that went away are an answer, too.
fn unreadable(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof => Error::Interrupted,
        _ => Error::Stream("read from the terminal", error),
    }
}

fn answer<T>(answer: Result<T, InquireError>) -> Result<T> {
    answer.map_err(|error| match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => Error::Interrupted,
        InquireError::IO(error) => unreadable(error),
        other => unreadable(io::Error::other(other)),
    })
}
