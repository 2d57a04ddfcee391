//! Output with placeholders for what differs from run to run: places, ports, the version, times, random values.

use std::path::Path;

const UNITS: [&str; 5] = ["year", "day", "hour", "minute", "second"];

/// Parameters whose values are random.
const RANDOM: [&str; 3] = ["&state=", "&nonce=", "&code_challenge="];

/// The output of a run in `home` with a server, with `[HOME]`, `[SERVER]`, `[VERSION]`, `[TIME]`, `[DATE]`, `[PORT]` and
/// `[RANDOM]`.
pub fn shown(output: &[u8], home: &Path, server: &str) -> String {
    let text = String::from_utf8(output.to_vec()).expect("all output is UTF-8");
    let text = text.replace("\r\n", "\n");
    let text = text.replace(&*home.to_string_lossy(), "[HOME]");
    let text = without_dates(&text.replace(server, "[SERVER]"));
    let text = replaced(&text, "redirect_uri=http%3A%2F%2F127.0.0.1%3A", "[PORT]");
    let text = replaced(&text, ".corrupt-", "[NOW]");
    let port = server.rsplit(':').next().unwrap_or_default();
    let text = text.replace(&format!("not only {port}:"), "not only [PORT]:");
    let text = RANDOM
        .iter()
        .fold(text, |text, name| replaced(&text, name, "[RANDOM]"));
    let text = match std::path::MAIN_SEPARATOR {
        '/' => text,
        other => with_slashes(&text, other),
    };
    let text = text.replace(
        &format!("xauth {}", env!("CARGO_PKG_VERSION")),
        "xauth [VERSION]",
    );
    text.split_inclusive('\n').map(without_distance).collect()
}

/// Paths below the home, as they are written on most systems.
fn with_slashes(text: &str, separator: char) -> String {
    let words = text.split_inclusive(char::is_whitespace);
    let is_path = |word: &str| word.contains("[HOME]") || word.contains(&format!("~{separator}"));
    words
        .map(|word| match is_path(word) {
            true => word.replace(separator, "/"),
            false => word.to_owned(),
        })
        .collect()
}

/// The text with `placeholder` for the letters and digits that come after `name`.
fn replaced(text: &str, name: &str, placeholder: &str) -> String {
    let mut parts = text.split(name);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    let is_value = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    for part in parts {
        shown.extend([name, placeholder, part.trim_start_matches(is_value)]);
    }
    shown
}

/// Dates of this century are near the day of the run; those that a story chose are of others.
fn without_dates(text: &str) -> String {
    let is_end = |c: char| !(c.is_ascii_digit() || matches!(c, 'T' | 'Z' | ':' | '-'));
    let words = text.split_inclusive(is_end).map(|word| {
        let date = word.trim_end_matches(is_end);
        let is_date = date.len() == 20 && date.ends_with('Z') && date.starts_with("20");
        match is_date && !date.starts_with("200") {
            true => word.replace(date, "[DATE]"),
            false => word.to_owned(),
        }
    });
    words.collect()
}

/// `25 years ago` and `in 73 years` change with the day.
fn without_distance(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let mut shown: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let is_exact = at == 0 || words[at - 1] != "than";
        let is_distance = is_exact
            && words[at].bytes().all(|b| b.is_ascii_digit())
            && !words[at].is_empty()
            && words
                .get(at + 1)
                .is_some_and(|word| UNITS.contains(&word.trim_end_matches('s')));
        shown.push(if is_distance { "[TIME]" } else { words[at] });
        at += if is_distance { 2 } else { 1 };
    }
    shown.join(" ")
}

#[test]
fn what_differs_from_run_to_run_is_replaced() {
    let home = Path::new("/tmp/x/home");
    let text = "read `/tmp/x/home/a`: expired 25 years ago (2001-01-01T00:00:00Z)\nin 1 day (x)\n";
    let wanted = "read `[HOME]/a`: expired [TIME] ago (2001-01-01T00:00:00Z)\nin [TIME] (x)\n";
    assert_eq!(shown(text.as_bytes(), home, "http://x"), wanted);
    let text = "http://x/y?redirect_uri=http%3A%2F%2F127.0.0.1%3A81&state=aB-_c&z {\"a\":\"2026-01-01T00:00:00Z\"}";
    let wanted = "[SERVER]/y?redirect_uri=http%3A%2F%2F127.0.0.1%3A[PORT]&state=[RANDOM]&z {\"a\":\"[DATE]\"}";
    assert_eq!(shown(text.as_bytes(), home, "http://x"), wanted);
}
