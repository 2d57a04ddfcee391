//! Error: why a request has no answer that its caller can use, so that a program can tell "log in" from "try again".

use url::Url;

use crate::{
    http,
    text::{redact_url, word},
};

/// Why a request has no answer that can be used. No secret is in any of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing is stored for the URL, and the server or the caller wants a login.
    #[error("`{url}` needs a login: run `{command}`")]
    LoginRequired {
        /// What was asked for, without secrets.
        url: String,
        /// The command that logs in.
        command: String,
    },
    /// What is stored has run out, and is not renewed without the person.
    #[error("the credential for `{key}` expired {when}")]
    Expired {
        /// The key it is stored under.
        key: String,
        /// When, in words and RFC 3339.
        when: String,
        /// The command that makes it good.
        command: Option<String>,
    },
    /// The login provider has ended the login.
    #[error("the login for `{key}` cannot be renewed: {why}")]
    Over {
        /// The key it is stored under.
        key: String,
        /// What the provider said.
        why: String,
        /// The command that logs in again.
        command: String,
    },
    /// The server answers 401 or 403 to the stored credential.
    #[error("`{url}` refuses the login `{key}` (HTTP {status})")]
    Rejected {
        /// The key it is stored under.
        key: String,
        /// What was asked for, without secrets.
        url: String,
        /// The status of its answer.
        status: u16,
        /// The command that logs in again.
        command: String,
    },
    /// The stored credential is not sent in clear to another machine.
    #[error("the credential for `{key}` is not sent over plain http to `{url}`")]
    PlainHttp {
        /// The key that would answer.
        key: String,
        /// What was asked for, without secrets.
        url: String,
    },
    /// What is stored are S3 keys, which this client cannot sign with.
    #[error("`{key}` holds S3 keys, which sign requests, and this client does not sign")]
    Signature {
        /// The key it is stored under.
        key: String,
    },
    /// A redirect that is not followed.
    #[error("`{url}` redirects {why}")]
    Redirect {
        /// What was asked for, without secrets.
        url: String,
        /// Where to, or how often.
        why: String,
    },
    /// The request, or what is stored, cannot be sent.
    #[error("`{url}` cannot be asked for: {why}")]
    Request {
        /// What was asked for, without secrets.
        url: String,
        /// Why.
        why: String,
    },
    /// The server, or the login provider, could not be reached.
    #[error("could not get an answer from `{url}`")]
    Network {
        /// What was asked for, without secrets.
        url: String,
        /// Why.
        #[source]
        source: http::Failure,
    },
    /// A store could not be read or written.
    #[error("{}", .0.message())]
    Store(Box<crate::Error>),
    /// Anything else that kept the credential from being found or renewed.
    #[error("{}", .0.message())]
    Other(Box<crate::Error>),
}

impl Error {
    /// The command that a person would run to get on.
    pub fn command(&self) -> Option<&str> {
        match self {
            Self::LoginRequired { command, .. }
            | Self::Over { command, .. }
            | Self::Rejected { command, .. } => Some(command),
            Self::Expired { command, .. } => command.as_deref(),
            _ => None,
        }
    }

    /// Nothing is stored for `url`.
    pub(super) fn login_required(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default();
        Self::LoginRequired {
            url: redact_url(url.as_str()),
            command: format!("xauth login {}", word(host)),
        }
    }

    pub(super) fn request(url: &Url, why: impl Into<String>) -> Self {
        Self::Request {
            url: redact_url(url.as_str()),
            why: why.into(),
        }
    }

    pub(super) fn redirect(url: &Url, why: impl Into<String>) -> Self {
        Self::Redirect {
            url: redact_url(url.as_str()),
            why: why.into(),
        }
    }
}

impl From<crate::Error> for Error {
    fn from(error: crate::Error) -> Self {
        match error {
            crate::Error::Expired { key, when, command } => Self::Expired { key, when, command },
            crate::Error::Over { key, why, command } => Self::Over { key, why, command },
            crate::Error::PlainHttp { key, url, .. } => Self::PlainHttp { key, url },
            crate::Error::Network { server, source } => Self::Network {
                url: server,
                source,
            },
            error @ crate::Error::Store { .. } => Self::Store(Box::new(error)),
            error => Self::Other(Box::new(error)),
        }
    }
}
