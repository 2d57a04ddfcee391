//! Process: the real curl, started with its configuration on standard input.

use std::{
    ffi::OsString,
    io::Write,
    path::PathBuf,
    process::{Command, ExitStatus, Stdio},
};

use crate::{
    env::Env,
    error::{Error, Result},
    secret::Secret,
};

/// The first version that takes a header of ours off when a redirect leads to another port or scheme
/// (curl's advisory CVE-2022-27774).
const CAREFUL: [u32; 2] = [7, 83];

/// The program.
///
/// # Errors
/// When it is not there.
pub(super) fn find(env: &Env) -> Result<PathBuf> {
    env.program("curl").ok_or_else(|| Error::Failed {
        problem: "`curl` is not on `PATH`".into(),
        hint: Some(
            "install the package `curl`: `conda install curl`, or `apt install curl`".into(),
        ),
        source: None,
    })
}

/// Whether it follows redirects and leaves the login behind.
///
/// # Errors
/// When it does not say that it does.
pub(super) fn check_careful(program: &PathBuf, env: &Env) -> Result<()> {
    let asked = command(program, env).arg("--version").output();
    let said = asked.map_err(failed)?.stdout;
    let said = String::from_utf8_lossy(&said);
    let version = said.split_whitespace().nth(1).unwrap_or_default();
    let mut numbers = version
        .split(['.', '-'])
        .map_while(|number| number.parse().ok());
    let version = [numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)];
    match version >= CAREFUL {
        true => Ok(()),
        false => Err(Error::Failed {
            problem: format!(
                "`{}` is older than curl {}.{}, and could send the login on with a redirect",
                program.display(),
                CAREFUL[0],
                CAREFUL[1]
            ),
            hint: Some("leave out `--location`, or install a newer curl".into()),
            source: None,
        }),
    }
}

/// Runs it to its end, and returns its exit code.
///
/// # Errors
/// When it cannot be started.
pub(super) fn run(
    program: &PathBuf,
    words: Vec<OsString>,
    config: &Secret,
    env: &Env,
) -> Result<u8> {
    let mut child = command(program, env)
        // The person's own `.curlrc` could show the login, or take it elsewhere; this has to come first.
        .args(["--disable", "--config", "-"])
        .args(words)
        .stdin(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut input) = child.stdin.take() {
        // It may end before it has read it, which it says itself.
        let _ = input.write_all(config.expose().as_bytes());
    }
    child.wait().map(code).map_err(failed)
}

fn command(program: &PathBuf, env: &Env) -> Command {
    let mut command = Command::new(program);
    let env = env.for_others();
    command.env_clear().envs(env.variables());
    command
}

fn failed(source: std::io::Error) -> Error {
    Error::Failed {
        problem: "could not run curl".into(),
        hint: None,
        source: Some(source),
    }
}

/// Its exit code, or what a shell makes of a signal.
fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal: Option<i32> = None;
    let code = status.code().or(signal.map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}
