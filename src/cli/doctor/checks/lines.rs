//! Lines of a text that have a secret of ours in clear. What the secret is goes nowhere.

use std::path::{Path, PathBuf};

use crate::{store::file::read_plain, text::word};

/// Variables whose values are tokens of conda servers.
const VARIABLES: [&str; 12] = [
    "XAUTH_TOKEN",
    "ANACONDA_API_KEY",
    "ANACONDA_AUTH_API_KEY",
    "ANACONDA_API_TOKEN",
    "ANACONDA_TOKEN",
    "BINSTAR_API_TOKEN",
    "BINSTAR_TOKEN",
    "QUETZ_API_KEY",
    "PREFIX_API_KEY",
    "PREFIX_DEV_TOKEN",
    "ARTIFACTORY_API_KEY",
    "CONDA_TOKEN",
];

/// Flags of the logins of xauth, pixi, conda and others that take a secret.
const FLAGS: [&str; 6] = [
    "--token",
    "--conda-token",
    "--password",
    "--s3-secret-access-key",
    "--s3-session-token",
    "--oauth-client-secret",
];

/// The files that have a secret, and the numbers of its lines.
pub(super) fn found(files: Vec<PathBuf>) -> impl Iterator<Item = (PathBuf, Vec<usize>)> {
    let with_numbers = files.into_iter().map(|path| {
        let numbers = numbers(&path);
        (path, numbers)
    });
    with_numbers.filter(|(_, numbers)| !numbers.is_empty())
}

/// The numbers of the lines of a file that have a secret; none for a file that cannot be read.
fn numbers(path: &Path) -> Vec<usize> {
    let bytes = read_plain(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| has_secret(line))
        .map(|(at, _)| at + 1)
        .collect()
}

/// `line 3`, or `lines 3, 5`.
pub(super) fn named(numbers: &[usize]) -> String {
    let list: Vec<String> = numbers.iter().map(usize::to_string).collect();
    let s = if numbers.len() == 1 { "" } else { "s" };
    format!("line{s} {}", list.join(", "))
}

/// A command that takes these lines out of a file.
pub(super) fn remove(path: &Path, numbers: &[usize]) -> String {
    let list: Vec<String> = numbers.iter().map(|number| format!("{number}d")).collect();
    // The sed of macOS takes a suffix for its backup, also when there is to be none.
    let in_place = if cfg!(target_os = "macos") {
        "-i ''"
    } else {
        "-i"
    };
    // And it puts a new file in the place of a link.
    let real = path.canonicalize().ok().filter(|_| path.is_symlink());
    let path = word(&real.as_deref().unwrap_or(path).display().to_string());
    format!("sed {in_place} '{}' {path}", list.join(";"))
}

fn has_secret(line: &str) -> bool {
    let is_comment = line.trim_start().starts_with('#') && !line.contains("# cmd:");
    !is_comment && (has_token_url(line) || has_flag(line) || has_assignment(line))
}

/// `https://host/t/TOKEN/channel`, as conda has it.
fn has_token_url(line: &str) -> bool {
    let words = line.split([' ', '\t', '"', '\'', ',', ';', '`', '(', ')', '[', ']']);
    let mut urls = words.filter(|word| word.contains("://"));
    urls.any(|url| {
        let mut segments = url.split('/').skip_while(|segment| *segment != "t").skip(1);
        segments.next().is_some_and(is_value) && segments.next().is_some()
    })
}

/// `… login HOST --token VALUE`.
fn has_flag(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    if !words.contains(&"login") {
        return false;
    }
    let after = words.windows(2).filter(|pair| FLAGS.contains(&pair[0]));
    let joined = words.iter().filter_map(|word| word.split_once('='));
    let joined = joined.filter(|(flag, _)| FLAGS.contains(flag));
    let mut values = after
        .map(|pair| pair[1])
        .chain(joined.map(|(_, value)| value));
    values.any(is_value)
}

/// `NAME=VALUE` or fish's `set -x NAME VALUE`.
fn has_assignment(line: &str) -> bool {
    let words: Vec<&str> = line.split([' ', '\t', ';']).collect();
    let is_name = |name: &str| VARIABLES.contains(&name) || name.starts_with("XAUTH_TOKEN_");
    let assigned = words.iter().filter_map(|word| word.split_once('='));
    let set = words.windows(2).filter(|_| words.contains(&"set"));
    let mut pairs = assigned.chain(set.map(|pair| (pair[0], pair[1])));
    pairs.any(|(name, value)| is_name(name) && is_value(value))
}

/// Whether a word is a value, and not a placeholder, a variable, a command or another flag.
fn is_value(word: &str) -> bool {
    let word = word.trim_matches(['"', '\'']);
    let is_other = word.starts_with(['-', '$', '<', '>', '|', '&', '*', '`', '{', '(']);
    !is_other && word.len() >= 3 && !word.contains('…') && !word.starts_with("...")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_from_what_only_looks_like_them() {
        for line in [
            "conda install -c https://h.example/t/tk-123/chan numpy",
            "# cmd: /opt/conda/bin/conda install -c https://h.example/t/tk-123/chan",
            "xauth login h.example --token tk-123",
            ": 1700000000:0;pixi auth login h.example --conda-token=tk-123",
            "export ANACONDA_API_KEY='tk-123'",
            "set -gx QUETZ_API_KEY tk-123",
            "XAUTH_TOKEN_H_EXAMPLE=tk-123 pixi install",
        ] {
            assert!(has_secret(line), "{line}");
        }
        for line in [
            "conda install -c https://h.example/t/$TOKEN/chan numpy",
            "curl https://h.example/t/<TOKEN>/chan",
            "https://h.example/t/***/chan",
            "xauth login h.example --token - < tk",
            "xauth login h.example --token",
            "pixi auth login h.example --token \"$TOKEN\"",
            "export ANACONDA_API_KEY=$(pass show key)",
            "unset ANACONDA_API_KEY",
            "# export ANACONDA_API_KEY=tk-123 is for CI",
            "cat --token x",
        ] {
            assert!(!has_secret(line), "{line}");
        }
    }
}
