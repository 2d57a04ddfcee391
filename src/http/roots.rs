//! Roots: whose certificates are trusted: the system's, and what the user adds to them, never instead of them.

use std::{path::Path, sync::Arc};

use rustls::{ClientConfig, crypto::ring, pki_types::CertificateDer};
use rustls_native_certs::load_certs_from_paths;
use rustls_platform_verifier::Verifier;

use crate::{
    env::Env,
    error::{Error, Result},
};

/// Where Linux distributions keep the system's certificates in one file.
const BUNDLES: [&str; 5] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// TLS 1.2 and 1.3 with the system's verification, and the certificates of `ca_cert`, `SSL_CERT_FILE` and `SSL_CERT_DIR`.
pub(super) fn tls(env: &Env, ca_cert: Option<&Path>) -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra(env, ca_cert)?, Arc::clone(&provider));
    let config = verifier.and_then(|verifier| {
        let builder = ClientConfig::builder_with_provider(provider);
        let builder = builder.with_safe_default_protocol_versions()?;
        let builder = builder.dangerous();
        let builder = builder.with_custom_certificate_verifier(Arc::new(verifier));
        Ok(builder.with_no_client_auth())
    });
    config.map_err(|error| Error::Usage {
        problem: format!("could not set up TLS: {error}"),
        hint: None,
    })
}

fn extra(env: &Env, ca_cert: Option<&Path>) -> Result<Vec<CertificateDer<'static>>> {
    let mut extra = Vec::new();
    if let Some(path) = ca_cert {
        extra.extend(of_file(path)?);
    }
    let file = env.path_variable("SSL_CERT_FILE").map(Path::new);
    let directory = env.path_variable("SSL_CERT_DIR").map(Path::new);
    if file.is_some() || directory.is_some() {
        // These variables would put their certificates in the place of the system's, as an activated
        // environment does that knows nothing of a company's own.
        let system = BUNDLES.into_iter().map(Path::new);
        let system = system.filter(|path| path.exists());
        extra.extend(load_certs_from_paths(system.into_iter().next(), None).certs);
        extra.extend(load_certs_from_paths(file, directory).certs);
    }
    Ok(extra)
}

fn of_file(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let loaded = load_certs_from_paths(Some(path), None);
    if !loaded.certs.is_empty() && loaded.errors.is_empty() {
        return Ok(loaded.certs);
    }
    let why = match loaded.errors.first() {
        Some(error) => crate::text::escape(&error.to_string()),
        None => "it holds no certificate".into(),
    };
    Err(Error::Usage {
        problem: format!(
            "could not use the certificates in `{}`: {why}",
            path.display()
        ),
        hint: Some("give a file in PEM format: `--ca-cert /path/to/ca.pem`".into()),
    })
}
