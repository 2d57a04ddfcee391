//! Login: a person logs in at a provider, in a browser or with a code.

mod browser;
mod device;

use std::time::Duration;

use tokio::sync::oneshot;
use url::Url;

use super::{Flow, OAuth, Registration, protocol::Transport, provider::Provider};
use crate::{
    error::{Error, Result},
    http::Client,
};

/// What tells a person how to log in.
pub trait Guide {
    /// Whether a browser can open here.
    fn has_browser(&self) -> bool;

    /// Shows the page to log in at, and begins to open it where a browser can open: what comes is whether one did.
    /// `until` is when we stop waiting, in seconds since 1970.
    fn show_page(&mut self, url: &Url, until: i64) -> Option<oneshot::Receiver<bool>>;

    /// Says that no browser opened.
    fn not_opened(&mut self);

    /// Says that the browser would have nowhere to come back to, and why.
    fn not_listening(&mut self, why: &str);

    /// Shows a code, and the page that it is typed at.
    fn show_code(&mut self, code: &DeviceCode);
}

/// A code that a person types at a provider's page (RFC 8628 §3.2). All of it comes from the provider.
#[derive(Clone, Debug)]
pub struct DeviceCode {
    /// The code.
    pub code: String,
    /// The page.
    pub page: Url,
    /// The page with the code in it.
    pub page_with_code: Option<Url>,
    /// When the code ends, in seconds since 1970.
    pub until: i64,
    /// How often we ask whether it was typed, in seconds.
    pub interval: u64,
}

/// A login that is to be made.
pub struct Login<'a> {
    /// The client for its requests.
    pub client: &'a Client,
    /// Who asks whom for what.
    pub registration: &'a Registration,
    /// How.
    pub flow: Flow,
    /// How long the person has.
    pub limit: Duration,
    /// What is logged in to, for the page in the browser.
    pub host: &'a str,
    /// Now, in seconds since 1970.
    pub now: fn() -> i64,
}

/// What the flows have in common.
struct Attempt<'a> {
    login: &'a Login<'a>,
    provider: &'a Provider,
    transport: Transport<'a>,
}

impl Login<'_> {
    /// Logs in.
    ///
    /// # Errors
    /// When the provider cannot be reached or trusted, when it or the person refuses, and when nobody does anything.
    pub async fn run(&self, guide: &mut dyn Guide) -> Result<OAuth> {
        self.run_then(guide, &async |login| Ok(login)).await
    }

    /// Logs in, and does `then` with the login before the person is told that all went well.
    ///
    /// # Errors
    /// As [`run`](Self::run), and those of `then`.
    pub async fn run_then<T>(
        &self,
        guide: &mut dyn Guide,
        then: &impl AsyncFn(OAuth) -> Result<T>,
    ) -> Result<T> {
        let provider = Provider::find(self.client, self.registration).await?;
        let attempt = Attempt {
            login: self,
            provider: &provider,
            transport: Transport::new(self.client),
        };
        let has_device = provider.device.is_some();
        let has_page = provider.authorization.is_some();
        match self.flow {
            Flow::DeviceCode => then(attempt.by_device(guide).await?).await,
            Flow::Auto if has_device && !(has_page && guide.has_browser()) => {
                then(attempt.by_device(guide).await?).await
            }
            Flow::AuthCode | Flow::Auto => {
                let may_fall_back = self.flow == Flow::Auto && has_device;
                match attempt.by_browser(guide, may_fall_back, then).await? {
                    Some(done) => Ok(done),
                    None => then(attempt.by_device(guide).await?).await,
                }
            }
        }
    }
}

impl Attempt<'_> {
    /// Whether the provider is one that people are known by: its ID tokens and its name are looked at.
    fn is_openid(&self) -> bool {
        self.login.registration.application.is_none()
    }

    fn issuer(&self) -> String {
        self.login.registration.issuer.to_string()
    }

    fn refuse(&self, why: impl Into<String>, hint: Option<&str>) -> Error {
        Error::Provider {
            issuer: self.issuer(),
            why: why.into(),
            hint: hint.map(Into::into),
        }
    }

    /// Nobody logged in in time, or nobody could say so.
    fn nobody_came(&self, limit: Duration) -> Error {
        if let Some(error) = self.transport.failure() {
            return error;
        }
        Error::Provider {
            issuer: self.issuer(),
            why: format!("saw nobody log in within {} s", limit.as_secs()),
            hint: Some("log in again, or give it more time: `--timeout 10m`".into()),
        }
    }
}
