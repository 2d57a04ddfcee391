//! Application: a login provider that belongs to one application, which describes it at an address of its own.

use url::Url;

use super::{
    Issuer, RedirectUri, Registration,
    preset::visible,
    provider::{self, Document, Provider},
};
use crate::{
    error::{Error, Result},
    http::Client,
};

/// An application's provider, and the client that is registered there.
///
/// Its document may name any issuer, or none. So nothing hangs on that: its endpoints are all on the
/// application's own site, its ID tokens are not needed, and nothing that it says of people is believed.
#[derive(Clone, Debug)]
pub struct Application {
    /// The provider's origin, which errors name.
    pub origin: String,
    /// The path of the document.
    pub document: String,
    /// The client's id.
    pub client_id: String,
    /// Where the browser is sent back to.
    pub redirect_uri: String,
    /// What is asked for with a browser.
    pub scopes: Vec<String>,
    /// What is asked for with a code.
    pub device_scopes: Vec<String>,
    /// What to do when the provider does not know us, or cannot be trusted.
    pub hint: String,
}

/// What is different about the provider of an application.
#[derive(Clone, Debug)]
pub(super) struct Special {
    document: Url,
    pub(super) device_scopes: Vec<String>,
    hint: String,
}

impl Application {
    /// The client.
    ///
    /// # Errors
    /// A usage error for a value that cannot be used.
    pub fn registration(self) -> Result<Registration> {
        let issuer: Issuer = self.origin.parse()?;
        let path = self.document.trim_start_matches('/');
        let document = format!("{}/{path}", self.origin.trim_end_matches('/'));
        let document: Issuer = document.parse()?;
        Ok(Registration {
            issuer,
            client_id: visible(self.client_id, "client_id")?,
            client_secret: None,
            scopes: self.scopes,
            redirect: RedirectUri::parse(&self.redirect_uri)?,
            audience: None,
            no_consent: true,
            application: Some(Special {
                document: document.url(),
                device_scopes: self.device_scopes,
                hint: self.hint,
            }),
        })
    }
}

impl Special {
    /// Asks the provider for its document, and sees that its endpoints are on its own site.
    pub(super) async fn discover(&self, client: &Client, issuer: &Issuer) -> Result<Provider> {
        let provider = self.ask(client, issuer).await;
        provider.map_err(|error| self.hinted(error))
    }

    async fn ask(&self, client: &Client, issuer: &Issuer) -> Result<Provider> {
        let response = provider::get(client, self.document.as_str()).await?;
        if !response.status().is_success() {
            let code = response.status().as_u16();
            let why = format!("answers with HTTP {code} when it is asked how to log in");
            return Err(provider::refuse(issuer, &why));
        }
        let document = Document::read(response.body(), issuer)?;
        let provider = Provider::of(document, issuer)?;
        check(&provider, issuer)?;
        Ok(provider)
    }

    /// The same error with a hint that helps: nobody can register a client there.
    pub(super) fn hinted(&self, error: Error) -> Error {
        match error {
            Error::Provider {
                issuer,
                why,
                hint: Some(hint),
            } => {
                let is_flow = hint.contains("--oauth-flow") || !hint.contains("--oauth-");
                let hint = if is_flow { hint } else { self.hint.clone() };
                let hint = Some(hint);
                Error::Provider { issuer, why, hint }
            }
            error => error,
        }
    }
}

fn check(provider: &Provider, issuer: &Issuer) -> Result<()> {
    let Provider {
        authorization,
        token,
        device,
        revocation,
        ..
    } = provider;
    let endpoints = [
        authorization.as_ref(),
        Some(token),
        device.as_ref(),
        revocation.as_ref(),
    ];
    let own = issuer.url();
    let stranger = endpoints
        .into_iter()
        .flatten()
        .find(|url| !is_same_site(url, &own));
    stranger.map_or(Ok(()), |url| {
        let shown = crate::text::redact_url(url.as_str());
        let why = format!("sends us to another site: `{shown}`");
        Err(provider::refuse(issuer, &why))
    })
}

/// Whether both hosts belong to whoever registered the one domain.
fn is_same_site(one: &Url, other: &Url) -> bool {
    match (one.domain(), other.domain()) {
        (Some(one), Some(other)) => one == other || registered(one) == registered(other),
        _ => one.host_str() == other.host_str(),
    }
}

/// The domain that somebody registered; a host that has none stands alone.
fn registered(host: &str) -> &str {
    psl::domain_str(host).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_what_one_party_registered() {
        for (one, other, wanted) in [
            ("https://auth.anaconda.com/x", "https://anaconda.com", true),
            ("https://anaconda.com:8443/x", "https://anaconda.com", true),
            (
                "https://anaconda.com.evil.example",
                "https://anaconda.com",
                false,
            ),
            ("https://notanaconda.com", "https://anaconda.com", false),
            ("https://one.github.io", "https://two.github.io", false),
            ("https://one.co.uk", "https://two.co.uk", false),
            ("https://localhost:1", "https://localhost:2", true),
            ("https://10.0.0.1", "https://10.0.0.1:2", true),
            ("https://10.0.0.1", "https://10.0.0.2", false),
        ] {
            let urls = [one, other].map(|url| Url::parse(url).unwrap());
            assert_eq!(is_same_site(&urls[0], &urls[1]), wanted, "{one} {other}");
        }
    }
}
