//! A netrc file: our entry is one line, before a `default` entry, because curl looks no further than that one.

use std::ops::Range;

use serde_json::json;
use zeroize::Zeroizing;

use super::layout::{Damage, Layout, Text};
use crate::{
    secret::Secret,
    store::netrc::entries::{Entries, Entry},
};

/// The longest line that every curl reads is of 4096 bytes (`lib/netrc.c`, `parsenetrc`).
const LONGEST: usize = 1024;

/// The machine of this name. Its value is what [`value`] makes.
pub(super) struct Machine<'a>(pub(super) &'a str);

/// The value of a machine's slot: a user name and a password.
///
/// # Errors
/// Why they would not be read alike by curl, python, rattler and others, which know different quotes and escapes.
pub(in crate::tool) fn value(login: &str, password: &str) -> Result<Secret, String> {
    check("the user name", login)?;
    check("the password", password)?;
    Ok(pair(login, password))
}

fn check(what: &str, word: &str) -> Result<(), String> {
    let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\');
    let why = if word.is_empty() {
        "is empty"
    } else if word.len() > LONGEST {
        "is too long for curl"
    } else if word.starts_with('#') {
        "begins with `#`, which makes it a comment"
    } else if !word.chars().all(is_plain) {
        "has a space, quote, backslash or letter outside ASCII in it, which not all readers of netrc understand alike"
    } else {
        return Ok(());
    };
    Err(format!("{what} {why}"))
}

fn pair(login: &str, password: &str) -> Secret {
    let pair = json!({ "login": login, "password": password });
    Secret::new(pair.to_string())
}

impl Layout for Machine<'_> {
    fn get(&self, text: &str) -> Result<Option<Secret>, Damage> {
        let entries = Entries::of(text);
        Ok(entries.find(self.0).map(|entry| {
            let (login, password) = entry.pair();
            pair(login, password)
        }))
    }

    fn set(&self, text: &str, value: &str) -> Result<Text, Damage> {
        let entries = Entries::of(text);
        refuse_odd(&entries)?;
        let value: Pair<'_> = serde_json::from_str(value).expect("we wrote it as JSON");
        let mut all = entries.all(self.0);
        match (all.next(), all.next()) {
            (None, _) => Ok(self.insert(text, &entries, &value)),
            (Some(entry), None) => {
                Ok(in_place(text, &entries, entry, &value).unwrap_or_else(|| {
                    let text = without(text, entry);
                    self.insert(&text, &Entries::of(&text), &value)
                }))
            }
            (_, Some(second)) => {
                let why = "it is a second entry for the same machine, and not all programs read the same one";
                Err(Damage::at(second.start(), why))
            }
        }
    }

    fn unset(&self, text: &str) -> Result<Option<Text>, Damage> {
        let entries = Entries::of(text);
        let entry = entries.find(self.0);
        Ok(Some(match entry {
            Some(entry) => without(text, entry),
            None => Zeroizing::new(text.to_owned()),
        }))
    }
}

#[derive(serde::Deserialize)]
struct Pair<'a> {
    #[serde(borrow)]
    login: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    password: std::borrow::Cow<'a, str>,
}

/// Python's reader, and with it conda, reads nothing of such a file.
fn refuse_odd(entries: &Entries) -> Result<(), Damage> {
    if let Some(at) = entries.open_macro {
        return Err(Damage::at(at, "no empty line ends the macro"));
    }
    match entries.odd.first() {
        Some(word) => Err(Damage::at(
            word.span.start,
            "a word has no meaning or no value",
        )),
        None => Ok(()),
    }
}

impl Machine<'_> {
    fn insert(&self, text: &str, entries: &Entries, value: &Pair<'_>) -> Text {
        let (login, password) = (&value.login, &value.password);
        let line = Zeroizing::new(format!(
            "machine {} login {login} password {password}",
            self.0
        ));
        let end = match text.contains("\r\n") {
            true => "\r\n",
            false => "\n",
        };
        let at = entries.default_entry().map_or(text.len(), Entry::start);
        let (before, after) = text.split_at(at);
        let begins_line = before.is_empty() || before.ends_with('\n');
        Zeroizing::new(match (begins_line, after.is_empty()) {
            (true, _) => [before, &line, end, after].concat(),
            // The next line of a file stays without an end if the last one was.
            (false, true) => [before, end, &line].concat(),
            (false, false) => [before, &line, " ", after].concat(),
        })
    }
}

/// The text with other values in an entry that has both, and is found by curl.
fn in_place(text: &str, entries: &Entries, entry: &Entry, value: &Pair<'_>) -> Option<Text> {
    let default = entries.default_entry();
    if default.is_some_and(|default| default.start() < entry.start()) {
        return None;
    }
    let login = (entry.login.as_ref()?.span.clone(), &*value.login);
    let password = (entry.password.as_ref()?.span.clone(), &*value.password);
    let mut changes = [login, password];
    changes.sort_by_key(|(span, _)| span.start);
    let [(first, one), (second, other)] = changes;
    let parts = [
        &text[..first.start],
        one,
        &text[first.end..second.start],
        other,
        &text[second.end..],
    ];
    Some(Zeroizing::new(parts.concat()))
}

/// The text without an entry: its words go, and the lines that have nothing else on them; comments stay.
fn without(text: &str, entry: &Entry) -> Text {
    let mut rest = Zeroizing::new(String::with_capacity(text.len()));
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let is_here = |span: &&Range<usize>| start <= span.start && span.start < end;
        let spans: Vec<_> = entry.spans.iter().filter(is_here).collect();
        if spans.is_empty() {
            rest.push_str(line);
        } else {
            let kept = without_words(text, start..end, &spans);
            if !kept.trim().is_empty() {
                rest.push_str(&kept);
            } else if !line.ends_with('\n') {
                // The line before it becomes the last one, as it was before ours came.
                let before = rest.strip_suffix('\n').unwrap_or(&rest);
                let before = before.strip_suffix('\r').unwrap_or(before).len();
                rest.truncate(before);
            }
        }
        start = end;
    }
    rest
}

/// One line without some of its words and the blanks after them.
fn without_words(text: &str, line: Range<usize>, words: &[&Range<usize>]) -> Text {
    let mut kept = Zeroizing::new(String::new());
    let mut at = line.start;
    for word in words {
        kept.push_str(&text[at..word.start]);
        let after = &text[word.end..line.end];
        at = line.end - after.trim_start_matches([' ', '\t']).len();
    }
    kept.push_str(&text[at..line.end]);
    kept
}
