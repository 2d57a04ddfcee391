//! Who else can read or write what holds logins: our own files, which can be closed, and those of tools.

use std::path::{Path, PathBuf};

use super::{Facts, Finding, fix::Fix};
use crate::{
    text::word,
    tool::{self, Slot},
};

/// What lets others read or write.
const OPEN: u32 = 0o077;
/// What lets others write.
const WRITABLE: u32 = 0o022;

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let home = facts.env.home();
    let is_open = |path: &PathBuf| bits(path, WRITABLE).is_some();
    if let Some(home) = home.filter(is_open) {
        findings.push(writable(&home, facts));
    }
    let (files, directories) = own(facts);
    for directory in directories.iter().filter(|path| is_open(path)) {
        let bits = WRITABLE;
        let fix = Fix::Close {
            path: directory.clone(),
            bits,
        };
        findings.push(writable(directory, facts).fix(fix));
    }
    for path in &files {
        let fix = |path: &Path| Fix::Close {
            path: path.to_owned(),
            bits: OPEN,
        };
        findings.extend(readable(path, facts).map(|finding| finding.fix(fix(path))));
    }
    let others = of_tools(facts);
    findings.extend(others.iter().filter_map(|path| readable(path, facts)));
    findings
}

fn writable(path: &Path, facts: &Facts<'_, '_>) -> Finding {
    let shown = facts.env.shorten(path);
    Finding::problem(format!("`{shown}` can be written by other users"))
        .run(format!("chmod go-w {}", word(&path.display().to_string())))
}

fn readable(path: &Path, facts: &Facts<'_, '_>) -> Option<Finding> {
    let mode = bits(path, OPEN)?;
    let shown = facts.env.shorten(path);
    let problem = format!("`{shown}` is open to other users (mode {mode:04o})");
    let command = format!("chmod 600 {}", word(&path.display().to_string()));
    Some(Finding::problem(problem).run(command))
}

/// Our files and our directories.
fn own(facts: &Facts<'_, '_>) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let store = facts.file();
    let mut files = store.paths().to_vec();
    let mut directories = Vec::new();
    // The directory of a file that the user names is not ours to close.
    if facts
        .env
        .path_variable(super::super::facts::AUTH_FILE)
        .is_none()
    {
        directories.extend(
            files
                .first()
                .and_then(|file| file.parent())
                .map(PathBuf::from),
        );
    }
    files.extend(directories.iter().map(|folder| folder.join(".xauth.lock")));
    if let Some(state) = facts.env.state_dir() {
        let names = ["logins.json", "shares.json", "shares.lock", ".xauth.lock"];
        files.extend(names.map(|name| state.join(name)));
        directories.push(state);
    }
    if let Some(config) = facts.env.config_dir() {
        directories.push(config);
    }
    (files, directories)
}

/// The private files of other tools that hold a login.
fn of_tools(facts: &Facts<'_, '_>) -> Vec<PathBuf> {
    let shares = facts.context.shares();
    let mut slots: Vec<Slot> = Vec::new();
    let here = tool::all(facts.env).into_iter();
    for tool in here.filter(|tool| tool.detect().is_some()) {
        let held = tool.held(shares.hands()).unwrap_or_default();
        slots.extend(held.into_iter().map(|held| held.slot));
    }
    for (tool, key) in shares.all().unwrap_or_default() {
        let given = shares.check(&tool, &key).unwrap_or_default();
        slots.extend(given.into_iter().map(|(slot, _)| slot));
    }
    let private = slots.iter().filter(|slot| slot.is_private());
    let mut paths: Vec<PathBuf> = private.filter_map(Slot::path).map(PathBuf::from).collect();
    paths.sort();
    paths.dedup();
    paths
}

/// The mode of what is there, if it has any of `bits`.
#[cfg(unix)]
fn bits(path: &Path, bits: u32) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & bits != 0).then_some(mode)
}

#[cfg(not(unix))]
fn bits(_: &Path, _: u32) -> Option<u32> {
    None
}
