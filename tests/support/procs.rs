//! Other users, small disks, system calls looked at or made to fail.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::geteuid;
use tempfile::TempDir;

use super::ran::Ran;
use super::run::Run;

/// The user id that owns nothing.
pub const NOBODY: u32 = 65534;

/// Runs it with another umask, in octal.
pub fn umask(run: Run, mask: &str) -> Run {
    run.through(["sh", "-c", &format!("umask {mask}; exec \"$@\""), "sh"])
}

/// Makes every write beyond `bytes` of a file fail with EFBIG.
pub fn file_size_limit(run: Run, bytes: u64) -> Run {
    let limit = format!("--fsize={bytes}");
    run.through([
        "sh",
        "-c",
        "trap '' XFSZ; exec \"$@\"",
        "sh",
        "prlimit",
        &limit,
    ])
}

/// Runs it under strace and returns the trace too. `filter` is what follows `-e trace=`, such as
/// `%file,write,fsync`; descriptors are shown with their paths.
#[track_caller]
pub fn strace(run: Run, filter: &str) -> (Ran, String) {
    traced(run, &[&format!("trace={filter}")])
}

/// The same, with system calls made to fail: `fsync:error=EIO:when=1`.
#[track_caller]
pub fn inject(run: Run, filter: &str, expression: &str) -> (Ran, String) {
    traced(
        run,
        &[&format!("trace={filter}"), &format!("inject={expression}")],
    )
}

/// For each call in `trace` that names a path below `directory`: the system call's name and its
/// number among the calls of that name, which is `when` in an injection.
pub fn calls_below(trace: &str, directory: &Path) -> Vec<(String, usize)> {
    let directory = directory.to_string_lossy();
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut calls = Vec::new();
    for line in trace.lines() {
        let Some((process, call)) = line.split_once(' ') else {
            continue;
        };
        let Some((name, arguments)) = call.trim_start().split_once('(') else {
            continue;
        };
        if name.contains(' ') {
            continue;
        }
        let number = seen.entry((process, name)).or_default();
        *number += 1;
        if without_working_directory(arguments).contains(&*directory) {
            calls.push((name.to_owned(), *number));
        }
    }
    calls
}

/// strace writes `AT_FDCWD</home/user>` also before a path that is elsewhere.
fn without_working_directory(arguments: &str) -> &str {
    match arguments.strip_prefix("AT_FDCWD<") {
        Some(rest) => rest.split_once('>').map_or(rest, |(_, rest)| rest),
        None => arguments,
    }
}

#[track_caller]
fn traced(run: Run, expressions: &[&str]) -> (Ran, String) {
    let directory = TempDir::new().expect("a temporary directory");
    let file = directory.path().join("trace");
    let mut before: Vec<OsString> = ["strace", "-f", "-y", "-s", "256", "-o"]
        .map(Into::into)
        .to_vec();
    before.push(file.clone().into());
    for expression in expressions {
        before.extend(["-e".into(), expression.into()]);
    }
    before.push("--".into());
    let ran = run.through(before).run();
    let trace = fs::read(&file).expect("strace wrote a trace");
    (ran, String::from_utf8_lossy(&trace).into_owned())
}

/// A file system of a few pages; unmounted when dropped. Uses sudo when the tests are not root's.
pub struct Tmpfs {
    directory: TempDir,
}

impl Tmpfs {
    /// Mounts one of `bytes`, for the user who runs the tests.
    #[track_caller]
    pub fn mount(bytes: u64) -> Self {
        let directory = TempDir::with_prefix("xauth-tmpfs-").expect("a temporary directory");
        let owner = geteuid().as_raw();
        let options = format!("size={bytes},mode=700,uid={owner}");
        as_root(
            ["mount", "-t", "tmpfs", "-o", &options, "tmpfs"],
            directory.path(),
        );
        Self { directory }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Fills it to the last byte with a file named `ballast`.
    pub fn fill(&self) -> PathBuf {
        let path = self.path().join("ballast");
        let zeros = fs::File::open("/dev/zero").expect("/dev/zero is there");
        let mut file = fs::File::create(&path).expect("a file can be made");
        let full = std::io::copy(&mut { zeros }, &mut file);
        assert!(full.is_err(), "it has an end");
        path
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        as_root(["umount", "-l"], self.directory.path());
    }
}

#[track_caller]
fn as_root<const N: usize>(command: [&str; N], path: &Path) {
    let sudo: &[&str] = if geteuid().is_root() {
        &[]
    } else {
        &["sudo", "-n"]
    };
    let words = [sudo, &command].concat();
    let status = Command::new(words[0]).args(&words[1..]).arg(path).status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "{words:?} {}",
        path.display()
    );
}
