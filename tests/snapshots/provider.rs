//! The server of a story: a login provider and a channel's host, which answers as usual, or as a step says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::http::{Answer, Pace};
use super::server::Server;

/// What a step says instead, by path.
type Said = BTreeMap<String, String>;

/// A server on loopback.
pub struct Provider {
    server: Server,
    said: Arc<Mutex<Said>>,
}

impl Provider {
    pub fn start() -> Self {
        let said: Arc<Mutex<Said>> = Arc::default();
        let heard = Arc::clone(&said);
        let server = Server::start(move |request| {
            let said = heard.lock().unwrap().get(&request.path).cloned();
            let server = format!("http://{}", request.header("host"));
            answer(said.as_deref(), &usual(&request.path, &server), &server)
        });
        Self { server, said }
    }

    /// Its origin.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Answers so from now on: `404`, `400 BODY`, `+ MEMBERS` of the usual answer, `huge` or `closed`.
    pub fn say(&self, said: &Said) {
        self.said.lock().unwrap().clone_from(said);
    }
}

fn answer(said: Option<&str>, usual: &Value, server: &str) -> Answer {
    match said {
        None if usual.is_null() => Answer::status(404),
        None => Answer::json(usual),
        Some("closed") => Answer::paced(Pace::Close),
        Some("huge") => Answer::paced(Pace::Huge(2 * 1024 * 1024)),
        Some(said) => {
            let said = said.replace("[SERVER]", server);
            let (status, body) = said.split_once(' ').unwrap_or((&said, ""));
            match status {
                "+" => Answer::json(&with(usual, body)),
                _ => Answer {
                    status: status.parse().unwrap(),
                    ..Answer::text(body)
                },
            }
        }
    }
}

/// The usual answer with other members; `null` is one that is not there.
fn with(usual: &Value, members: &str) -> Value {
    let mut changed = usual.clone();
    let members: BTreeMap<String, Value> = serde_json::from_str(members).unwrap();
    let all = changed.as_object_mut().unwrap();
    all.extend(members);
    all.retain(|_, value| !value.is_null());
    changed
}

fn usual(path: &str, server: &str) -> Value {
    match path {
        "/.well-known/openid-configuration" => json!({
            "issuer": server,
            "authorization_endpoint": "https://idp.example.com/authorize",
            "device_authorization_endpoint": format!("{server}/device"),
            "token_endpoint": format!("{server}/token"),
            "revocation_endpoint": format!("{server}/revoke"),
        }),
        "/device" => json!({
            "device_code": "SECRET-DEVICE",
            "user_code": "ABCD-EFGH",
            "verification_uri": "https://idp.example.com/activate",
            "verification_uri_complete": "https://idp.example.com/activate?code=ABCD-EFGH",
            "expires_in": 600,
            "interval": 1,
        }),
        "/token" => json!({
            "access_token": "SECRET-ACCESS",
            "refresh_token": "SECRET-REFRESH",
            "id_token": id_token(server),
            "token_type": "Bearer",
            "expires_in": 3600,
        }),
        "/revoke" => json!({}),
        _ => Value::Null,
    }
}

/// A token that says who logged in. It is signed by nobody: the provider says that it has no keys.
fn id_token(issuer: &str) -> String {
    let head = json!({ "alg": "RS256" });
    let claims = json!({
        "iss": issuer,
        "aud": "rattler",
        "sub": "1",
        "email": "alice@example.com",
        "iat": 1_000_000_000,
        "exp": 4_102_444_800_u64,
    });
    let parts = [head.to_string(), claims.to_string(), "SECRET".to_owned()];
    parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}
