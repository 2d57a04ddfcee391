//! Http: one client for every request: no redirect, no referrer, limits on time and size, and a reason for every failure.

mod roots;
mod routes;
mod run;

use std::{path::PathBuf, time::Duration};

use hyper::{Request, Response, StatusCode};

use self::routes::Routes;
pub use self::run::{Grace, Runner};
use crate::{env::Env, error::Result, text};

/// How long a request may take, its answer included.
const WHOLE: Duration = Duration::from_secs(30);
/// The longest answer that is read, in bytes.
const LONGEST: usize = 1024 * 1024;

/// What a client is made with.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The value of the `User-Agent` header; `xauth/VERSION` when there is none.
    pub user_agent: Option<String>,
    /// A file of certificates (PEM) to trust beside the system's.
    pub ca_cert: Option<PathBuf>,
}

/// Why a request got no answer that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No connection, a name that is not known, a certificate that is not trusted, an answer that broke off.
    #[error("{0}")]
    Broken(String),
    /// The server's certificate, or the way it speaks TLS, is not good.
    #[error("{0}")]
    Untrusted(String),
    /// It took longer than this.
    #[error("no answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// No connection came about in this time.
    #[error("no connection within {} s", .0.as_secs())]
    NotConnected(Duration),
    /// The answer is too long.
    #[error("the answer is longer than {} KiB", LONGEST / 1024)]
    TooLong,
    /// The server sends us elsewhere, and a secret is not sent on.
    #[error("it answers with a redirect (HTTP {0}), which is not followed")]
    Redirected(u16),
    /// The server has trouble of its own.
    #[error("it answers with HTTP {0}")]
    Server(u16),
}

/// A client; making one reads the certificates, so it is made where the network is used and nowhere else.
#[derive(Clone, Debug)]
pub struct Client {
    routes: Routes,
    /// For requests with a body.
    uploads: Routes,
    /// How long a request may take, its answer included.
    limit: Duration,
}

impl Client {
    /// A client that trusts the system's certificates and those that `settings` and `env` name.
    ///
    /// # Errors
    /// A usage error for a file of certificates that cannot be read.
    pub fn new(env: &Env, settings: &Settings) -> Result<Self> {
        let tls = roots::tls(env, settings.ca_cert.as_deref())?;
        let routes = Routes::new(&tls, settings)?;
        Ok(Self {
            uploads: routes.clone(),
            routes,
            limit: WHOLE,
        })
    }

    /// The same for what is as large as a package: an answer may take as long as more of it comes, and what is sent
    /// takes the time that it takes.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn for_downloads(env: &Env, settings: &Settings) -> Result<Self> {
        let tls = roots::tls(env, settings.ca_cert.as_deref())?;
        Ok(Self {
            routes: Routes::not_silent(&tls, settings, WHOLE)?,
            // That limit would be one for the body and the beginning of the answer together.
            uploads: Routes::new(&tls, settings)?,
            limit: WHOLE,
        })
    }

    /// The same client, with so much time for a request and its answer.
    pub fn within(&self, limit: Duration) -> Self {
        Self {
            limit,
            ..self.clone()
        }
    }

    async fn execute(&self, request: Request<Vec<u8>>) -> Result<reqwest::Response, Failure> {
        let request = reqwest::Request::try_from(request);
        let mut request = request.map_err(|error| self.failure(error))?;
        *request.timeout_mut() = Some(self.limit);
        self.exchange(request).await
    }

    /// Sends a request; the body of the answer is not read.
    ///
    /// # Errors
    /// When there is no answer. A status is no error.
    pub async fn exchange(&self, request: reqwest::Request) -> Result<reqwest::Response, Failure> {
        let routes = match request.body() {
            Some(_) => &self.uploads,
            None => &self.routes,
        };
        let limit = request.timeout().copied().unwrap_or(self.limit);
        let answer = routes.to(request.url()).execute(request).await;
        answer.map_err(|error| self.within(limit).failure(error))
    }

    fn failure(&self, error: reqwest::Error) -> Failure {
        // The URL may hold a token.
        let error = &error.without_url();
        let why = reason(error);
        match () {
            () if error.is_timeout() && error.is_connect() => {
                Failure::NotConnected(routes::CONNECT)
            }
            () if error.is_timeout() => Failure::TimedOut(self.limit),
            () if is_about_tls(error) => Failure::Untrusted(why),
            () => Failure::Broken(why),
        }
    }

    /// Sends a request and reads the status of the answer, not its body.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn status(&self, request: Request<Vec<u8>>) -> Result<StatusCode, Failure> {
        let answer = self.execute(request).await?;
        Ok(answer.status())
    }

    /// Sends a request and reads the whole answer, of whatever status.
    ///
    /// # Errors
    /// When there is no answer, or one that is too long. A status is no error.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Failure> {
        let mut answer = self.execute(request).await?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.failure(error))? {
            if body.len() + chunk.len() > LONGEST {
                return Err(Failure::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(response(&answer, body))
    }

    /// Sends a request and reads the first bytes of the answer, `longest` at most, and of them as many as come in time.
    ///
    /// # Errors
    /// When there is no answer, not even its head.
    pub async fn start(
        &self,
        request: Request<Vec<u8>>,
        longest: usize,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let mut answer = self.execute(request).await?;
        let mut body = Vec::new();
        while body.len() < longest
            && let Ok(Some(chunk)) = answer.chunk().await
        {
            body.extend_from_slice(&chunk);
        }
        body.truncate(longest);
        Ok(response(&answer, body))
    }
}

fn response(answer: &reqwest::Response, body: Vec<u8>) -> Response<Vec<u8>> {
    let mut response = Response::new(body);
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    response
}

/// The failure that a status means whatever the body says.
pub fn status(response: &Response<Vec<u8>>) -> Option<Failure> {
    let status = response.status();
    match status.as_u16() {
        code @ 300..=399 => Some(Failure::Redirected(code)),
        // Too slow, and too many at a time, are for now, too.
        code @ (408 | 429 | 500..=599) => Some(Failure::Server(code)),
        _ => None,
    }
}

fn is_about_tls(error: &reqwest::Error) -> bool {
    chain(error).any(is_tls)
}

/// What an error of the operating system wraps is not among its sources, so it is looked into.
fn is_tls(cause: &(dyn std::error::Error + 'static)) -> bool {
    let wrapped = cause.downcast_ref::<std::io::Error>();
    let wrapped = wrapped.and_then(std::io::Error::get_ref);
    cause.is::<rustls::Error>() || wrapped.is_some_and(|inner| is_tls(inner))
}

/// The innermost cause, which is the one that says something; the URL is said by others.
fn reason(error: &reqwest::Error) -> String {
    let last = chain(error).last().map(ToString::to_string);
    text::escape(&last.unwrap_or_else(|| error.to_string()))
}

fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(std::error::Error::source(error), |cause| cause.source())
}
