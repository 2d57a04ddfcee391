//! Userinfo: where a provider says who a login is (OpenID Connect Core 1.0 §5.3).

use url::Url;

use super::{Issuer, provider::Provider};
use crate::{error::Result, http::Client};

/// The provider's userinfo endpoint, as it names it itself; none if it has none that a token may be sent to.
///
/// # Errors
/// When the provider does not describe itself, or cannot be trusted.
pub async fn userinfo_endpoint(client: &Client, issuer: &Issuer) -> Result<Option<Url>> {
    let provider = Provider::discover(client, issuer).await?;
    Ok(provider.userinfo)
}
