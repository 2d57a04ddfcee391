//! Secrets in clear where they are left behind: histories of shells and of conda's environments, and logs.

use std::path::PathBuf;

use super::{Facts, Finding, lines};
use crate::store::file::read_plain;

const FILES: [&str; 8] = [
    ".bash_history",
    ".zsh_history",
    ".zhistory",
    ".local/share/fish/fish_history",
    ".python_history",
    ".conda/environments.txt",
    ".conda/pkgs/urls.txt",
    ".mamba/pkgs/urls.txt",
];

/// Folders of logs.
const FOLDERS: [&str; 4] = [
    ".conda/logs",
    ".anaconda/logs",
    ".cache/rattler",
    ".local/state/anaconda",
];

/// How many environments and logs are looked at.
const MOST: usize = 200;

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let found = lines::found(files(facts));
    let finding = |(path, numbers): (PathBuf, Vec<usize>)| {
        let (shown, at) = (facts.env.shorten(&path), lines::named(&numbers));
        Finding::problem(format!("`{shown}` has kept a secret in clear ({at})"))
            .run(lines::remove(&path, &numbers))
            .remedy("and replace the secret at its server, if others could read it")
    };
    found.map(finding).collect()
}

fn files(facts: &Facts<'_, '_>) -> Vec<PathBuf> {
    let Some(home) = facts.env.home() else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = FILES.iter().map(|name| home.join(name)).collect();
    files.extend(facts.env.path_variable("HISTFILE").map(PathBuf::from));
    for folder in FOLDERS {
        let entries = std::fs::read_dir(home.join(folder)).into_iter().flatten();
        let logs = entries.flatten().map(|entry| entry.path());
        files.extend(logs.filter(|path| path.extension().is_some_and(|end| end == "log")));
    }
    let known = read_plain(&home.join(".conda/environments.txt")).unwrap_or_default();
    let known = String::from_utf8_lossy(&known);
    let prefixes = known.lines().map(PathBuf::from);
    let active = facts.env.path_variable("CONDA_PREFIX").map(PathBuf::from);
    let history = |prefix: PathBuf| prefix.join("conda-meta/history");
    files.extend(prefixes.chain(active).take(MOST).map(history));
    let mut seen = std::collections::HashSet::new();
    files.retain(|path| path.is_absolute() && seen.insert(path.clone()));
    files.truncate(FILES.len() + 2 * MOST);
    files
}
