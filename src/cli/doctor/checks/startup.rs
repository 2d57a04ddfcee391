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
    let found = lines::found(files(facts));
    let finding = |(path, numbers): (PathBuf, Vec<usize>)| {
        let (shown, at) = (facts.env.shorten(&path), lines::named(&numbers));
        // A line may be all that a block of the script has, so no command takes it out.
        Finding::advice(format!("`{shown}` has a secret in clear ({at})"))
            .remedy("log in with it (`xauth login HOST --token -`), and then edit the file")
    };
    found.map(finding).collect()
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
