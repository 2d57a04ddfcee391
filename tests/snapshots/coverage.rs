//! Every message that the program has is in a story, unless it needs a service or a fault to be seen.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::files;

/// Where messages are made.
const MAKERS: [&str; 10] = [
    "cli",
    "config",
    "error",
    "http",
    "scheme",
    "store",
    "target",
    "tool",
    "vault",
    "config.rs",
];

/// Messages that no story can provoke, by a part of them.
const ELSEWHERE: &[&str] = &[
    // A home whose name is not UTF-8.
    "name all places in",
    // The keychain and its failures.
    "keychain",
    "Keychain",
    "D-Bus",
    "DBUS_SESSION_BUS_ADDRESS",
    "Secret Service",
    "did not answer",
    "it gave an answer",
    "it has no collection",
    "it has no default",
    "it holds something",
    "it is locked",
    "it refused",
    "it stopped in",
    "it went away",
    "no thread could",
    "the credential is",
    "the thread lives",
    "unlock it",
    // Two stores that are written, one of which fails.
    "could not be checked",
    "older login there",
    "remove the older login",
    "stored the new login",
    // Other users, other processes, links, and files that are too large or no text.
    "belongs to another user",
    "by process ",
    "follow the symlink",
    "is in use",
    "it goes in circles",
    "it is larger than",
    "it is longer than",
    "it is not UTF-8",
    "open the lock",
    "sudo chown",
    "try again when",
    // A disk that is full when the new tokens come (`oauth`), and a program that writes as often as we look.
    "store the renewed login",
    "other programs write the login",
    // A provider that is elsewhere (`provider.rs`), one with a certificate, one that takes its time (`hostile`).
    "is on this machine",
    "if its certificate is from",
    "no answer within",
    // A machine on which the network cannot be set up.
    "could not set up TLS",
    "could not start to use the network",
    // A login that another program stored (`hostile`), and an issuer that no line has room for.
    "revocation endpoint cannot be asked",
    "it is too long",
    // The page in the browser (`loopback/tests`).
    "default-src 'none'",
    "content-security-policy",
    "content-type",
    // What a share needs that no story has: a keyring, a file system that keeps no modes (`tools`).
    "no keyring was opened",
    "it stays as long as what leads to it",
    "the next login on a terminal asks again",
    "keep the mode of",
    "the answer could not be remembered",
    "it is a second entry for the same machine",
    "it is written in a way that we cannot change safely",
    "` is not a text",
    // A person at a terminal, with a clipboard (`terminal`).
    "your Anaconda account (anaconda.com)",
    "a token that you made at",
    "Log in to ",
    "the answer holds for later logins",
    ", as you chose",
    "passed over",
    "the login is stored, and was not shared",
    "is in the clipboard",
    "press Enter to open",
    "a bearer token (prefix.dev",
    "a conda token, sent in the URL",
    "interrupted",
    "what was renewed before is stored",
    "make a token at",
    "nothing was removed",
    // A server that knows who it is told apart from others, and a wait that is counted (`check`).
    "good as ",
    "asking the servers: ",
    // What doctor needs a service, another program, or another user's file to find (`doctor`).
    "and has two values",
    "is in the {",
    "needs X.Org's",
    "install it (Debian",
    "on `PATH` is `",
    "and not this program",
    "replace it where it is",
    "another program removed",
    "cannot be asked for",
    "could not look for secrets",
    "could not be mended",
    "has could not be read",
    "change the mode of",
    "is there already",
    "nothing was imported",
    // A source that changes while it is read, or cannot be written; a store that loses what it took (`import`).
    "could not be read back",
    "has changed meanwhile",
    "remove the login from",
    // What needs Anaconda's own servers, a person to ask, or a store that fails in the middle (`access_token`).
    "` could not be kept, and ",
    "a new token may be issued",
    "anaconda-auth has it",
    "anaconda-auth was not given",
    "asking for a new token",
    "asking for the account's",
    "asking for the token in use",
    "asking repo.anaconda.cloud",
    "conda's default channels",
    "default channels of conda",
    "if it is a member of one",
    "if it may go: ",
    "issue a token",
    "issued a token of",
    "it expires ",
    "name one: `xauth access-token",
    "no token was ",
    "or give one on standard input",
    "repo.anaconda.cloud accepts it",
    "see that the organisation ",
    "see that what was named is there",
    "show its access token",
    "show its token",
    "some of the tokens may be",
    "telling the server to revoke",
    "that is neither a token",
    "the account has more",
    "the account has no",
    "the new token ",
    "the server may have made",
    "the token could not be tried",
    "the token is stored, but",
    "the token that was in use",
    // An Anaconda site, which is elsewhere and https, and a store that fails between two keys (`account`).
    "when it is asked how to log in",
    "and not for the server's other hosts",
    "made an API key",
    "Anaconda may have made an API key",
    "sends us to another site",
    // What cannot happen: the program never asks for it.
    "no store can be written",
    "read only",
    "was not given as it must be",
    "it has no refresh token",
    // Its error is said by another.
    "the access token",
];

fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut left: Vec<PathBuf> = MAKERS.iter().map(|name| root.join(name)).collect();
    left.push(root.join("error.rs"));
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
