//! A login at a provider, in a browser or with a code.

use std::{str::FromStr, time::Duration};

use super::{
    super::input::Input,
    Context, Request,
    guide::Guide,
    issued::{Made, Origin},
};
use crate::{
    cli::time,
    error::Result,
    http::Grace,
    scheme::{
        Credential,
        oauth::{self, Preset},
    },
};

/// How a person is told what to do.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Way {
    /// Copy the code (or the page's address) to the clipboard
    #[arg(long, help_heading = "OAuth and OpenID Connect")]
    pub(super) clipboard: bool,
    /// Draw the page's address as a QR code, for a telephone
    #[arg(long, help_heading = "OAuth and OpenID Connect")]
    pub(super) qr: bool,
    /// How long to wait for the person: `90s`, `10m` [default: 5m]
    #[arg(
        long,
        value_name = "TIME",
        default_value = "5m",
        hide_default_value = true,
        help_heading = "OAuth and OpenID Connect"
    )]
    pub(super) timeout: Limit,
    /// Whether pages and codes are told as JSON, where the login itself is not.
    #[arg(skip)]
    pub(super) has_events: bool,
}

/// How long a person has; from a second to a day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit(Duration);

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let seconds = time::seconds(text).filter(|seconds| (1..=86_400).contains(seconds));
        let seconds = seconds.ok_or("it takes a time of at most a day, such as `90s` or `10m`")?;
        Ok(Self(Duration::from_secs(seconds)))
    }
}

impl Way {
    /// How long the person has.
    pub(super) fn limit(&self) -> Duration {
        self.timeout.0
    }
}

/// Logs in, and returns what is to be stored.
pub(super) fn log_in(
    flags: oauth::Flags,
    preset: Option<Preset>,
    way: &Way,
    request: &Request,
    context: &mut Context<'_>,
) -> Result<(Credential, Origin)> {
    let flow = flags.flow();
    let origin = request.target.url().map_or_else(
        || format!("https://{}", request.target.host().unwrap_or_default()),
        |url| url.origin().ascii_serialization(),
    );
    let mut input = Input::new(context.ui, &request.target);
    let registration = flags.registration(&origin, preset, &mut input)?;
    let client = context.client("a login with OAuth")?;
    let host = request.target.to_string();
    let login = oauth::Login {
        client: &client,
        registration: &registration,
        flow,
        limit: way.limit(),
        host: &host,
        now: time::now,
    };
    // The terminal is taken after the first Ctrl-C would be heard, and given back before the usual one ends us.
    let made = Made::default();
    let work = async {
        let mut guide = Guide::new(context.ui, way, request.is_json);
        let hold = async |login| {
            let login = Credential::from(login);
            made.hold(login.clone());
            Ok(login)
        };
        login.run_then(&mut guide, &hold).await
    };
    let ended = context.runner.run(Grace::None, work);
    made.after(ended)
}
