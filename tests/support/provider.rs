//! How an OpenID provider behaves.

use serde_json::{Value, json};

/// How the provider behaves.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Seconds that an access token is good for.
    pub access_lifetime: u64,
    /// Seconds that a refresh token is good for.
    pub refresh_lifetime: u64,
    /// Seconds that a device code is good for.
    pub device_lifetime: u64,
    /// Seconds between two questions of a device, which is told so; who asks sooner is told to slow
    /// down. `None`: nothing is told, and 5 seconds count.
    pub interval: Option<u64>,
    /// Whether a refresh token is good for one refresh only; a second one ends the login.
    pub rotate: bool,
    /// Whether there are refresh tokens.
    pub refresh: bool,
    /// Whether there is a device flow.
    pub device: bool,
    /// Whether tokens can be revoked.
    pub revocation: bool,
    /// Whether a client's secret is taken from a header, too, and not from the form only.
    pub header: bool,
    /// Milliseconds between a change of tokens and the answer that says so.
    pub token_delay: u64,
    /// The only redirect URI of the client `exact`.
    pub redirect: String,
}

impl Default for Provider {
    fn default() -> Self {
        Self {
            access_lifetime: 3600,
            refresh_lifetime: 86400,
            device_lifetime: 600,
            interval: Some(1),
            rotate: true,
            refresh: true,
            device: true,
            revocation: true,
            header: true,
            token_delay: 0,
            redirect: "http://127.0.0.1:8765/callback".into(),
        }
    }
}

impl Provider {
    /// The options of `tests/services/idp.mjs`.
    pub fn options(&self) -> Value {
        json!({
            "accessLifetime": self.access_lifetime,
            "refreshLifetime": self.refresh_lifetime,
            "deviceLifetime": self.device_lifetime,
            "interval": self.interval,
            "rotate": self.rotate,
            "refresh": self.refresh,
            "device": self.device,
            "revocation": self.revocation,
            "header": self.header,
            "tokenDelay": self.token_delay,
            "redirect": self.redirect,
        })
    }
}
