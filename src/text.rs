//! Text that comes from outside, made safe to show: no control characters, no secrets, not too long.

use crate::secret::Secret;

/// The most characters of foreign text that are shown.
const LONGEST: usize = 300;

/// `text` with everything that could drive a terminal written as `\u{…}`, and cut at 300 characters.
///
/// Escaped are control characters (C0, C1, DEL) and those that change the
/// direction of writing or have no width (Unicode's bidi controls).
pub fn escape(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    match shown.char_indices().nth(LONGEST - 1) {
        Some((end, _)) => shown[..end].to_owned() + "…",
        None => shown,
    }
}

/// `text` as it may be shown where it may have one of these secrets in it: escaped, and with `***` for each.
pub(crate) fn escape_without(text: &str, secrets: &[Secret]) -> String {
    let mut secrets: Vec<&str> = secrets.iter().map(Secret::expose).collect();
    // One may be a part of another, which would leave the rest of that.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    let secrets = secrets.into_iter().filter(|secret| !secret.is_empty());
    escape(&secrets.fold(text.to_owned(), |text, secret| text.replace(secret, "***")))
}

/// `text` as one word of a command that can be pasted into a shell, escaped and quoted where it has to be.
pub fn word(text: &str) -> String {
    let text = escape(text);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._:/@%+=,-".contains(c);
    match text.chars().all(is_plain) && !text.is_empty() {
        true => text,
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A URL as it may be shown: escaped, without user info, with `/t/***` for a conda token, and with `***` for its query and fragment.
pub fn redact_url(text: &str) -> String {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), text),
    };
    // The `@` that ends the user info may come after a `/` that was not escaped.
    let (user, rest) = match rest.rsplit_once('@') {
        Some((user, rest)) => (Some(user), rest),
        None => (None, rest),
    };
    let is_in_token = user.is_some_and(|user| user.rsplit('/').nth(1) == Some("t"));
    let rest = redact_tokens(rest, is_in_token);
    let user = user.map_or("", |_| "***@");
    escape(&format!("{scheme}{user}{rest}"))
}

/// `hide` says that the first segment is a part of a token.
fn redact_tokens(path: &str, mut hide: bool) -> String {
    let (path, rest) = path.split_at(path.find(['?', '#']).unwrap_or(path.len()));
    let rest = rest.get(..1).map(|mark| format!("{mark}***"));
    let segments = path.split_inclusive('/').map(|segment| {
        let shown = if hide {
            "***"
        } else {
            segment.trim_end_matches('/')
        };
        let slash = if segment.ends_with('/') { "/" } else { "" };
        hide = !hide && segment == "t/";
        format!("{shown}{slash}")
    });
    segments.chain(rest).collect()
}

/// `text` with its `%` sequences decoded; a `%` that begins none stands for itself. None where the outcome is no text.
pub fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'%', [high, low, after @ ..])
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                bytes.push(digit(*high) * 16 + digit(*low));
                rest = after;
            }
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        _ => (byte | 0x20) - b'a' + 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_drives_a_terminal_is_left() {
        assert_eq!(
            escape("a\u{1b}[2Jb\r\n\u{202e}"),
            "a\\u{1b}[2Jb\\u{d}\\u{a}\\u{202e}"
        );
        assert_eq!(escape(&"x".repeat(10_000)).chars().count(), LONGEST);
    }

    #[test]
    fn no_secret_is_left_of_what_is_said() {
        let secrets = ["pw", "me:pw", "", "bWU6cHc="].map(Secret::new);
        for (said, shown) in [
            ("bad password pw for me", "bad password *** for me"),
            ("me:pw is old", "*** is old"),
            ("Basic bWU6cHc=\u{1b}", "Basic ***\\u{1b}"),
            ("no", "no"),
        ] {
            assert_eq!(escape_without(said, &secrets), shown);
        }
        let cut = format!("{}pw", "x".repeat(LONGEST - 2));
        assert!(!escape_without(&cut, &secrets).contains('p'));
    }

    #[test]
    fn what_a_shell_would_change_is_quoted() {
        for (text, word_of_it) in [
            ("https://h.example/x", "https://h.example/x"),
            ("*.h.example", "'*.h.example'"),
            ("[::1]", "'[::1]'"),
            ("a'b", r"'a'\''b'"),
        ] {
            assert_eq!(word(text), word_of_it);
        }
    }

    #[test]
    fn urls_lose_their_secrets() {
        for (url, shown) in [
            ("https://user:pw@h/x", "https://***@h/x"),
            ("https://user:p/w@h", "https://***@h"),
            ("user:pw@h", "***@h"),
            ("https://h/t/CANARY/chan", "https://h/t/***/chan"),
            ("https://h/a/t/CANARY", "https://h/a/t/***"),
            ("https://h/t/", "https://h/t/"),
            ("https://u:p@h/t/CANARY/x?y", "https://***@h/t/***/x?***"),
            ("u:p@h:80/t/CANARY", "***@h:80/t/***"),
            ("https://h/t/CAN@ARY/x", "https://***@***/x"),
            ("https://h/x?token=CANARY#y", "https://h/x?***"),
            ("h/x#CANARY", "h/x#***"),
        ] {
            assert_eq!(redact_url(url), shown);
        }
    }
}
