//! Record: what conda-auth keeps in the keyring: today's record, and the bare secret of 0.2.1 (`conda_auth/storage/keyring.py`).

use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::{
    scheme::{Basic, Credential, Scheme},
    secret::Secret,
    tool::slot::python_json,
};

/// What all its services begin with.
pub(super) const PREFIX: &str = "conda-auth::";

/// The account of every record.
pub(super) const ACCOUNT: &str = "credential";

/// The account of a token of 0.2.1, and the user name in a token's record.
pub(super) const TOKEN: &str = "token";

/// A credential as conda-auth has it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sort<'c> {
    /// A token, which it sends as `Authorization: Bearer`.
    Token(&'c str),
    /// A user name and password.
    Basic(&'c str, &'c str),
}

impl<'c> Sort<'c> {
    pub(super) fn of(credential: &'c Credential) -> Self {
        match credential {
            Credential::Basic(basic) => {
                let fields = basic.fields();
                Self::Basic(fields[0].1, fields[1].1)
            }
            other => Self::Token(other.scheme().only_field().unwrap_or_default()),
        }
    }

    /// What it calls this.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Token(_) => "token",
            Self::Basic(..) => "http-basic",
        }
    }

    /// The service, account and secret of the record of `target`.
    pub(super) fn record(self, target: &str) -> (String, String, Secret) {
        let service = format!("{PREFIX}credential::{target}");
        let (user, field, secret) = match self {
            Self::Token(token) => (TOKEN, "token", token),
            Self::Basic(user, password) => (user, "password", password),
        };
        let fields = [
            ("target", target),
            ("auth_type", self.name()),
            ("username", user),
            (field, secret),
        ];
        let text = fields.map(|(name, value)| {
            Zeroizing::new(format!("\"{name}\": {}", *python_json::string(value)))
        });
        let text = text.each_ref().map(|text| text.as_str()).join(", ");
        (service, ACCOUNT.into(), Secret::new(format!("{{{text}}}")))
    }

    /// The service, account and secret that 0.2.1 reads for `channel`.
    pub(super) fn bare(self, channel: &str) -> (String, String, Secret) {
        let service = format!("{PREFIX}{}::{channel}", self.name());
        let (account, secret) = match self {
            Self::Token(token) => (TOKEN, token),
            Self::Basic(user, password) => (user, password),
        };
        (service, account.into(), Secret::new(secret))
    }
}

/// What an item's secret is stored for: a channel's name, or what `auth_target` says.
pub(super) fn target(service: &str) -> Option<&str> {
    let (_, target) = service.strip_prefix(PREFIX)?.split_once("::")?;
    Some(target)
}

/// The credential in an item, where a token is sent as those of the scheme `token`; none for an item that is not
/// conda-auth's.
pub(super) fn read(
    service: &str,
    account: &str,
    secret: &Secret,
    token: &'static str,
) -> Option<Result<Credential, String>> {
    let (sort, _) = service.strip_prefix(PREFIX)?.split_once("::")?;
    Some(match sort {
        "credential" if account == ACCOUNT => of_record(secret, token),
        "token" => of_token(token, secret.expose()),
        "http-basic" => Ok(basic(account, secret.expose())),
        _ => return None,
    })
}

fn of_record(secret: &Secret, token: &'static str) -> Result<Credential, String> {
    let record: Value =
        serde_json::from_str(secret.expose()).map_err(|_| "its record is damaged".to_owned())?;
    let text = |name: &str| record.get(name).and_then(Value::as_str);
    let need = |name: &str| text(name).ok_or(format!("its `{name}` is missing"));
    if text("token_header").is_some() || text("token_template").is_some() {
        return Err("it is sent in a header of its own kind".into());
    }
    match text("auth_type") {
        Some("token") => of_token(token, need("token")?),
        Some("http-basic") => Ok(basic(need("username")?, need("password")?)),
        Some("oauth2") => oauth(&record),
        _ => Err("it is of a kind that xauth does not know".into()),
    }
}

fn of_token(scheme: &'static str, token: &str) -> Result<Credential, String> {
    Credential::of_token(scheme, &Secret::new(token)).map_err(|error| error.message())
}

fn basic(user: &str, password: &str) -> Credential {
    Credential::Basic(Basic::new(user.to_owned(), Secret::new(password)))
}

fn oauth(record: &Value) -> Result<Credential, String> {
    let field = |name: &str| record.get(name).cloned().unwrap_or_default();
    let entry = json!({ "OAuth": {
        "access_token": field("access_token"),
        "refresh_token": field("refresh_token"),
        "expires_at": field("expires_at"),
        "token_endpoint": field("token_endpoint"),
        "revocation_endpoint": field("revocation_endpoint"),
        "client_id": field("client_id"),
    } });
    let entry = Zeroizing::new(entry.to_string());
    Credential::from_json("conda-auth", &entry).map_err(|failure| failure.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_written_as_conda_auth_does_and_read_again() {
        let (service, account, record) = Sort::Token("tk-123").record("my-channel");
        assert_eq!(service, "conda-auth::credential::my-channel");
        let wanted = r#"{"target": "my-channel", "auth_type": "token", "username": "token", "token": "tk-123"}"#;
        assert_eq!(record.expose(), wanted);
        assert_eq!(target(&service), Some("my-channel"));
        for scheme in ["bearer", "conda-token"] {
            let credential = read(&service, &account, &record, scheme).unwrap();
            assert_eq!(credential, of_token(scheme, "tk-123"));
        }

        let sort = Sort::Basic("bob", "s3cr\u{e9}t");
        let (service, account, record) = sort.record("https://h.example/chan");
        let wanted = r#"{"target": "https://h.example/chan", "auth_type": "http-basic", "username": "bob", "password": "s3cr\u00e9t"}"#;
        assert_eq!(record.expose(), wanted);
        let credential = read(&service, &account, &record, "bearer").unwrap();
        assert_eq!(credential, Ok(basic("bob", "s3cr\u{e9}t")));

        let (service, account, secret) = sort.bare("https://h.example/chan");
        assert_eq!(service, "conda-auth::http-basic::https://h.example/chan");
        assert_eq!((&*account, secret.expose()), ("bob", "s3cr\u{e9}t"));
        let credential = read(&service, &account, &secret, "bearer").unwrap();
        assert_eq!(credential, Ok(basic("bob", "s3cr\u{e9}t")));
    }

    #[test]
    fn a_renewable_record_is_read() {
        let record = r#"{"target": "t", "auth_type": "oauth2", "username": "oauth2", "access_token": "canary-a",
            "refresh_token": "canary-r", "expires_at": 1790000000, "token_endpoint": "https://i.example/token",
            "client_id": "c", "scopes": ["openid"]}"#;
        let read = |service, secret| read(service, ACCOUNT, &Secret::new(secret), "bearer");
        let credential = read("conda-auth::credential::t", record).unwrap();
        assert!(credential.unwrap().is_refreshable());
        for (service, secret) in [
            ("conda-auth::credential::t", "[]"),
            ("conda-auth::credential::t", r#"{"auth_type": "token"}"#),
        ] {
            assert!(read(service, secret).unwrap().is_err());
        }
        assert!(read("conda_auth", "x").is_none());
    }
}
