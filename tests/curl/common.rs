//! Logins, and runs of `xauth curl`.

use std::os::unix::fs::PermissionsExt;

use crate::support::{Home, Run};

/// Logs in to a host or URL; `more` are flags, of which one reads the secret.
#[track_caller]
pub fn log_in(home: &Home, target: &str, more: &[&str], secret: &str) {
    let run = home.xauth().args(["login", target, "--store", "file"]);
    let run = run.args(more.iter().copied()).stdin(secret);
    run.run().ok();
}

/// `xauth -v curl URL -- WORDS`, with curl's progress off.
pub fn curl(home: &Home, url: &str, words: &[&str]) -> Run {
    let run = home.xauth().args(["--verbose", "curl", url, "--", "-sS"]);
    run.args(words.iter().copied())
}

/// A program of this name in the home's `bin`, which the run finds first.
pub fn with_program(home: &Home, run: Run, name: &str, script: &str) -> Run {
    let path = home.write(format!("bin/{name}"), script);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    let bin = path.parent().unwrap().display().to_string();
    run.env("PATH", format!("{bin}:/usr/bin:/bin"))
}
