//! Rows: what each scheme's credentials are, as literal text.

/// A credential, and all that can be told of it.
pub struct Row {
    pub name: &'static str,
    /// What rattler stores.
    pub json: &'static str,
    pub fields: &'static [(&'static str, &'static str)],
    pub only_field: Option<&'static str>,
    /// The value of the `Authorization` header.
    pub header: Option<&'static str>,
    pub account: Option<&'static str>,
    pub expires_at: Option<i64>,
}

/// The parts that a credential cannot be without.
pub const NEEDED: [&str; 7] = [
    "username",
    "password",
    "access_key_id",
    "secret_access_key",
    "access_token",
    "token_endpoint",
    "client_id",
];

pub const ROWS: &[Row] = &[
    Row {
        name: "bearer",
        json: r#"{"BearerToken":"pfx_canary-~+/="}"#,
        fields: &[("token", "pfx_canary-~+/=")],
        only_field: Some("pfx_canary-~+/="),
        header: Some("Bearer pfx_canary-~+/="),
        account: None,
        expires_at: None,
    },
    Row {
        // {"sub":"ann","exp":4102444800}
        name: "bearer",
        json: r#"{"BearerToken":"e30.eyJzdWIiOiJhbm4iLCJleHAiOjQxMDI0NDQ4MDB9.canary"}"#,
        fields: &[(
            "token",
            "e30.eyJzdWIiOiJhbm4iLCJleHAiOjQxMDI0NDQ4MDB9.canary",
        )],
        only_field: Some("e30.eyJzdWIiOiJhbm4iLCJleHAiOjQxMDI0NDQ4MDB9.canary"),
        header: Some("Bearer e30.eyJzdWIiOiJhbm4iLCJleHAiOjQxMDI0NDQ4MDB9.canary"),
        account: Some("ann"),
        expires_at: Some(4_102_444_800),
    },
    Row {
        name: "conda-token",
        json: r#"{"CondaToken":"us-canary"}"#,
        fields: &[("token", "us-canary")],
        only_field: Some("us-canary"),
        header: None,
        account: None,
        expires_at: None,
    },
    Row {
        name: "basic",
        json: r#"{"BasicHTTP":{"username":"jürgen \"j\"","password":"pä:canary \\"}}"#,
        fields: &[("username", r#"jürgen "j""#), ("password", r"pä:canary \")],
        only_field: None,
        header: Some("Basic asO8cmdlbiAiaiI6cMOkOmNhbmFyeSBc"),
        account: Some(r#"jürgen "j""#),
        expires_at: None,
    },
    Row {
        name: "s3",
        json: r#"{"S3Credentials":{"access_key_id":"AKIA","secret_access_key":"canary/1","session_token":null}}"#,
        fields: &[("access-key-id", "AKIA"), ("secret-access-key", "canary/1")],
        only_field: None,
        header: None,
        account: Some("AKIA"),
        expires_at: None,
    },
    Row {
        name: "s3",
        json: r#"{"S3Credentials":{"access_key_id":"ASIA","secret_access_key":"canary/2","session_token":"canary/3"}}"#,
        fields: &[
            ("access-key-id", "ASIA"),
            ("secret-access-key", "canary/2"),
            ("session-token", "canary/3"),
        ],
        only_field: None,
        header: None,
        account: Some("ASIA"),
        expires_at: None,
    },
    Row {
        name: "oauth",
        json: r#"{"OAuth":{"access_token":"canary-a","refresh_token":"canary-r","expires_at":4102444801,"token_endpoint":"https://idp.test/token","revocation_endpoint":"https://idp.test/revoke","client_id":"xauth"}}"#,
        fields: &[("access-token", "canary-a"), ("refresh-token", "canary-r")],
        only_field: Some("canary-a"),
        header: Some("Bearer canary-a"),
        account: None,
        expires_at: Some(4_102_444_801),
    },
    Row {
        name: "oauth",
        json: r#"{"OAuth":{"access_token":"canary-b","refresh_token":null,"expires_at":null,"token_endpoint":"https://idp.test/token","revocation_endpoint":null,"client_id":"xauth"}}"#,
        fields: &[("access-token", "canary-b")],
        only_field: Some("canary-b"),
        header: Some("Bearer canary-b"),
        account: None,
        expires_at: None,
    },
];
