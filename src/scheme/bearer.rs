//! Bearer: a token in the `Authorization` header (RFC 6750 §2.1).

use serde::{Deserialize, Serialize};

use super::{Argument, Ask, Scheme, Sent, jwt, rules};
use crate::{error::Result, secret::Secret};

/// A bearer token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bearer(Secret);

impl Bearer {
    /// The token without what is pasted around it, if it can be sent.
    pub(super) fn checked(typed: &Secret) -> Result<Self> {
        rules::token(typed, "the token", "--token").map(Self)
    }

    /// The token.
    pub(crate) fn token(&self) -> &Secret {
        &self.0
    }
}

/// The `Authorization` header of a token.
pub(super) fn header(token: &Secret) -> Sent {
    Sent::Header(Secret::new(format!("Bearer {}", token.expose())))
}

impl Scheme for Bearer {
    fn name(&self) -> &'static str {
        "bearer"
    }

    fn describe(&self) -> &'static str {
        "a bearer token"
    }

    fn account(&self) -> Option<String> {
        jwt::account(self.0.expose())
    }

    fn expires_at(&self) -> Option<i64> {
        jwt::expires_at(self.0.expose())
    }

    fn sent(&self) -> Sent {
        header(&self.0)
    }

    fn fields(&self) -> Vec<(&'static str, &str)> {
        vec![("token", self.0.expose())]
    }

    fn only_field(&self) -> Option<&str> {
        Some(self.0.expose())
    }
}

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Flags {
    /// Log in with a bearer token: `-` reads standard input, no value asks for it
    #[arg(long, value_name = "TOKEN", num_args = 0..=1, help_heading = "Bearer token")]
    token: Option<Option<Argument>>,
}

impl Flags {
    pub(super) fn is_given(&self) -> bool {
        self.token.is_some()
    }

    pub(super) fn credential(self, ask: &mut dyn Ask) -> Result<Bearer> {
        let typed = ask.secret(Argument::of(self.token), "token", "--token")?;
        Bearer::checked(&typed)
    }
}
