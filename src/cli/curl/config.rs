//! Config: what curl is told out of sight, in the words of its configuration file (curl's manual, `--config`).

use std::path::Path;

use url::Url;

use super::options::Given;
use crate::{
    error::{Error, Result},
    scheme::{Scheme, Sent},
    secret::Secret,
    target::key::is_loopback,
    text::word,
    vault::Found,
};

/// The options that may show the URL, which a conda token is in.
const SHOWING: [&str; 4] = ["dump-header", "head", "include", "write-out"];

/// What curl is to do, as far as it is our business.
pub(super) struct Request<'a> {
    /// The URL, without a credential.
    pub(super) url: Url,
    pub(super) found: &'a Found<'a>,
    pub(super) given: &'a [Given],
    pub(super) ca_cert: Option<&'a Path>,
}

impl Request<'_> {
    /// Whether redirects are followed.
    pub(super) fn is_following(&self) -> bool {
        self.has("location")
    }

    /// Whether the login is in the URL.
    pub(super) fn is_in_url(&self) -> bool {
        self.found.credential.scheme().sent() == Sent::Path
    }

    fn has(&self, name: &str) -> bool {
        self.given.iter().any(|given| given.name == name)
    }

    /// The configuration.
    ///
    /// # Errors
    /// When the login cannot be sent by curl, or an option would show it.
    pub(super) fn config(&self) -> Result<Secret> {
        let scheme = self.found.credential.scheme();
        let mut url = self.url.clone();
        let mut lines = Lines::default();
        match scheme.sent() {
            Sent::Header(value) => {
                let header = Secret::new(format!("Authorization: {}", value.expose()));
                lines.set("header", self.sendable(&header)?);
            }
            Sent::Path => {
                self.check_shown()?;
                url.set_path(&format!("/t/{}{}", self.token(scheme)?, url.path()));
                if self.is_following() {
                    lines.stay_at(&self.url);
                }
            }
            Sent::Signature => return Err(self.signs()),
        }
        lines.set("url", url.as_str());
        self.limit(&mut lines);
        Ok(Secret::new(lines.0))
    }

    fn limit(&self, lines: &mut Lines) {
        // A `{` or `[` in a URL is that, and not a list of URLs.
        lines.raw("globoff");
        let is_tls = self.url.scheme() == "https";
        lines.set("proto", if is_tls { "=https" } else { "=http" });
        // Never from https to http.
        lines.set("proto-redir", if is_tls { "=https" } else { "=http,https" });
        if !is_tls && is_loopback(&self.url) {
            lines.set("noproxy", "*");
        }
        if let Some(path) = self.ca_cert {
            lines.set("cacert", &path.to_string_lossy());
        }
    }

    /// What another program stored may be anything.
    fn sendable<'s>(&self, secret: &'s Secret) -> Result<&'s str> {
        let text = secret.expose();
        match text.contains(char::is_control) {
            false => Ok(text),
            true => Err(Error::usage(
                format!("what is stored under `{}` cannot be sent", self.found.key),
                format!("xauth login {}", word(self.found.key.as_str())),
            )),
        }
    }

    fn token<'s>(&self, scheme: &'s dyn Scheme) -> Result<&'s str> {
        let token = scheme.only_field().unwrap_or_default();
        self.sendable(&Secret::new(token)).map(|_| token)
    }

    fn check_shown(&self) -> Result<()> {
        let is_folder = self.url.path() == "/";
        let shows = |given: &&Given| {
            // Without a file in the path, newer versions of curl name the file after the token.
            SHOWING.contains(&given.name) || (given.name == "remote-name" && is_folder)
        };
        match self.given.iter().find(shows) {
            None => Ok(()),
            Some(given) => Err(Error::Usage {
                problem: format!(
                    "curl's `--{}` could show the URL, and the conda token of `{}` is in it",
                    given.name, self.found.key
                ),
                hint: Some(
                    "leave it out; curl's exit code says what came of it with `--fail`".into(),
                ),
            }),
        }
    }

    fn signs(&self) -> Error {
        Error::usage(
            format!(
                "`{}` holds S3 keys, which sign requests and are not sent",
                self.found.key
            ),
            format!(
                "xauth token {} --field secret-access-key",
                word(self.found.key.as_str())
            ),
        )
    }
}

/// Lines of a configuration.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn raw(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// `name = "value"`, in which curl understands `\\` and `\"`; there are no control characters.
    fn set(&mut self, name: &str, value: &str) {
        let value = value.replace('\\', r"\\").replace('"', "\\\"");
        self.raw(&format!("{name} = \"{value}\""));
    }

    /// A server may write the token that it was asked with into the address that it leads to. So connections go to the
    /// origin, and all others to a port on which nobody listens: the first rule that fits counts.
    fn stay_at(&mut self, url: &Url) {
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or_default();
        self.set("connect-to", &format!("{host}:{port}:{host}:{port}"));
        self.set("connect-to", "::127.0.0.1:1");
    }
}
