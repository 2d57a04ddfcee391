//! Credentials that a test makes, and that the servers take.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::AnacondaWorld;
use crate::support::leak::canary;

impl AnacondaWorld {
    /// An API key that anaconda.com takes, for so many seconds; less than none is one that is over.
    pub fn api_key(&self, lifetime: i64) -> String {
        self.api_key_of("anaconda", lifetime)
    }

    /// The same for a site of one's own: `anaconda.example.test`.
    pub fn api_key_of(&self, site: &str, lifetime: i64) -> String {
        let value = jwt(lifetime);
        self.take_api_key(&value, site);
        value
    }

    /// Makes a site take an API key from elsewhere.
    pub fn take_api_key(&self, key: &str, site: &str) {
        self.take(json!({ "kind": "api-key", "family": site, "value": key }));
    }

    /// A token that anaconda.org takes, for a day; with no scopes it may do everything.
    pub fn access_token(&self, scopes: &[&str]) -> String {
        self.access_token_of("anaconda", scopes, 86400)
    }

    /// The same for a site of one's own, and for so many seconds.
    pub fn access_token_of(&self, site: &str, scopes: &[&str], lifetime: i64) -> String {
        let value = canary();
        self.take(json!({
            "kind": "token", "family": site, "value": value, "scopes": scopes, "lives": lifetime,
        }));
        value
    }

    /// A token of an organisation, for repo.anaconda.cloud.
    pub fn organisation_token(&self) -> String {
        let value = canary();
        self.take(json!({ "kind": "organisation-token", "family": "anaconda", "value": value }));
        value
    }

    /// A token that prefix.dev takes.
    pub fn prefix_token(&self) -> String {
        let value = canary();
        self.take(json!({ "kind": "prefix-token", "family": "prefix", "value": value }));
        value
    }

    fn take(&self, credential: Value) {
        let mut given = self.knobs.borrow().get("given").cloned();
        let given = given.get_or_insert_with(|| json!([]));
        let list = given.as_array_mut().expect("it is a list");
        list.push(credential);
        self.set("given", given.take());
    }
}

/// A JWT such as API keys are, that ends in so many seconds.
fn jwt(lifetime: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.expect("it is after 1970").as_secs();
    let now = i64::try_from(now).expect("it is before the end of time");
    let claims = json!({ "exp": now + lifetime, "sub": "u1" });
    let parts = [json!({ "alg": "RS256", "typ": "JWT" }), claims].map(|part| part.to_string());
    let [header, claims] = parts.map(|part| URL_SAFE_NO_PAD.encode(part));
    format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(canary()))
}
