//! Ui: results, notes and questions; the human as a trait.

mod answer;
mod browser;
mod clipboard;
mod code;
mod enter;
mod guard;
mod hidden;
mod lines;
mod look;
mod opener;
mod output;
mod terminal;
mod waiting;

use url::Url;
use zeroize::Zeroizing;

pub use self::{enter::Listening, opener::Opener, terminal::Terminal, waiting::Waiting};
use crate::{error::Result, secret::Secret};

/// How much is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Volume {
    /// Only warnings and errors.
    Quiet,
    /// What was done.
    #[default]
    Normal,
    /// Also how.
    Verbose,
}

/// How what is said is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// How something is done; said only when asked for.
    Detail,
    /// What was done.
    Note,
    /// What a person has to do now.
    Task,
    /// Something that a person should know.
    Warning,
    /// What went wrong.
    Error,
    /// What to do about it.
    Hint,
}

/// Whether what is said is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The person, or the program, at the other end. Results go to standard output, all else to standard error.
pub trait Ui {
    /// Sets how much is said, and how it looks.
    fn set(&mut self, volume: Volume, color: Color);

    /// Forbids questions, as `--no-input` does.
    fn forbid_questions(&mut self);

    /// Writes a result, exactly as it is.
    ///
    /// # Errors
    /// When it could not be written in full. A reader that has seen enough is no error.
    fn out(&mut self, text: &str) -> Result<()>;

    /// Writes a result that is nowhere else, exactly as it is.
    ///
    /// # Errors
    /// As [`out`](Self::out), and when nobody gets it: the reader is gone, or standard output is closed or leads nowhere.
    fn hand_out(&mut self, text: &str) -> Result<()>;

    /// Says one thing, on one line of its own.
    fn say(&mut self, tone: Tone, text: &str);

    /// Whether questions are forbidden: by `--no-input`, or because `CI` is set.
    ///
    /// This says nothing about terminals, as [`can_ask`](Self::can_ask) does.
    fn is_unattended(&self) -> bool;

    /// Whether there is a person to ask.
    fn can_ask(&self) -> bool;

    /// Whether standard input is a terminal, so that reading it would be asking.
    fn input_is_person(&self) -> bool;

    /// Asks for something that may be seen.
    ///
    /// # Errors
    /// [`Error::Interrupted`](crate::Error::Interrupted) on Ctrl-C; this holds for all questions.
    fn ask_text(&mut self, question: &str) -> Result<String>;

    /// Asks for something that must not be seen.
    ///
    /// # Errors
    /// As [`ask_text`](Self::ask_text).
    fn ask_secret(&mut self, question: &str) -> Result<Secret>;

    /// Asks for a yes; the answer to an empty line is no.
    ///
    /// # Errors
    /// As [`ask_text`](Self::ask_text).
    fn ask_yes(&mut self, question: &str) -> Result<bool>;

    /// Asks for one of `options`, by position.
    ///
    /// # Errors
    /// As [`ask_text`](Self::ask_text).
    fn ask_one(&mut self, question: &str, options: &[String]) -> Result<usize>;

    /// Asks for any of `options`, by position.
    ///
    /// # Errors
    /// As [`ask_text`](Self::ask_text).
    fn ask_some(&mut self, question: &str, options: &[String]) -> Result<Vec<usize>>;

    /// All of standard input, and no more than a byte over `limit`.
    ///
    /// # Errors
    /// When it cannot be read.
    fn input(&mut self, limit: usize) -> Result<Zeroizing<Vec<u8>>>;

    /// Whether a browser can really open here, without trying: `Err` has the reason why not,
    /// as the end of a sentence.
    ///
    /// # Errors
    /// Whoever is not to be asked is not to be shown a browser either. `$BROWSER` is the word of
    /// somebody who knows better than all that can be seen of displays, SSH and containers.
    fn browser(&self) -> Result<(), &'static str>;

    /// What opens the browser, for another thread or without the rest of this.
    fn opener(&self) -> Opener;

    /// Opens `url` in the person's browser, as [`Opener::open`] does; false when nothing could.
    fn open(&mut self, url: &Url) -> bool {
        self.opener().open(url)
    }

    /// Runs `then` once, from a thread of its own, when the person presses Enter before
    /// [`Listening`] is dropped; never where nobody can be asked.
    ///
    /// Nothing else may be asked meanwhile.
    fn when_enter(&mut self, then: Box<dyn FnOnce() + Send>) -> Listening;

    /// Shows that we wait, until [`Waiting`] is dropped; what is said meanwhile stays readable.
    ///
    /// Meanwhile Ctrl-C is the caller's: to a SIGINT that nobody else handles, nothing happens.
    /// Nothing may be asked meanwhile.
    fn wait(&mut self, text: &str) -> Waiting;

    /// Goes on with a wait, for something else. In between, too, Ctrl-C is the caller's.
    fn wait_on(&mut self, waiting: Waiting, text: &str) -> Waiting {
        drop(waiting);
        self.wait(text)
    }

    /// Copies `text` to the clipboard, where it stays at least as long as this lives; false when
    /// there is no clipboard, or it does not answer.
    fn copy(&mut self, text: &str) -> bool;

    /// Draws `text` as a QR code, on standard error; says so when there is no room for it.
    fn qr(&mut self, text: &str);
}
