//! What a fake provider knows, and how it answers usually.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::http::{Answer, Request};
use super::signer::Signer;
use crate::support::leak::canary;

/// How many pairs of tokens it can give out.
const PAIRS: usize = 24;

/// Keys, tokens and codes: made at the start, so that a test can search for all of them.
pub struct Books {
    /// The key that signs ID tokens.
    pub signer: Signer,
    pairs: Vec<(String, String)>,
    codes: Vec<String>,
    device_code: String,
    ledger: Mutex<Ledger>,
}

#[derive(Default)]
struct Ledger {
    issued: usize,
    authorized: usize,
    grants: HashMap<String, Request>,
    retired: HashSet<String>,
    current: Option<String>,
    is_revoked: bool,
}

impl Books {
    /// The books of a new provider.
    pub fn new(signer: Signer) -> Self {
        Self {
            signer,
            pairs: (0..PAIRS).map(|_| (canary(), canary())).collect(),
            codes: (0..PAIRS).map(|_| canary()).collect(),
            device_code: canary(),
            ledger: Mutex::default(),
        }
    }

    /// Everything that it may give out and that nobody may show.
    pub fn secrets(&self) -> Vec<String> {
        let pairs = self.pairs.iter();
        let tokens = pairs.flat_map(|(access, refresh)| [access, refresh]);
        let others = self.codes.iter().chain([&self.device_code]);
        tokens.chain(others).cloned().collect()
    }

    /// The discovery document, for the name by which it was asked.
    pub fn discovery(&self, request: &Request) -> Value {
        let issuer = issuer(request);
        json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "device_authorization_endpoint": format!("{issuer}/device"),
            "token_endpoint": format!("{issuer}/token"),
            "revocation_endpoint": format!("{issuer}/revoke"),
            "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [self.signer.algorithm()],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "profile", "offline_access"],
            "authorization_response_iss_parameter_supported": true,
        })
    }

    /// The claims of an ID token for the client and the nonce of this request.
    pub fn claims(&self, request: &Request) -> Value {
        let ledger = self.ledger();
        let grant = ledger.grants.get(&request.form("code"));
        json!({
            "iss": issuer(request),
            "aud": grant.map_or("rattler", |grant| grant.query("client_id")),
            "sub": "alice",
            "email": "alice@idp.example",
            "nonce": grant.map_or("", |grant| grant.query("nonce")),
            "iat": now(),
            "exp": now() + 600,
        })
    }

    /// A token answer with new tokens, and an ID token with `claims`.
    pub fn tokens(&self, claims: &Value) -> Value {
        let (access, refresh) = self.issue();
        json!({
            "access_token": access,
            "refresh_token": refresh,
            "id_token": self.signer.sign(claims),
            "token_type": "Bearer",
            "expires_in": 3600,
            "scope": "openid profile offline_access",
        })
    }

    /// The answer of the device endpoint; it asks for a poll a second.
    pub fn device(&self, request: &Request) -> Value {
        let page = format!("{}/activate", issuer(request));
        json!({
            "device_code": self.device_code,
            "user_code": "WDJB-MJHT",
            "verification_uri": page,
            "verification_uri_complete": format!("{page}?user_code=WDJB-MJHT"),
            "expires_in": 600,
            "interval": 1,
        })
    }

    /// Whether the tokens that it gave out last are good.
    pub fn is_alive(&self) -> bool {
        !self.ledger().is_revoked
    }

    /// The access token that was given out last.
    pub fn newest(&self) -> String {
        self.pairs[self.ledger().issued - 1].0.clone()
    }

    /// What a provider does when nobody interferes.
    pub fn usual(&self, request: &Request) -> Answer {
        match request.path.as_str() {
            "/.well-known/openid-configuration" => Answer::json(&self.discovery(request)),
            "/jwks" => Answer::json(&json!({ "keys": [self.signer.jwk()] })),
            "/authorize" => self.authorize(request),
            "/device" => Answer::json(&self.device(request)),
            "/token" => self.token(request),
            "/revoke" => Answer::status(200),
            _ => Answer::status(404),
        }
    }

    /// A code for an authorization request; the code is good once.
    pub fn grant(&self, request: &Request) -> String {
        let mut ledger = self.ledger();
        let code = self.codes[ledger.authorized].clone();
        ledger.authorized += 1;
        ledger.grants.insert(code.clone(), request.clone());
        code
    }

    fn authorize(&self, request: &Request) -> Answer {
        let mut back = url::Url::parse(request.query("redirect_uri")).expect("a redirect URI");
        back.query_pairs_mut()
            .append_pair("code", &self.grant(request))
            .append_pair("state", request.query("state"))
            .append_pair("iss", &issuer(request));
        Answer::redirect(302, back.as_str())
    }

    fn token(&self, request: &Request) -> Answer {
        let claims = self.claims(request);
        let is_good = match request.form("grant_type").as_str() {
            "authorization_code" => self.redeem(request),
            "refresh_token" => self.rotate(&request.form("refresh_token")),
            _ => request.form("device_code") == self.device_code,
        };
        if is_good {
            Answer::json(&self.tokens(&claims))
        } else {
            Answer::error("invalid_grant")
        }
    }

    fn redeem(&self, request: &Request) -> bool {
        let grant = self.ledger().grants.remove(&request.form("code"));
        grant.is_some_and(|grant| {
            let challenge = challenge(&request.form("code_verifier"));
            grant.query("code_challenge") == challenge
                && grant.query("redirect_uri") == request.form("redirect_uri")
        })
    }

    fn rotate(&self, token: &str) -> bool {
        let mut ledger = self.ledger();
        if ledger.retired.contains(token) {
            ledger.is_revoked = true;
        }
        !ledger.is_revoked && ledger.current.as_deref() == Some(token)
    }

    /// The next pair: an access token and a refresh token.
    pub fn issue(&self) -> (String, String) {
        let mut ledger = self.ledger();
        let pair = self.pairs[ledger.issued].clone();
        ledger.issued += 1;
        let old = ledger.current.replace(pair.1.clone());
        ledger.retired.extend(old);
        pair
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().expect("no panic")
    }
}

/// The S256 challenge of a verifier (RFC 7636, section 4.2).
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

/// The origin by which `request` names the provider; a TLS front says what it is for.
pub fn issuer(request: &Request) -> String {
    let scheme = match request.header("x-forwarded-proto") {
        "" => "http",
        scheme => scheme,
    };
    format!("{scheme}://{}", request.header("host"))
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.expect("after 1970").as_secs()
}
