//! Scheme: what a credential is. One file a scheme; the trait and the list are here.

mod ask;
mod basic;
mod bearer;
mod conda_token;
pub(crate) mod jwt;
pub mod oauth;
mod rules;
mod s3;

use serde::{Deserialize, Serialize};

pub(crate) use self::basic::Flags as BasicFlags;
pub use self::{
    ask::{Argument, Ask},
    basic::Basic,
    bearer::Bearer,
    conda_token::CondaToken,
    oauth::OAuth,
    rules::LONGEST_SECRET,
    s3::S3,
};
use crate::{
    error::{Error, Failure, Result},
    secret::Secret,
};

/// A credential, as rattler stores it.
///
/// Its JSON is that of rattler's `Authentication`
/// (`rattler_networking/src/authentication_storage/authentication.rs`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Credential {
    /// `{"BearerToken": TOKEN}`
    #[serde(rename = "BearerToken")]
    Bearer(Bearer),
    /// `{"CondaToken": TOKEN}`
    CondaToken(CondaToken),
    /// `{"BasicHTTP": {"username": …, "password": …}}`
    #[serde(rename = "BasicHTTP")]
    Basic(Basic),
    /// `{"S3Credentials": {"access_key_id": …, "secret_access_key": …, "session_token": …}}`
    #[serde(rename = "S3Credentials")]
    S3(S3),
    /// `{"OAuth": {"access_token": …, …}}`
    OAuth(Box<OAuth>),
}

impl From<OAuth> for Credential {
    fn from(login: OAuth) -> Self {
        Self::OAuth(Box::new(login))
    }
}

/// What every scheme can do.
pub trait Scheme {
    /// The name in `--json`: one of [`NAMES`].
    fn name(&self) -> &'static str;
    /// The name in a sentence, with its article.
    fn describe(&self) -> &'static str;
    /// Who it belongs to, if it says so.
    fn account(&self) -> Option<String> {
        None
    }
    /// When it runs out, in seconds since 1970, if it says so.
    fn expires_at(&self) -> Option<i64> {
        None
    }
    /// How a request carries it.
    fn sent(&self) -> Sent;
    /// Its parts, by the names that `xauth token --field` takes; one that may stand alone comes first.
    fn fields(&self) -> Vec<(&'static str, &str)>;
    /// The part that `xauth token` prints when no field is named.
    fn only_field(&self) -> Option<&str>;
}

/// How a request carries a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// As the value of the `Authorization` header.
    Header(Secret),
    /// As `/t/TOKEN` before the path of the URL.
    Path,
    /// As a signature made with it (AWS Signature Version 4).
    Signature,
}

/// The names of all schemes.
pub const NAMES: [&str; 5] = ["bearer", "conda-token", "basic", "s3", "oauth"];

impl Credential {
    /// What it can do.
    pub fn scheme(&self) -> &dyn Scheme {
        match self {
            Self::Bearer(bearer) => bearer,
            Self::CondaToken(token) => token,
            Self::Basic(basic) => basic,
            Self::S3(s3) => s3,
            Self::OAuth(oauth) => &**oauth,
        }
    }

    /// Whether it is renewed without a person.
    pub fn is_refreshable(&self) -> bool {
        matches!(self, Self::OAuth(login) if login.is_refreshable())
    }

    /// The credential of a scheme that is only a token, `bearer` or `conda-token`, from one that was handed over.
    ///
    /// # Errors
    /// A usage error for a token that cannot be sent.
    pub fn of_token(scheme: &str, token: &Secret) -> Result<Self> {
        Ok(match scheme {
            "conda-token" => Self::CondaToken(CondaToken::checked(token)?),
            _ => Self::Bearer(Bearer::checked(token)?),
        })
    }

    /// Reads a stored credential. `key` is for the error.
    ///
    /// # Errors
    /// [`Failure::Unsupported`] for a kind we do not know, or one of its fields missing or of another type.
    pub fn from_json(key: &str, json: &str) -> Result<Self, Failure> {
        // serde's own message may quote a part of the value, so it is not used.
        serde_json::from_str(json).map_err(|_| Failure::Unsupported {
            key: crate::text::escape(key),
            what: match kind(json) {
                Some(kind) if KINDS.contains(&kind.as_str()) => format!("a damaged `{kind}`"),
                Some(kind) => format!("of the kind `{}`", crate::text::escape(&kind)),
                None => "not a credential".into(),
            },
        })
    }

    /// The JSON that is stored: compact, the fields in rattler's order.
    pub fn to_json(&self) -> Secret {
        Secret::new(serde_json::to_string(self).expect("credentials are plain strings and numbers"))
    }
}

/// The kinds that we know, as rattler writes them.
const KINDS: [&str; 5] = [
    "BearerToken",
    "CondaToken",
    "BasicHTTP",
    "S3Credentials",
    "OAuth",
];

/// The kind that a stored credential says it is, known or not.
pub fn kind(json: &str) -> Option<String> {
    let entry: std::collections::BTreeMap<String, serde::de::IgnoredAny> =
        serde_json::from_str(json).ok()?;
    let mut kinds = entry.into_keys();
    let only = kinds.next()?;
    kinds.next().is_none().then_some(only)
}

/// The flags of `xauth login` that say what the credential is: those of every scheme.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Flags {
    #[command(flatten)]
    bearer: bearer::Flags,
    #[command(flatten)]
    conda_token: conda_token::Flags,
    #[command(flatten)]
    basic: basic::Flags,
    #[command(flatten)]
    s3: s3::Flags,
    /// The flags of OAuth, whose credential a provider makes.
    #[command(flatten)]
    pub oauth: oauth::Flags,
}

impl Flags {
    /// The scheme that the flags name, if any does.
    ///
    /// # Errors
    /// A usage error when they name two.
    pub fn named(&self) -> Result<Option<&'static str>> {
        let Self {
            bearer,
            conda_token,
            basic,
            s3,
            oauth,
        } = self;
        let given = [
            ("bearer", bearer.is_given()),
            ("conda-token", conda_token.is_given()),
            ("basic", basic.is_given()),
            ("s3", s3.is_given()),
            ("oauth", oauth.is_given()),
        ];
        let named: Vec<_> = given.iter().filter(|(_, given)| *given).collect();
        match named[..] {
            [] => Ok(None),
            [(name, _)] => Ok(Some(name)),
            [(one, _), (other, _), ..] => Err(Error::Usage {
                problem: format!("the flags name two schemes, `{one}` and `{other}`"),
                hint: Some(
                    "keep one of `--token`, `--conda-token`, `--username`, `--s3-access-key-id`, `--oauth`"
                        .into(),
                ),
            }),
        }
    }

    /// The flags of a user name and a password alone.
    pub(crate) fn into_basic(self) -> BasicFlags {
        self.basic
    }

    /// Makes the credential of the scheme called `name`.
    ///
    /// # Errors
    /// A usage error for a value that is missing or cannot be used.
    pub fn credential(self, name: &str, ask: &mut dyn Ask) -> Result<Credential> {
        Ok(match name {
            "conda-token" => Credential::CondaToken(self.conda_token.credential(ask)?),
            "basic" => Credential::Basic(self.basic.credential(ask)?),
            "s3" => Credential::S3(self.s3.credential(ask)?),
            _ => Credential::Bearer(self.bearer.credential(ask)?),
        })
    }
}
