//! Refused: why an option does not stand beside a login, and what to do instead.

use crate::error::Error;

/// Options that a person may well try, by what is wrong with them.
pub(super) const REFUSED: &[(Why, &[(&str, char)])] = &[
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
pub(super) enum Why {
    Shows,
    Unverified,
    Trusts,
    OtherUrl,
    Config,
    Reroutes,
    OtherLogin,
    Unknown,
}

impl Why {
    /// Why the option that `is_it` knows is refused.
    pub(super) fn of(is_it: impl Fn(&(&str, char)) -> bool) -> Self {
        let mut rows = REFUSED.iter();
        let row = rows.find(|(_, options)| options.iter().any(&is_it));
        row.map_or(Self::Unknown, |(why, _)| *why)
    }
}

/// The error that says so.
pub(super) fn refuse(why: Why, what: &str) -> Error {
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
