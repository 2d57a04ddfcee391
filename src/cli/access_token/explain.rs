//! Why a server did not do it, and what to do about that.

use hyper::StatusCode;

use super::{login::Login, server::Site};
use crate::{
    anaconda::{NotDone, Refusal},
    error::Error,
};

/// The answer of a server to a bearer that it has no use for (`binstar_client/commands/login.py`).
const NO_BEARER: &str = "Bearer token authentication is not enabled";

/// What was asked for.
pub(super) struct Asked<'a> {
    /// The server's host.
    pub(super) host: String,
    /// What it was asked to do, as in "does not let … `list access tokens`".
    pub(super) to: &'static str,
    pub(super) login: &'a Login,
    /// What to do when there is nothing of that name.
    pub(super) unknown: String,
    /// The flag that names the server, with a space before it.
    pub(super) flag: String,
}

impl<'a> Asked<'a> {
    pub(super) fn of(site: &Site, to: &'static str, login: &'a Login) -> Self {
        let unknown = match site.is_public {
            true => "see that what was named is there: `xauth access-token list`".into(),
            false => "give the address of its API: `--url https://HOST/api`".into(),
        };
        Self {
            host: site.host(),
            to,
            login,
            unknown,
            flag: site.flag(),
        }
    }

    /// The error for what came of it.
    pub(super) fn error(&self, why: NotDone) -> Error {
        match why {
            NotDone::Unheard { url, why } => unheard(url, why),
            NotDone::Refused(refusal) => self.refused(refusal),
        }
    }

    fn refused(&self, refusal: Refusal) -> Error {
        let Self {
            host, to, login, ..
        } = self;
        let shown = &login.shown;
        let why = refusal.why.as_deref();
        let (what, hint) = match refusal.status {
            StatusCode::UNAUTHORIZED if !is_about_scopes(why) => (
                format!("`{host}` does not accept {shown}"),
                Some(self.again(why)),
            ),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => (
                format!("`{host}` does not let {shown} {to}"),
                Some(self.allowed(why)),
            ),
            StatusCode::NOT_FOUND => (
                format!("`{host}` has nothing at `{}`", refusal.url),
                Some(self.unknown.clone()),
            ),
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => (
                format!("`{host}` does not take the request to {to}"),
                Some("see what each flag takes: `xauth access-token create --help`".into()),
            ),
            _ => (format!("`{host}` does not {to}"), None),
        };
        Error::Denied {
            what,
            status: refusal.status.as_u16(),
            why: refusal.why,
            hint,
        }
    }

    fn allowed(&self, why: Option<&str>) -> String {
        match is_about_scopes(why) {
            true => format!(
                "log in with a token that is good for it: `xauth access-token create --login{}`",
                self.flag
            ),
            false => "see that the account may do it".into(),
        }
    }

    fn again(&self, why: Option<&str>) -> String {
        match why {
            Some(NO_BEARER) => {
                "give a user's name and password: `--username NAME --password`".into()
            }
            _ => self.login.again.clone(),
        }
    }
}

/// Whether the server knows the token, which is not good for this.
pub(super) fn is_about_scopes(why: Option<&str>) -> bool {
    why.is_some_and(|why| why.contains("scope"))
}

/// Whether the server says that there is a token of that name.
pub(super) fn is_there(refusal: &Refusal) -> bool {
    let says_so = || {
        let why = refusal.why.as_deref().unwrap_or_default();
        let why = why.to_ascii_lowercase();
        let is_denied = ["not exist", "n't exist"].iter().any(|no| why.contains(no));
        why.contains("exist") && !is_denied
    };
    match refusal.status {
        StatusCode::CONFLICT => true,
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => says_so(),
        _ => false,
    }
}

/// The error where nobody's login is in question.
pub(super) fn unheard(url: String, source: crate::http::Failure) -> Error {
    Error::Network {
        server: url,
        source,
    }
}
