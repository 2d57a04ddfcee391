//! Routes: the ways to a server: through the proxy of the environment, and without.

use std::time::Duration;

use rustls::ClientConfig;
use url::Url;

use super::{Settings, reason};
use crate::{
    error::{Error, Result},
    target::key::is_loopback,
};

/// How long a connection may take.
pub(super) const CONNECT: Duration = Duration::from_secs(10);

/// A client for each way.
#[derive(Clone, Debug)]
pub(super) struct Routes {
    usual: reqwest::Client,
    /// For plain http, which is for this machine itself: what goes there in clear must not go through a proxy elsewhere.
    direct: reqwest::Client,
}

impl Routes {
    /// Those that speak `tls`.
    pub(super) fn new(tls: &ClientConfig, settings: &Settings) -> Result<Self> {
        Self::with(tls, settings, |builder| builder)
    }

    /// The same, on which nobody may be silent for so long.
    pub(super) fn not_silent(
        tls: &ClientConfig,
        settings: &Settings,
        limit: Duration,
    ) -> Result<Self> {
        Self::with(tls, settings, |builder| builder.read_timeout(limit))
    }

    fn with(
        tls: &ClientConfig,
        settings: &Settings,
        limited: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Result<Self> {
        let agent = settings.user_agent.as_deref();
        let agent = agent.unwrap_or(concat!("xauth/", env!("CARGO_PKG_VERSION")));
        let builder = || {
            let builder = reqwest::Client::builder()
                .user_agent(agent)
                .redirect(reqwest::redirect::Policy::none())
                .referer(false)
                .connect_timeout(CONNECT)
                .tls_backend_preconfigured(tls.clone());
            limited(builder)
        };
        let failed = |error: reqwest::Error| Error::Usage {
            problem: format!("could not set up the network: {}", reason(&error)),
            hint: (settings.user_agent.as_ref())
                .map(|_| "take a name of printable ASCII: `--user-agent NAME`".into()),
        };
        Ok(Self {
            usual: builder().build().map_err(failed)?,
            direct: builder().no_proxy().build().map_err(failed)?,
        })
    }

    /// The one that leads to a URL.
    pub(super) fn to(&self, url: &Url) -> &reqwest::Client {
        match url.scheme() == "http" && is_loopback(url) {
            true => &self.direct,
            false => &self.usual,
        }
    }
}
