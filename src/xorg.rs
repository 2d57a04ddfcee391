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

/// Runs the next `xauth` on `PATH` in the place of this one when the command line is X.Org's.
/// Returns an exit code only when there is no other, and `None` when the command line is ours.
pub fn pass_through(arguments: &[OsString]) -> Option<u8> {
    let (name, rest) = arguments.split_first()?;
    let is_named_xauth = Path::new(name).file_stem() == Some(OsStr::new("xauth"));
    if !is_named_xauth || !is_xorg(rest) {
        return None;
    }
    match next_on_path() {
        Some(program) => Some(run(&program, name, rest)),
        None => Some(explain(rest)),
    }
}

/// Whether these arguments are a command line of X.Org's xauth: one of its verbs, or a flag that only it has.
fn is_xorg(arguments: &[OsString]) -> bool {
    let mut words = arguments
        .iter()
        .map(|word| word.to_str().unwrap_or_default());
    let is_theirs = |word: &str| VERBS.contains(&word) || ["-f", "-b", "-i", "-n"].contains(&word);
    match words.next() {
        Some("-q" | "-v") => words.next().is_some_and(is_theirs),
        Some(word) => is_theirs(word),
        None => false,
    }
}

/// The first `xauth` on `PATH` after this one, so that two copies of us cannot call each other for ever.
#[expect(
    clippy::disallowed_methods,
    reason = "this runs before the environment is captured"
)]
fn next_on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let here = std::env::current_exe().ok()?;
    let found: Vec<PathBuf> = std::env::split_paths(&path)
        .map(|folder| folder.join(format!("xauth{}", std::env::consts::EXE_SUFFIX)))
        .filter(|file| is_program(file))
        .collect();
    let ours = found.iter().position(|file| is_same(file, &here));
    let after = ours.map_or(0, |ours| ours + 1);
    found
        .into_iter()
        .skip(after)
        .find(|file| !is_same(file, &here))
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

#[cfg(unix)]
fn run(program: &Path, name: &OsStr, arguments: &[OsString]) -> u8 {
    use std::os::unix::process::CommandExt;
    let error = Command::new(program).arg0(name).args(arguments).exec();
    fail(
        &format!("could not run `{}`: {error}", program.display()),
        "",
    )
}

#[cfg(not(unix))]
fn run(program: &Path, _: &OsStr, arguments: &[OsString]) -> u8 {
    match Command::new(program).args(arguments).status() {
        Ok(status) => status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(1),
        Err(error) => fail(
            &format!("could not run `{}`: {error}", program.display()),
            "",
        ),
    }
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
        ] {
            assert!(is_xorg_line(theirs), "{theirs}");
        }
        for ours in [
            "",
            "login h",
            "-q status",
            "-v",
            "help",
            "--version",
            "auth list",
            "status list",
        ] {
            assert!(!is_xorg_line(ours), "{ours}");
        }
    }
}
