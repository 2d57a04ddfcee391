//! Expand: a path with `~` and `$NAME` in it, as Python understands it (`os.path.expandvars`, `os.path.expanduser`).

use std::path::PathBuf;

use crate::env::Env;

/// The path, from any directory. `None` when it needs a home directory that is not known.
pub(super) fn expand(env: &Env, text: &str) -> Option<PathBuf> {
    let text = variables(env, text);
    match text.strip_prefix('~') {
        Some("") => env.home(),
        Some(rest) if rest.starts_with(std::path::is_separator) => Some(
            env.home()?
                .join(rest.trim_start_matches(std::path::is_separator)),
        ),
        // Whoever keeps a path has to find it from any directory.
        _ => std::path::absolute(text).ok(),
    }
}

/// `$NAME` and `${NAME}` by their values; what is not set stays as it is.
fn variables(env: &Env, text: &str) -> String {
    let mut parts = text.split('$');
    let mut expanded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = name(part);
        match env.variable(name) {
            Some(value) => {
                expanded.push_str(value);
                expanded.push_str(rest);
            }
            None => {
                expanded.push('$');
                expanded.push_str(part);
            }
        }
    }
    expanded
}

fn name(part: &str) -> (&str, &str) {
    let braced = part.strip_prefix('{').and_then(|part| part.split_once('}'));
    let is_other = |character: char| !(character.is_ascii_alphanumeric() || character == '_');
    braced.unwrap_or_else(|| part.split_at(part.find(is_other).unwrap_or(part.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn paths_are_expanded_as_python_does() {
        let env = Env::of([("HOME", "/h"), ("A", "x")]);
        for (text, wanted) in [
            ("~", "/h"),
            ("~/k", "/h/k"),
            ("/$A/${A}y/$B/${B}/$", "/x/xy/$B/${B}/$"),
        ] {
            assert_eq!(expand(&env, text).unwrap(), PathBuf::from(wanted), "{text}");
        }
        assert_eq!(expand(&Env::default(), "~/k"), None);
    }
}
