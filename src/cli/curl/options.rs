//! Options: which of curl's own options may stand beside a login, and why the others may not.
//!
//! Only what is known to be harmless is let through: an option that is new in curl may show the login, or take it
//! elsewhere. The names are those of curl's manual page; it takes shortened long names, which are not let through.

use std::ffi::OsString;

use crate::{error::Error, text::escape};

/// Options without a value.
const FLAGS: &[(&str, char)] = &[
    ("compressed", '\0'),
    ("create-dirs", '\0'),
    ("fail", 'f'),
    ("fail-with-body", '\0'),
    ("get", 'G'),
    ("head", 'I'),
    ("http1.1", '\0'),
    ("http2", '\0'),
    ("include", 'i'),
    ("ipv4", '4'),
    ("ipv6", '6'),
    ("location", 'L'),
    ("no-buffer", 'N'),
    ("no-clobber", '\0'),
    ("no-keepalive", '\0'),
    ("no-progress-meter", '\0'),
    ("post301", '\0'),
    ("post302", '\0'),
    ("post303", '\0'),
    ("progress-bar", '#'),
    ("remote-name", 'O'),
    ("remote-time", 'R'),
    ("remove-on-error", '\0'),
    ("retry-all-errors", '\0'),
    ("retry-connrefused", '\0'),
    ("show-error", 'S'),
    ("silent", 's'),
    ("tlsv1.2", '\0'),
    ("tlsv1.3", '\0'),
];

/// Options with a value.
const VALUES: &[(&str, char)] = &[
    ("cacert", '\0'),
    ("cert", 'E'),
    ("connect-timeout", '\0'),
    ("continue-at", 'C'),
    ("data", 'd'),
    ("data-binary", '\0'),
    ("data-raw", '\0'),
    ("data-urlencode", '\0'),
    ("dump-header", 'D'),
    ("etag-compare", '\0'),
    ("etag-save", '\0'),
    ("form", 'F'),
    ("form-string", '\0'),
    ("header", 'H'),
    ("json", '\0'),
    ("key", '\0'),
    ("limit-rate", '\0'),
    ("max-filesize", '\0'),
    ("max-redirs", '\0'),
    ("max-time", 'm'),
    ("output", 'o'),
    ("output-dir", '\0'),
    ("range", 'r'),
    ("request", 'X'),
    ("retry", '\0'),
    ("retry-delay", '\0'),
    ("retry-max-time", '\0'),
    ("speed-limit", 'Y'),
    ("speed-time", 'y'),
    ("stderr", '\0'),
    ("time-cond", 'z'),
    ("upload-file", 'T'),
    ("user-agent", 'A'),
    ("write-out", 'w'),
];

/// Options that a person may well try, by what is wrong with them.
const REFUSED: &[(Why, &[(&str, char)])] = &[
    (
        Why::Shows,
        &[
            ("verbose", 'v'),
            ("trace", '\0'),
            ("trace-ascii", '\0'),
            ("trace-config", '\0'),
            ("libcurl", '\0'),
        ],
    ),
    (
        Why::Unverified,
        &[
            ("insecure", 'k'),
            ("proxy-insecure", '\0'),
            ("doh-insecure", '\0'),
        ],
    ),
    (Why::Trusts, &[("location-trusted", '\0')]),
    (Why::OtherUrl, &[("url", '\0'), ("next", ':')]),
    (Why::Config, &[("config", 'K')]),
    (
        Why::Reroutes,
        &[
            ("proxy", 'x'),
            ("preproxy", '\0'),
            ("proxy1.0", '\0'),
            ("socks4", '\0'),
            ("socks4a", '\0'),
            ("socks5", '\0'),
            ("socks5-hostname", '\0'),
            ("connect-to", '\0'),
            ("resolve", '\0'),
            ("unix-socket", '\0'),
            ("abstract-unix-socket", '\0'),
        ],
    ),
    (
        Why::OtherLogin,
        &[
            ("user", 'u'),
            ("oauth2-bearer", '\0'),
            ("netrc", 'n'),
            ("netrc-file", '\0'),
            ("netrc-optional", '\0'),
        ],
    ),
];

/// Why an option is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    Shows,
    Unverified,
    Trusts,
    OtherUrl,
    Config,
    Reroutes,
    OtherLogin,
    Unknown,
}

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

/// All that is let through, as it is typed.
#[cfg(test)]
pub(super) fn names() -> Vec<String> {
    let rows = FLAGS.iter().chain(VALUES);
    let forms = rows.flat_map(|(long, short)| {
        let short = Some(format!("-{short}")).filter(|_| *short != '\0');
        short.into_iter().chain([format!("--{long}")])
    });
    forms.collect()
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
            why(|(long, _)| *long == name),
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
            let why = why(|(_, short)| *short == letter && letter != '\0');
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

fn why(is_it: impl Fn(&(&str, char)) -> bool) -> Why {
    let mut rows = REFUSED.iter();
    let row = rows.find(|(_, options)| options.iter().any(&is_it));
    row.map_or(Why::Unknown, |(why, _)| *why)
}

fn refuse(why: Why, what: &str) -> Error {
    let (problem, hint) = match why {
        Why::Shows => (
            "would show the login",
            "see the headers of the answer with `--include` or `--head`",
        ),
        Why::Unverified => (
            "turns the verification of certificates off, and a login would go to anyone",
            "name the authority: `xauth curl --ca-cert FILE URL`",
        ),
        Why::Trusts => (
            "would send the login to every server that a redirect leads to",
            "use `--location`, which does not",
        ),
        Why::OtherUrl => (
            "would be a second URL for curl, and the login is for the first",
            "run `xauth curl` once for each URL",
        ),
        Why::Config => (
            "could hold anything, a second URL too",
            "give curl's options on the command line",
        ),
        Why::Reroutes => (
            "would take the login to another machine than the URL says",
            "name a proxy in the environment: `export HTTPS_PROXY=http://HOST:PORT`",
        ),
        Why::OtherLogin => (
            "would be a second login",
            "leave it out, or run `curl` itself",
        ),
        Why::Unknown => (
            "is not one that is known to be harmless beside a login",
            "see which are with `xauth curl --help`",
        ),
    };
    Error::Usage {
        problem: format!("{what} {problem}"),
        hint: Some(hint.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
