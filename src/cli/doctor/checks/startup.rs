//! Secrets in clear in files that shells and sessions read at their start.

use std::path::PathBuf;

use super::{Facts, Finding, lines};

const FILES: [&str; 11] = [
    ".profile",
    ".bash_profile",
    ".bash_login",
    ".bashrc",
    ".zshenv",
    ".zprofile",
    ".zshrc",
    ".pam_environment",
    ".env",
    ".config/fish/config.fish",
    ".config/environment",
];

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let files = files(facts).into_iter();
    files
        .filter_map(|path| {
            let numbers = lines::numbers(&path);
            let (shown, at) = (facts.env.shorten(&path), lines::named(&numbers));
            let problem = format!("`{shown}` has a secret in clear ({at})");
            (!numbers.is_empty()).then(|| {
                Finding::advice(problem)
                    .run(lines::remove(&path, &numbers))
                    .remedy("after `xauth login` for its host, and keep what else is on the line")
            })
        })
        .collect()
}

fn files(facts: &Facts<'_, '_>) -> Vec<PathBuf> {
    let Some(home) = facts.env.home() else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = FILES.iter().map(|name| home.join(name)).collect();
    let session = std::fs::read_dir(home.join(".config/environment.d"));
    let mut session: Vec<PathBuf> = session
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    session.sort();
    files.extend(session);
    files
}
