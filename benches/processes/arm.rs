//! One of the programs of a case, with its arguments, environment and what it reads.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A process that can be run over and over.
#[derive(Clone)]
pub struct Arm {
    command: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    inputs: Vec<PathBuf>,
}

impl Arm {
    /// A run of `program` with PATH in its environment, and nothing of a network measured.
    pub fn of(program: &Path) -> Self {
        let path = ("PATH".into(), "/usr/bin:/bin".into());
        Self {
            command: vec![program.into()],
            environment: vec![path, ("XAUTH_NO_VERIFY".into(), "1".into())],
            inputs: Vec::new(),
        }
    }

    pub fn args(mut self, words: &str) -> Self {
        self.command.extend(words.split(' ').map(OsString::from));
        self
    }

    pub fn arg(mut self, word: impl Into<OsString>) -> Self {
        self.command.push(word.into());
        self
    }

    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    pub fn envs(self, variables: &[(&'static str, String)]) -> Self {
        let variables = variables.iter();
        variables.fold(self, |arm, (name, value)| arm.env(name, value))
    }

    /// Files for standard input, taken in turn: a login that changes nothing would not write.
    pub fn reads(mut self, inputs: &[PathBuf]) -> Self {
        self.inputs = inputs.to_vec();
        self
    }

    /// The command of the run with this number, started through `before`. Nothing it writes is kept.
    pub fn command(&self, run: usize, before: &[&str]) -> Command {
        let words = before.iter().map(OsString::from);
        let mut words = words.chain(self.command.iter().cloned());
        let mut command = Command::new(words.next().expect("an arm has a program"));
        command.args(words).env_clear();
        command.envs(self.environment.iter().cloned());
        command.stdin(match self.inputs.as_slice() {
            [] => Stdio::null(),
            inputs => File::open(&inputs[run % inputs.len()])
                .expect("the input is there")
                .into(),
        });
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Runs it once, and panics unless it succeeds.
    pub fn run(&self, run: usize, before: &[&str]) {
        let status = self.command(run, before).status().expect("it can be run");
        assert!(status.success(), "{status}: {:?}", self.command);
    }
}
