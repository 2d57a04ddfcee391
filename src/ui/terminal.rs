//! Terminal: the person at this process's standard streams.

use std::{
    io::{self, Read, Write},
    path::Path,
};

use anstream::AutoStream;
use inquire::{Confirm, MultiSelect, Select, Text, ui::RenderConfig};
use zeroize::Zeroizing;

use super::{
    Color, Listening, Opener, Tone, Ui, Volume, Waiting,
    answer::{answer, unreadable},
    browser,
    clipboard::Clipboard,
    code,
    guard::Watch,
    hidden, lines, look, output,
    waiting::Spinner,
};
use crate::{
    env::Env,
    error::{Error, Result},
    secret::Secret,
};

/// What nearly every token has room in, in bytes; more is wiped later, and that takes its time.
const USUAL_INPUT: usize = 4096;

/// The standard streams.
#[derive(Debug)]
pub struct Terminal<'e> {
    env: &'e Env,
    volume: Volume,
    color: anstream::ColorChoice,
    may_ask: bool,
    input_is_terminal: bool,
    error_is_terminal: bool,
    is_dumb: bool,
    can_turn: bool,
    watch: Watch,
    spinner: Spinner,
    clipboard: Clipboard,
}

impl<'e> Terminal<'e> {
    /// The streams of this process. Nobody is asked when `CI` is set.
    pub fn new(env: &'e Env) -> Self {
        Self {
            env,
            volume: Volume::Normal,
            color: look::color(env),
            may_ask: !env.is_on("CI"),
            input_is_terminal: env.input_is_terminal,
            error_is_terminal: env.error_is_terminal,
            is_dumb: look::is_dumb(env),
            can_turn: look::can_turn(env),
            watch: Watch::default(),
            spinner: Spinner::default(),
            clipboard: Clipboard::default(),
        }
    }

    /// Writes to standard error.
    fn print(&self, lines: &str) {
        // Nothing can be said about a standard error that is closed.
        let write = || AutoStream::new(io::stderr().lock(), self.color).write_all(lines.as_bytes());
        let _ = self.spinner.aside(write);
    }
}

impl Ui for Terminal<'_> {
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
        match self.spinner.aside(|| output::write(text)) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written.map_err(unwritten),
        }
    }

    fn hand_out(&mut self, text: &str) -> Result<()> {
        let written = self.spinner.aside(|| output::hand_out(text));
        written.map_err(unwritten)
    }

    fn say(&mut self, tone: Tone, text: &str) {
        if self.volume >= look::least(tone) {
            self.print(&look::line(tone, text));
        }
    }

    fn is_unattended(&self) -> bool {
        !self.may_ask
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

    fn browser(&self) -> Result<(), &'static str> {
        let env = self.env;
        if !self.may_ask {
            let is_ci = env.is_on("CI");
            return Err(if is_ci { "`CI` is set" } else { "`--no-input`" });
        }
        browser::can_open(env, Path::new("/"))
    }

    fn opener(&self) -> Opener {
        Opener::new(self.env)
    }

    fn when_enter(&mut self, then: Box<dyn FnOnce() + Send>) -> Listening {
        if !self.can_ask() {
            return Listening::default();
        }
        Listening::start(then).unwrap_or_default()
    }

    fn wait(&mut self, text: &str) -> Waiting {
        let is_drawn = self.can_turn && self.volume > Volume::Quiet;
        let guard = match (self.input_is_terminal, is_drawn) {
            (false, _) => None,
            (true, false) => self.watch.open_wait().ok(),
            (true, true) => self.watch.open_drawn_wait().ok(),
        };
        if !is_drawn {
            self.say(Tone::Note, text);
            return Waiting::silent(guard);
        }
        self.spinner.start(text, guard)
    }

    fn wait_on(&mut self, waiting: Waiting, text: &str) -> Waiting {
        if !waiting.show(text) {
            self.say(Tone::Note, text);
        }
        waiting
    }

    fn copy(&mut self, text: &str) -> bool {
        let env = self.env;
        let can_have_one = cfg!(any(windows, target_os = "macos")) || env.has_display();
        can_have_one && self.clipboard.copy(text.to_owned())
    }

    fn qr(&mut self, text: &str) {
        match code::draw(text, code::columns()) {
            Ok(code) if self.color == anstream::ColorChoice::Always => {
                self.print(&code.coloured());
            }
            Ok(code) => self.print(&code.plain()),
            Err(why) => self.say(Tone::Warning, &why),
        }
    }
}

fn unwritten(error: io::Error) -> Error {
    Error::Stream("write to standard output", error)
}
