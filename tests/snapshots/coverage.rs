//! Every message that the program has is in a story, unless it needs a service or a fault to be seen.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{elsewhere::ELSEWHERE, files};

/// Where messages are made.
const MAKERS: [&str; 14] = [
    "anaconda",
    "client",
    "cli",
    "config",
    "error",
    "http",
    "renew",
    "scheme",
    "store",
    "target",
    "tool",
    "vault",
    "verify",
    "config.rs",
];

fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut left: Vec<PathBuf> = MAKERS.iter().map(|name| root.join(name)).collect();
    let mut found = Vec::new();
    while let Some(path) = left.pop() {
        match fs::read_dir(&path) {
            Ok(_) if path.ends_with("tests") => {}
            Ok(entries) => left.extend(entries.map(|entry| entry.unwrap().path())),
            Err(_) if path.is_file() => found.push(path),
            Err(_) => {}
        }
    }
    found
}

/// The string literals of a source, its tests, comments and `expect`s aside.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap();
    let is_code = |line: &&str| {
        !line.trim_start().starts_with("//")
            && !line.contains("expect(")
            && !line.contains("reason =")
    };
    let code: Vec<&str> = source.lines().filter(is_code).collect();
    let code = code.join("\n").replace("'\"'", "");
    let mut literals = Vec::new();
    let mut rest = code.as_str();
    while let Some((_, after)) = rest.split_once('"') {
        let mut end = 0;
        let mut escaped = false;
        for (at, c) in after.char_indices() {
            end = at;
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => break,
                _ => {}
            }
        }
        literals.push(after[..end].to_owned());
        rest = &after[end + 1..];
    }
    literals
}

/// The longest part of a message that has no value in it.
fn fixed_part(literal: &str) -> String {
    let joined = literal.replace("\\\"", "\"");
    let joined: Vec<&str> = joined.split("\\\n").map(str::trim_start).collect();
    let joined = joined.concat();
    let parts = joined
        .split(['{', '}', '\n'])
        .map(|part| part.split("\\n").next().unwrap_or_default());
    parts
        .max_by_key(|part| part.len())
        .unwrap_or_default()
        .to_owned()
}

fn is_message(part: &str) -> bool {
    part.matches(' ').count() >= 2
        && part.starts_with(|c: char| c.is_lowercase() || c == '`' || c == ' ' || c == ')')
}

#[test]
fn every_message_is_in_a_story() {
    let stories: String = files()
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let sources = sources();
    assert!(sources.len() > 30, "{sources:?}");
    let texts = sources.iter().map(|file| fs::read_to_string(file).unwrap());
    let parts = texts
        .flat_map(|text| literals(&text))
        .map(|literal| fixed_part(&literal));
    let messages: BTreeSet<String> = parts.filter(|part| is_message(part)).collect();
    let is_elsewhere = |message: &&String| ELSEWHERE.iter().any(|part| message.contains(part));
    let missing: Vec<&String> = messages
        .iter()
        .filter(|message| !stories.contains(message.as_str()))
        .filter(|message| !is_elsewhere(message))
        .collect();
    assert!(messages.len() > 100, "{messages:?}");
    assert!(missing.is_empty(), "no story shows {missing:#?}");
}
