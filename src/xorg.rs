//! X.Org's program of the same name: its command lines are handed to it, unchanged, before anything else happens.

use std::{
    ffi::{OsStr, OsString},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

/// The commands of X.Org's xauth, `help` aside (its manual page, "COMMANDS").
const VERBS: [&str; 14] = [
    "add", "exit", "extract", "generate", "info", "list", "merge", "nextract", "nlist", "nmerge",
    "quit", "remove", "source", "version",
];

/// The variable that lists what was tried, from one of us to the next.
const TRIED: &str = "XAUTH_PASSED_ON";

/// Runs the next `xauth` on `PATH` in the place of this one when the command line is X.Org's.
/// Returns an exit code only when there is no other, and `None` when the command line is ours.
pub fn pass_through(arguments: &[OsString]) -> Option<u8> {
    let (name, rest) = arguments.split_first()?;
    let is_named_xauth = Path::new(name).file_stem() == Some(OsStr::new("xauth"));
    if !is_named_xauth || !is_xorg(rest) {
        return None;
    }
    let mut tried = tried();
    let Some(program) = next_on_path(&tried) else {
        return Some(explain(rest));
    };
    tried.push(program.clone());
    let mut command = Command::new(&program);
    // No path that came from a list has a separator in it.
    command
        .args(rest)
        .env(TRIED, std::env::join_paths(tried).unwrap_or_default());
    Some(run(command, name))
}

/// Whether these arguments are a command line of X.Org's xauth: one of its verbs, `-` (its commands
/// are on standard input), or a flag that only it has. Our `-q` and `-v` may come before.
fn is_xorg(arguments: &[OsString]) -> bool {
    let mut words = arguments
        .iter()
        .map(|word| word.to_str().unwrap_or_default())
        .skip_while(|word| flags(word).is_some_and(|flags| is_only(flags, "qv")));
    match words.next() {
        Some(word) => {
            let is_their_flag = flags(word).is_some_and(|flags| is_only(flags, "bfinqv"));
            word == "-" || is_their_flag || VERBS.contains(&word)
        }
        // `startx` runs `xauth -q` with commands on standard input.
        None => !arguments.is_empty(),
    }
}

/// The letters of short flags, which X.Org's xauth takes in one word.
fn flags(word: &str) -> Option<&str> {
    word.strip_prefix('-').filter(|flags| !flags.is_empty())
}

fn is_only(flags: &str, letters: &str) -> bool {
    flags.chars().all(|flag| letters.contains(flag))
}

/// The first `xauth` on `PATH` after this one that was not tried before.
fn next_on_path(tried: &[PathBuf]) -> Option<PathBuf> {
    let here = std::env::current_exe().ok()?.canonicalize().ok()?;
    let mut found = on_path();
    if let Some(ours) = found.iter().position(|file| is_at(file, &here)) {
        found.drain(..=ours);
    }
    found
        .into_iter()
        .find(|file| !is_at(file, &here) && !tried.contains(file))
}

#[expect(
    clippy::disallowed_methods,
    reason = "this runs before the environment is captured"
)]
fn on_path() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let name = format!("xauth{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&name))
        .filter(|file| is_program(file))
        .collect()
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    file.is_file() && rustix::fs::access(file, rustix::fs::Access::EXEC_OK).is_ok()
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

fn is_at(file: &Path, here: &Path) -> bool {
    file.canonicalize().is_ok_and(|file| file == here)
}

/// What was tried before in this chain of calls: a copy of us, or a launcher that finds its program
/// by `PATH` (pixi's, for one), would hand the command line back to us for ever.
#[expect(
    clippy::disallowed_methods,
    reason = "this runs before the environment is captured"
)]
fn tried() -> Vec<PathBuf> {
    let tried = std::env::var_os(TRIED).unwrap_or_default();
    std::env::split_paths(&tried).collect()
}

#[cfg(unix)]
fn run(mut command: Command, name: &OsStr) -> u8 {
    use std::os::unix::process::CommandExt;
    let error = command.arg0(name).exec();
    could_not_run(&command, &error)
}

#[cfg(not(unix))]
fn run(mut command: Command, _: &OsStr) -> u8 {
    match command.status() {
        Ok(status) => status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(1),
        Err(error) => could_not_run(&command, &error),
    }
}

fn could_not_run(command: &Command, error: &std::io::Error) -> u8 {
    let program = Path::new(command.get_program()).display();
    fail(&format!("could not run `{program}`: {error}"), "")
}

fn explain(arguments: &[OsString]) -> u8 {
    let first = arguments.first().map(|word| word.to_string_lossy());
    let shown = crate::text::escape(&first.unwrap_or_default());
    fail(
        &format!("`xauth {shown}` is a command of X.Org's xauth, and there is none on `PATH`"),
        "hint: install it (Debian: `apt install xauth`), or see `xauth --help` for the one for conda channels\n",
    )
}

fn fail(problem: &str, hint: &str) -> u8 {
    // Nothing can be said about a standard error that is closed.
    let _ = std::io::stderr().write_all(format!("error: {problem}\n{hint}").as_bytes());
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_xorg_line(line: &str) -> bool {
        let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        is_xorg(&words)
    }

    #[test]
    fn command_lines_are_told_apart() {
        for theirs in [
            "source -",
            "-f /tmp/x add :1 . 0",
            "-q list",
            "-v -f x",
            "remove :99",
            "-n",
            "-bqf x list",
            "-q -v list",
            "-q -",
            "-q",
        ] {
            assert!(is_xorg_line(theirs), "{theirs}");
        }
        for ours in [
            "",
            "login h",
            "-q status",
            "-qv -q status",
            "-qx",
            "--",
            "help",
            "--version",
            "auth list",
            "status list",
        ] {
            assert!(!is_xorg_line(ours), "{ours}");
        }
    }
}
