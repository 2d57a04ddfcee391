//! `xauth curl`: the real curl, with the credential for a URL passed out of sight.

mod config;
mod options;
mod process;

use std::ffi::OsString;

use url::Url;

use self::config::Request;
use super::{context::Context, token};
use crate::{
    error::{Error, Result},
    target::{Target, Typed},
    vault::{Choice, Reach},
};

/// curl's exit code when it cannot connect.
const NOT_CONNECTED: u8 = 7;

/// Run curl for a URL, with the login that answers for it
///
/// curl is told the login on standard input: it is in no argument list, no
/// variable and no file. Redirects are followed with `-L`, and the login stays behind.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Curl {
    /// A URL, a host, or a channel's name
    #[arg(value_name = "URL")]
    target: Typed,
    /// Options for curl, after `--`
    #[arg(value_name = "CURL OPTIONS", last = true)]
    words: Vec<OsString>,
    /// Of the stores that xauth writes, look in this one alone
    #[arg(long, value_name = "STORE")]
    store: Option<Choice>,
}

const EXAMPLES: &str = "\
Examples:
  xauth curl https://repo.prefix.dev/my-channel/noarch/repodata.json
  xauth curl https://repo.prefix.dev/my-channel/noarch/repodata.json -- -fsSL -o repodata.json

Options of curl that are let through:
  -4 -6 -A -C -D -d -E -F -f -G -H -I -i -L -m -N -O -o -R -r -S -s -T -w -X -Y -y -z -#
  --cacert --cert --compressed --connect-timeout --continue-at --create-dirs --data --data-binary
  --data-raw --data-urlencode --dump-header --etag-compare --etag-save --fail --fail-with-body
  --form --form-string --get --head --header --http1.1 --http2 --include --ipv4 --ipv6 --json --key
  --limit-rate --location --max-filesize --max-redirs --max-time --no-buffer --no-clobber
  --no-keepalive --no-progress-meter --output --output-dir --post301 --post302 --post303
  --progress-bar --range --remote-name --remote-time --remove-on-error --request --retry
  --retry-all-errors --retry-connrefused --retry-delay --retry-max-time --show-error --silent
  --speed-limit --speed-time --stderr --time-cond --tlsv1.2 --tlsv1.3 --upload-file --user-agent
  --write-out

The exit code is curl's, once it runs.";

impl Curl {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<u8> {
        let given = options::read(&self.words)?;
        let target = context.target(&self.target)?;
        let url = url(&target, self.target.query())?;
        if context.offline {
            return Err(Error::Offline("`xauth curl`"));
        }
        let vault = context.vault(self.store, Reach::Chosen)?;
        let found = token::answer(&target, &vault, context);
        context.pass_on(&vault);
        let found = found?;
        let request = Request {
            url,
            found: &found,
            given: &given,
            ca_cert: context.http.ca_cert.as_deref(),
        };
        let config = request.config()?;
        let program = process::find(context.env)?;
        let is_held = request.is_in_url() && request.is_following();
        if request.is_following() && !request.is_in_url() {
            process::check_careful(&program, context.env)?;
        }
        let place = context.store_name(found.store);
        context.detail(&format!("`{}` in {place} answers", found.key));
        let code = process::run(&program, self.words, &config, context.env)?;
        if is_held && code == NOT_CONNECTED {
            context.warn("with a conda token, no redirect to another server is followed");
        }
        Ok(code)
    }
}

/// What is asked for.
fn url(target: &Target, query: Option<&str>) -> Result<Url> {
    let url = target.url().filter(|_| !target.is_bucket());
    let mut url = url.cloned().ok_or_else(|| Error::Usage {
        problem: format!("`{target}` is no URL that curl could ask for"),
        hint: Some("give one: `xauth curl https://HOST/CHANNEL/noarch/repodata.json`".into()),
    })?;
    url.set_query(query);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_names_all_that_is_let_through() {
        let words: Vec<&str> = EXAMPLES.split_whitespace().collect();
        let names = options::names();
        for name in &names {
            assert!(words.contains(&name.as_str()), "{name}");
        }
        // The example has `--`, `-fsSL` and `-o` before them.
        let named = words.iter().filter(|word| word.starts_with('-')).count();
        assert_eq!(named, names.len() + 3);
    }
}
