//! The rules that a typed secret must keep, so that it can be sent as it is.

use crate::{
    error::{Error, Result},
    secret::Secret,
};

/// The longest secret that is taken, in bytes.
pub const LONGEST_SECRET: usize = 64 * 1024;

/// A token: printable ASCII (RFC 6749 Appendix A, VSCHAR) without spaces.
/// White space around it and a pasted `Bearer ` are taken off.
pub(super) fn token(typed: &Secret, what: &'static str, flag: &'static str) -> Result<Secret> {
    let text = without_prefix(typed.expose().trim());
    let bad = |c: char| !c.is_ascii_graphic();
    checked(text, bad, "is not a printable ASCII character", what, flag)
}

fn without_prefix(text: &str) -> &str {
    match text.split_at_checked("bearer".len()) {
        Some((word, rest)) if word.eq_ignore_ascii_case("bearer") => {
            let is_whole_word = rest.is_empty() || rest.starts_with(char::is_whitespace);
            if is_whole_word {
                rest.trim_start()
            } else {
                text
            }
        }
        _ => text,
    }
}

/// A password: any characters but control characters (RFC 7617 §2). One line ending is taken off, no space is.
pub(super) fn password(typed: &Secret, what: &'static str, flag: &'static str) -> Result<Secret> {
    let text = typed.expose();
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    checked(text, char::is_control, "is a control character", what, flag)
}

/// A token that can stand in the path of a URL and be the same on the other side.
pub(super) fn path_segment(
    token: &Secret,
    what: &'static str,
    flag: &'static str,
) -> Result<Secret> {
    let text = token.expose();
    let good = |c: char| c.is_ascii_alphanumeric() || "-._~+=@:!$&'()*,;".contains(c);
    if text == "." || text.contains("..") {
        let why = "it has `..`, which a URL would take for a folder".into();
        return Err(Error::Secret { what, why, flag });
    }
    checked(text, |c| !good(c), "cannot stand in a URL", what, flag)
}

fn checked(
    text: &str,
    bad: impl Fn(char) -> bool,
    rule: &str,
    what: &'static str,
    flag: &'static str,
) -> Result<Secret> {
    let why = if text.is_empty() {
        "it is empty".into()
    } else if text.len() > LONGEST_SECRET {
        format!("it is longer than {LONGEST_SECRET} bytes")
    } else if let Some(position) = text.chars().position(bad) {
        format!("character {} {rule}", position + 1)
    } else {
        return Ok(Secret::new(text));
    };
    Err(Error::Secret { what, why, flag })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token_of(text: &str) -> Option<String> {
        let token = token(&Secret::new(text), "the token", "--token").ok()?;
        Some(token.expose().to_owned())
    }

    #[test]
    fn white_space_and_a_pasted_prefix_go() {
        for typed in [
            "abc",
            "abc\n",
            "abc\r\n",
            "  abc ",
            "Bearer abc",
            "bearer  abc\n",
        ] {
            assert_eq!(token_of(typed).as_deref(), Some("abc"), "{typed:?}");
        }
    }

    #[test]
    fn everything_else_that_is_not_vschar_is_refused() {
        for c in (0..=0x20).chain(0x7f..=0x1ff).filter_map(char::from_u32) {
            assert_eq!(token_of(&format!("a{c}b")), None, "{c:?}");
        }
        for empty in ["", " ", "\n", "Bearer ", "bearer"] {
            assert_eq!(token_of(empty), None, "{empty:?}");
        }
        assert_eq!(token_of("bearer-1").as_deref(), Some("bearer-1"));
    }

    #[test]
    fn a_password_loses_one_line_ending() {
        let password = |text| password(&Secret::new(text), "the password", "--password");
        assert_eq!(password(" a b \r\n").unwrap().expose(), " a b ");
        assert!(password("a\n\n").is_err());
        assert!(password("a\u{85}b").is_err());
    }
}
