//! Preset: what a row knows of a server's OAuth login, and what such values must be.

use super::{Issuer, loopback::RedirectUri};
use crate::{
    error::{Error, Result},
    text::escape,
};

/// What is known of a server's OAuth login, from [`KNOWN`](crate::known::KNOWN) or the user's own rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preset {
    /// The provider's issuer URL.
    pub issuer: String,
    /// The client's id there.
    pub client_id: String,
    /// What is asked for; [`SCOPES`](super::SCOPES) when it is empty.
    pub scopes: Vec<String>,
    /// Where the browser is sent back to; a free port of this machine when there is none.
    pub redirect_uri: Option<String>,
    /// What the token is for.
    pub audience: Option<String>,
    /// Whether the provider is not to be asked for the person's consent.
    pub no_consent: bool,
}

impl Preset {
    /// Refuses what no provider takes, under the names that a row of the user's has.
    ///
    /// # Errors
    /// A usage error for the first such value.
    pub fn check(&self) -> Result<()> {
        self.issuer.parse::<Issuer>()?;
        visible(self.client_id.clone(), "client_id")?;
        let scopes = self
            .scopes
            .iter()
            .flat_map(|scope| scope.split_whitespace());
        for scope in scopes {
            visible(scope.to_owned(), "scopes")?;
        }
        if let Some(uri) = &self.redirect_uri {
            RedirectUri::parse(uri)?;
        }
        if let Some(audience) = &self.audience {
            visible(audience.clone(), "audience")?;
        }
        Ok(())
    }
}

/// A value of printable ASCII (RFC 6749 Appendix A).
pub(super) fn visible(value: String, flag: &str) -> Result<String> {
    let problem = match value.as_str() {
        "" => format!("`{flag}` is empty"),
        text if text.len() <= 2048 && text.chars().all(|c| c.is_ascii_graphic()) => {
            return Ok(value);
        }
        text => format!(
            "`{flag}` cannot be `{}`: it takes printable ASCII without spaces",
            escape(text)
        ),
    };
    Err(Error::Usage {
        problem,
        hint: Some(format!("give it as the provider has it: `{flag} VALUE`")),
    })
}
