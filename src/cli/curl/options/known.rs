//! Known: curl's options that are harmless beside a login, by the names in its manual page.
//!
//! What is not here is not let through: an option that is new in curl may show the login, or take it elsewhere.

/// Options without a value.
pub(super) const FLAGS: &[(&str, char)] = &[
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
pub(super) const VALUES: &[(&str, char)] = &[
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

/// All that is let through, as it is typed.
#[cfg(test)]
pub(in crate::cli::curl) fn names() -> Vec<String> {
    let rows = FLAGS.iter().chain(VALUES);
    let forms = rows.flat_map(|(long, short)| {
        let short = Some(format!("-{short}")).filter(|_| *short != '\0');
        short.into_iter().chain([format!("--{long}")])
    });
    forms.collect()
}
