//! Opener: a URL, handed to the person's browser.

use std::{
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use url::Url;

use crate::env::Env;

/// How long a browser has to fail; one that runs is one that opened.
const PATIENCE: Duration = Duration::from_secs(2);

/// Opens URLs in the person's browser. It may go to another thread.
#[derive(Clone, Debug)]
pub struct Opener(Arc<Env>);

impl Opener {
    /// An opener for the browser that this environment names, or the system's.
    pub fn new(env: &Env) -> Self {
        Self(Arc::new(env.for_others()))
    }

    /// Opens `url`; false when nothing could, or when it is neither `http` nor `https`.
    ///
    /// It takes up to two seconds for each browser that is tried.
    pub fn open(&self, url: &Url) -> bool {
        // A URL that starts with its scheme is no option, and no shell ever reads it.
        let is_page = matches!(url.scheme(), "http" | "https");
        is_page
            && match self.0.variable("BROWSER") {
                Some(browser) => self.try_all(named(browser, url)),
                None => self.open_by_system(url),
            }
    }

    #[cfg(not(windows))]
    fn open_by_system(&self, url: &Url) -> bool {
        self.try_all(open::commands(url.as_str()))
    }

    #[cfg(windows)]
    fn open_by_system(&self, url: &Url) -> bool {
        open::that_detached(url.as_str()).is_ok()
    }

    fn try_all(&self, commands: impl IntoIterator<Item = Command>) -> bool {
        let mut started = commands
            .into_iter()
            .filter_map(|command| self.start(command));
        started.any(has_opened)
    }

    /// Starts it on its own: no streams of ours, no variables of ours, no Ctrl-C meant for us.
    fn start(&self, mut command: Command) -> Option<Child> {
        let own: Vec<_> = command
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
            .collect();
        command.env_clear().envs(self.0.variables()).envs(own);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        detach(&mut command);
        command.spawn().ok()
    }
}

#[cfg(unix)]
fn detach(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
fn detach(_: &mut Command) {}

/// What separates the commands in `$BROWSER`: what separates folders in `$PATH`.
const SEPARATOR: char = if cfg!(windows) { ';' } else { ':' };

/// The commands in `$BROWSER`. The URL takes the place of `%s`, or comes last.
fn named(browser: &str, url: &Url) -> Vec<Command> {
    let commands = browser.split(SEPARATOR);
    commands.filter_map(|words| command(words, url)).collect()
}

fn command(words: &str, url: &Url) -> Option<Command> {
    let mut words = words.split_whitespace();
    let mut command = Command::new(words.next()?);
    let mut has_place = false;
    for word in words {
        has_place |= word.contains("%s");
        command.arg(word.replace("%s", url.as_str()));
    }
    if !has_place {
        command.arg(url.as_str());
    }
    Some(command)
}

/// Waits for a failure, and no longer than that: a browser may be what was started.
fn has_opened(mut child: Child) -> bool {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => thread::sleep(Duration::from_millis(10)),
            Err(_) => return false,
        }
    }
    // Its end has to be taken note of, or it stays in the list of processes.
    thread::spawn(move || child.wait());
    true
}
