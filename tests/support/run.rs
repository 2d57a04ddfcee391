//! One process, described step by step.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::ran::Ran;
use super::running::{Job, Running};

/// The only PATH that a run gets, unless it asks for another.
pub const SYSTEM_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// A process to run: with an empty environment but for PATH, without a terminal, in a session of
/// its own, with nothing on standard input.
#[derive(Debug, Clone)]
pub struct Run {
    command: Vec<OsString>,
    environment: BTreeMap<OsString, OsString>,
    directory: Option<PathBuf>,
    input: Option<Vec<u8>>,
    output: Option<PathBuf>,
    limit: Duration,
    secrets: Vec<String>,
    reveals: bool,
}

impl Run {
    /// A run of `program`.
    pub fn new(program: impl Into<OsString>) -> Self {
        Self {
            command: vec![program.into()],
            environment: BTreeMap::new(),
            directory: None,
            input: None,
            output: None,
            limit: Duration::from_secs(60),
            secrets: Vec::new(),
            reveals: false,
        }
        .env("PATH", SYSTEM_PATH)
    }

    /// Adds arguments.
    pub fn args(mut self, arguments: impl IntoIterator<Item: Into<OsString>>) -> Self {
        self.command.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Starts the command by way of another: `["prlimit", "--fsize=100"]`.
    pub fn through(mut self, before: impl IntoIterator<Item: Into<OsString>>) -> Self {
        self.command
            .splice(0..0, before.into_iter().map(Into::into));
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }

    /// Sets several, as `SecretService::env` gives them.
    pub fn envs<N: Into<OsString>, V: Into<OsString>>(
        self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        variables
            .into_iter()
            .fold(self, |run, (name, value)| run.env(name, value))
    }

    /// Takes an environment variable away.
    pub fn env_remove(mut self, name: impl AsRef<OsStr>) -> Self {
        self.environment.remove(name.as_ref());
        self
    }

    /// Bytes for standard input, which ends after them.
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = Some(bytes.into());
        self
    }

    /// Sends standard output to a file or device, instead of into `Ran::out`.
    pub fn stdout_to(mut self, path: impl Into<PathBuf>) -> Self {
        self.output = Some(path.into());
        self
    }

    /// The working directory.
    pub fn cwd(mut self, directory: impl Into<PathBuf>) -> Self {
        self.directory = Some(directory.into());
        self
    }

    /// How long it may take before it is killed and the test fails.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// A secret that must not occur in the output, in any form.
    pub fn secret(mut self, secret: &str) -> Self {
        self.secrets.push(secret.to_owned());
        self
    }

    /// Standard output may show the secrets; standard error still may not.
    pub fn reveals(mut self) -> Self {
        self.reveals = true;
        self
    }

    /// Runs it to its end.
    #[track_caller]
    pub fn run(self) -> Ran {
        self.spawn().wait()
    }

    /// Starts it.
    #[track_caller]
    pub fn spawn(self) -> Running {
        let start = Instant::now();
        let child = self
            .as_command()
            .spawn()
            .unwrap_or_else(|error| panic!("could not start {:?}: {error}", self.command));
        let command = self.command.join(OsStr::new(" "));
        let job = Job {
            command: command.to_string_lossy().into_owned(),
            start,
            limit: self.limit,
            secrets: self.secrets,
            reveals: self.reveals,
        };
        Running::new(job, child, self.input)
    }

    /// Starts it with `terminal` for all three streams; `setsid` are the options of that program,
    /// with which `--ctty` makes it the terminal that Ctrl-C and a hang-up come from.
    #[track_caller]
    pub fn spawn_on(self, terminal: &File, setsid: &[&str]) -> Child {
        let stream = || Stdio::from(terminal.try_clone().expect("a file can be cloned"));
        let mut command = self.as_session(setsid);
        command.stdin(stream()).stdout(stream()).stderr(stream());
        command
            .spawn()
            .unwrap_or_else(|error| panic!("could not start {:?}: {error}", self.command))
    }

    fn as_session(&self, setsid: &[&str]) -> Command {
        // The program replaces `setsid`, so its process id is the child's. Without a session of
        // its own it would find the terminal of whoever runs the tests. A shell that runs those in
        // the background has Ctrl-C ignored, which is handed down.
        let mut command = Command::new("/usr/bin/env");
        command
            .args(["--default-signal=INT,QUIT", "/usr/bin/setsid"])
            .args(setsid)
            .args(&self.command)
            .env_clear()
            .envs(&self.environment);
        if let Some(directory) = &self.directory {
            command.current_dir(directory);
        }
        command
    }

    fn as_command(&self) -> Command {
        let mut command = self.as_session(&[]);
        command.stdin(if self.input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        });
        command.stdout(self.output.as_deref().map_or_else(Stdio::piped, write_to));
        command.stderr(Stdio::piped());
        command
    }
}

fn write_to(path: &Path) -> Stdio {
    let file = File::options().write(true).open(path);
    file.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .into()
}
