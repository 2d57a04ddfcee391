//! Identity: who logged in, as the provider's ID token says, which is verified first (OpenID Connect Core 1.0 §3.1.3.7).

use openidconnect::{
    ClientId, ClientSecret, IssuerUrl, JsonWebKeySetUrl, Nonce, NonceVerifier,
    core::{
        CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJsonWebKeySet,
        CoreJwsSigningAlgorithm as Algorithm,
    },
};

use super::{Registration, protocol::Transport, provider::Provider};
use crate::{
    error::{Error, Result},
    secret::Secret,
    text::escape,
};

/// Signatures by keys that the provider publishes; the library's own default is RS256 alone.
const SIGNED_BY_KEY: [Algorithm; 9] = [
    Algorithm::RsaSsaPkcs1V15Sha256,
    Algorithm::RsaSsaPkcs1V15Sha384,
    Algorithm::RsaSsaPkcs1V15Sha512,
    Algorithm::RsaSsaPssSha256,
    Algorithm::RsaSsaPssSha384,
    Algorithm::RsaSsaPssSha512,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP384Sha384,
    Algorithm::EdDsa,
];

/// Which nonce an ID token must have.
pub(super) enum Expected<'a> {
    /// The one that was sent along with the browser.
    Nonce(&'a Nonce),
    /// None was sent: a device code has no place for it (RFC 8628).
    Nothing,
}

impl NonceVerifier for Expected<'_> {
    fn verify(self, nonce: Option<&Nonce>) -> Result<(), String> {
        match self {
            Self::Nonce(expected) => expected.verify(nonce),
            Self::Nothing => Ok(()),
        }
    }
}

/// The account in an ID token; none when there is no token.
///
/// # Errors
/// When the token is not signed by the provider, or not for this login.
pub(super) async fn account(
    transport: &Transport<'_>,
    provider: &Provider,
    registration: &Registration,
    id_token: Option<&Secret>,
    expected: Expected<'_>,
) -> Result<Option<String>> {
    let Some(id_token) = id_token else {
        return Ok(None);
    };
    let refuse = |why: &str| Error::Provider {
        issuer: crate::text::redact_url(&provider.issuer),
        why: format!(
            "gave out an ID token that cannot be trusted: {}",
            escape(why)
        ),
        hint: None,
    };
    let token: CoreIdToken = id_token
        .expose()
        .parse()
        .map_err(|_| refuse("it is no JSON Web Token"))?;
    let verifier = verifier(transport, provider, registration).await?;
    let claims = token.claims(&verifier, expected);
    claims
        .map(|claims| Some(name(claims)))
        .map_err(|error| refuse(&error.to_string()))
}

async fn verifier(
    transport: &Transport<'_>,
    provider: &Provider,
    registration: &Registration,
) -> Result<CoreIdTokenVerifier<'static>> {
    let id = ClientId::new(registration.client_id.clone());
    let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(|_| refuse_keys(provider))?;
    let Some(url) = &provider.keys else {
        // Without keys there is the TLS connection that the token came over, which the specification allows.
        let none = CoreJsonWebKeySet::new(Vec::new());
        let verifier = CoreIdTokenVerifier::new_public_client(id, issuer, none);
        return Ok(verifier.insecure_disable_signature_check());
    };
    let url = JsonWebKeySetUrl::from_url(url.clone());
    let keys = CoreJsonWebKeySet::fetch_async(&url, transport).await;
    let keys = keys.map_err(|_| transport.failure().unwrap_or_else(|| refuse_keys(provider)))?;
    Ok(match &registration.client_secret {
        Some(secret) => {
            let secret = ClientSecret::new(secret.expose().to_owned());
            let by_secret = [
                Algorithm::HmacSha256,
                Algorithm::HmacSha384,
                Algorithm::HmacSha512,
            ];
            CoreIdTokenVerifier::new_confidential_client(id, secret, issuer, keys)
                .set_allowed_algs(SIGNED_BY_KEY.into_iter().chain(by_secret))
        }
        None => {
            CoreIdTokenVerifier::new_public_client(id, issuer, keys).set_allowed_algs(SIGNED_BY_KEY)
        }
    })
}

fn refuse_keys(provider: &Provider) -> Error {
    Error::Provider {
        issuer: crate::text::redact_url(&provider.issuer),
        why: "does not give out the keys that it signs with".into(),
        hint: None,
    }
}

/// The name that people know best.
fn name(claims: &CoreIdTokenClaims) -> String {
    let email = claims.email().map(|email| email.to_string());
    let user = || claims.preferred_username().map(|name| name.to_string());
    let full = || Some(claims.name()?.get(None)?.to_string());
    let name = email.or_else(user).or_else(full);
    name.unwrap_or_else(|| claims.subject().to_string())
}
