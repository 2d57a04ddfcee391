//! Options: the words for curl, of which only those that are known to be harmless beside a login are let through.

mod known;
mod refused;

use std::ffi::OsString;

#[cfg(test)]
pub(super) use self::known::names;
use self::{
    known::{FLAGS, VALUES},
    refused::{Why, refuse},
};
use crate::{error::Error, text::escape};

/// One option as it was given.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Given {
    /// Its long name.
    pub(super) name: &'static str,
    pub(super) value: Option<OsString>,
}

impl Given {
    fn value(&self) -> &str {
        let value = self.value.as_deref();
        value.and_then(|value| value.to_str()).unwrap_or_default()
    }

    fn check(self) -> Result<Self, Error> {
        let value = self.value();
        let is_input = match self.name {
            "upload-file" => matches!(value, "-" | "."),
            "form" => value.contains("=@-") || value.contains("=<-"),
            "data-urlencode" => value.ends_with("@-"),
            "form-string" | "data-raw" | "output" | "dump-header" => false,
            _ => value == "@-",
        };
        if is_input {
            return Err(Error::Usage {
                problem: format!(
                    "curl's `--{}` cannot read standard input, where it is told the login",
                    self.name
                ),
                hint: Some("name a file in the place of `-`".into()),
            });
        }
        if self.name == "header" {
            check_header(value)?;
        }
        Ok(self)
    }
}

/// A header of the person's own must not be a second login, and not lead elsewhere.
fn check_header(value: &str) -> Result<(), Error> {
    let name = value.split([':', ';']).next().unwrap_or_default();
    let is_ours = ["authorization", "proxy-authorization", "host"]
        .iter()
        .any(|ours| name.trim().eq_ignore_ascii_case(ours));
    match is_ours || value.starts_with('@') {
        true => Err(Error::Usage {
            problem: "curl's `--header` cannot set `Authorization` or `Host`, nor read a file, beside a login".into(),
            hint: Some("leave that header out, or run `curl` itself".into()),
        }),
        false => Ok(()),
    }
}

/// Reads the words for curl, which have to be options that are let through.
///
/// # Errors
/// A usage error for the first that is not.
pub(super) fn read(words: &[OsString]) -> Result<Vec<Given>, Error> {
    let mut words = words.iter();
    let mut given = Vec::new();
    while let Some(word) = words.next() {
        let text = word.to_str().unwrap_or_default();
        let mut next = || words.next().cloned();
        if let Some(name) = text.strip_prefix("--").filter(|name| !name.is_empty()) {
            given.push(long(name, &mut next)?);
        } else if let Some(letters) = text.strip_prefix('-').filter(|text| !text.is_empty()) {
            given.extend(short(letters, &mut next)?);
        } else {
            return Err(refuse(Why::OtherUrl, "a word that is no option"));
        }
    }
    given.into_iter().map(Given::check).collect()
}

fn long(name: &str, next: &mut dyn FnMut() -> Option<OsString>) -> Result<Given, Error> {
    let is_it = |(long, _): &&(&'static str, char)| *long == name;
    if let Some((name, _)) = FLAGS.iter().find(is_it) {
        return Ok(Given { name, value: None });
    }
    match VALUES.iter().find(is_it) {
        Some((name, _)) => value(name, next()),
        None => Err(refuse(
            Why::of(|(long, _)| *long == name),
            &format!("curl's `--{}`", escape(name)),
        )),
    }
}

/// `-sSLo FILE` and `-oFILE`.
fn short(letters: &str, next: &mut dyn FnMut() -> Option<OsString>) -> Result<Vec<Given>, Error> {
    let mut given = Vec::new();
    for (at, letter) in letters.char_indices() {
        let is_it = |(_, short): &&(&'static str, char)| *short == letter && letter != '\0';
        if let Some((name, _)) = FLAGS.iter().find(is_it) {
            given.push(Given { name, value: None });
            continue;
        }
        let Some((name, _)) = VALUES.iter().find(is_it) else {
            let shown = escape(&letter.to_string());
            let why = Why::of(|(_, short)| *short == letter && letter != '\0');
            return Err(refuse(why, &format!("curl's `-{shown}`")));
        };
        let rest = &letters[at + letter.len_utf8()..];
        let rest = Some(OsString::from(rest)).filter(|rest| !rest.is_empty());
        given.push(value(name, rest.or_else(next))?);
        break;
    }
    Ok(given)
}

fn value(name: &'static str, value: Option<OsString>) -> Result<Given, Error> {
    match value {
        Some(_) => Ok(Given { name, value }),
        None => Err(Error::Usage {
            problem: format!("curl's `--{name}` needs a value"),
            hint: Some("see `curl --help all`".into()),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::{refused::REFUSED, *};

    fn names(words: &[&str]) -> Result<Vec<String>, String> {
        let words: Vec<OsString> = words.iter().map(Into::into).collect();
        let given = read(&words).map_err(|error| error.message())?;
        Ok(given
            .iter()
            .map(|given| format!("{}={}", given.name, given.value()))
            .collect())
    }

    #[test]
    fn letters_stand_together_as_curl_reads_them() {
        let wanted = ["silent=", "show-error=", "output=x"];
        for words in [
            &["-sSo", "x"] as &[&str],
            &["-sSox"],
            &["-s", "-S", "--output", "x"],
        ] {
            assert_eq!(names(words).unwrap(), wanted);
        }
        // What looks like an option is a value where one is due.
        assert_eq!(names(&["-o", "--insecure"]).unwrap(), ["output=--insecure"]);
        assert_eq!(names(&["-ok"]).unwrap(), ["output=k"]);
    }

    #[test]
    fn each_refused_option_is_refused_in_every_form() {
        for (why, options) in REFUSED {
            for (long, short) in *options {
                let problem = names(&[&format!("--{long}")]).unwrap_err();
                assert!(
                    problem.starts_with(&format!("curl's `--{long}` ")),
                    "{problem}"
                );
                assert!(!problem.contains("harmless"), "{why:?}");
                if *short != '\0' {
                    for words in [format!("-{short}"), format!("-sf{short}")] {
                        let problem = names(&[&words]).unwrap_err();
                        assert!(
                            problem.starts_with(&format!("curl's `-{short}` ")),
                            "{problem}"
                        );
                    }
                }
            }
        }
        for word in [
            "--insec",
            "--no-verbose",
            "--output=x",
            "--",
            "-",
            "https://h",
            "",
            "-s\0",
        ] {
            assert!(names(&[word]).is_err(), "{word}");
        }
    }
}
