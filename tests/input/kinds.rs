//! One login of each kind, as rattler stores it.

use serde_json::json;

use super::support::{Home, Ran};

/// A kind of login.
pub struct Kind {
    /// The key it is stored under, which is also what a user types.
    pub key: &'static str,
    /// The scheme's name.
    pub scheme: &'static str,
    /// The flags of a login, with the secret on standard input; none for what no flag makes.
    pub flags: &'static [&'static str],
    /// The field that the secret is in.
    pub field: &'static str,
}

pub const KINDS: [Kind; 5] = [
    Kind {
        key: "bearer.example",
        scheme: "bearer",
        flags: &["--token", "-"],
        field: "token",
    },
    Kind {
        key: "conda.example",
        scheme: "conda-token",
        flags: &["--conda-token", "-"],
        field: "token",
    },
    Kind {
        key: "basic.example",
        scheme: "basic",
        flags: &["--username", "alice", "--password", "-"],
        field: "password",
    },
    Kind {
        key: "s3://bucket",
        scheme: "s3",
        flags: &["--s3-access-key-id", "AKIA", "--s3-secret-access-key", "-"],
        field: "secret-access-key",
    },
    Kind {
        key: "oauth.example",
        scheme: "oauth",
        flags: &[],
        field: "access-token",
    },
];

/// A home whose file store has all five, and the secrets in their order. Other secrets
/// of theirs (session and refresh token) are canaries too.
pub fn home() -> (Home, Vec<String>) {
    let home = Home::new();
    let secrets: Vec<String> = KINDS.iter().map(|_| home.canary()).collect();
    let store = json!({
        "bearer.example": { "BearerToken": secrets[0] },
        "conda.example": { "CondaToken": secrets[1] },
        "basic.example": { "BasicHTTP": { "username": "alice", "password": secrets[2] } },
        "s3://bucket": { "S3Credentials": {
            "access_key_id": "AKIA",
            "secret_access_key": secrets[3],
            "session_token": home.canary(),
        } },
        "oauth.example": { "OAuth": {
            "access_token": secrets[4],
            "refresh_token": home.canary(),
            "expires_at": 4_102_444_800_i64,
            "token_endpoint": "https://idp.example/token",
            "revocation_endpoint": null,
            "client_id": "client",
            "client_secret": home.canary(),
        } },
    });
    home.write(".rattler/credentials.json", store.to_string());
    (home, secrets)
}

/// A run that may show nothing secret.
pub fn run(home: &Home, arguments: &[&str]) -> Ran {
    home.xauth().args(arguments).run()
}
