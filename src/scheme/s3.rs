//! S3: the keys that requests to a bucket are signed with (AWS Signature Version 4).

use serde::{Deserialize, Serialize};

use super::{Argument, Ask, Scheme, Sent, rules};
use crate::{
    error::{Error, Result},
    secret::Secret,
};

/// The keys of an S3 account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct S3 {
    access_key_id: String,
    secret_access_key: Secret,
    session_token: Option<Secret>,
}

impl Scheme for S3 {
    fn name(&self) -> &'static str {
        "s3"
    }

    fn describe(&self) -> &'static str {
        match self.session_token {
            Some(_) => "temporary S3 keys",
            None => "S3 keys",
        }
    }

    fn account(&self) -> Option<String> {
        Some(self.access_key_id.clone())
    }

    fn sent(&self) -> Sent {
        Sent::Signature
    }

    fn fields(&self) -> Vec<(&'static str, &str)> {
        let session = self.session_token.as_ref();
        let required = [
            ("access-key-id", self.access_key_id.as_str()),
            ("secret-access-key", self.secret_access_key.expose()),
        ];
        let optional = session.map(|token| ("session-token", token.expose()));
        required.into_iter().chain(optional).collect()
    }

    fn only_field(&self) -> Option<&str> {
        None
    }
}

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Flags {
    /// Log in to a bucket: the access key's id
    #[arg(long, value_name = "ID", help_heading = "S3")]
    s3_access_key_id: Option<String>,
    /// The secret access key: `-` reads standard input, no value asks for it
    #[arg(long, value_name = "KEY", num_args = 0..=1, help_heading = "S3")]
    s3_secret_access_key: Option<Option<Argument>>,
    /// The session token of temporary keys: `-` reads standard input, no value asks for it
    #[arg(long, value_name = "TOKEN", num_args = 0..=1, help_heading = "S3")]
    s3_session_token: Option<Option<Argument>>,
}

impl Flags {
    pub(super) fn is_given(&self) -> bool {
        self.s3_access_key_id.is_some()
            || self.s3_secret_access_key.is_some()
            || self.s3_session_token.is_some()
    }

    pub(super) fn credential(self, ask: &mut dyn Ask) -> Result<S3> {
        let access_key_id = match self.s3_access_key_id {
            Some(id) => id,
            None => ask.text("access key id", "--s3-access-key-id")?,
        };
        check_id(&access_key_id)?;
        let flag = "--s3-secret-access-key";
        let typed = ask.secret(
            Argument::of(self.s3_secret_access_key),
            "secret access key",
            flag,
        )?;
        let secret_access_key = rules::token(&typed, "the secret access key", flag)?;
        let session_token = match self.s3_session_token {
            None => None,
            Some(argument) => Some(session_token(argument, ask)?),
        };
        Ok(S3 {
            access_key_id,
            secret_access_key,
            session_token,
        })
    }
}

fn check_id(id: &str) -> Result<()> {
    if id.is_empty() || id == "-" || id.contains(|c: char| !c.is_ascii_graphic()) {
        return Err(Error::Usage {
            problem: "the access key id cannot be used: it is letters and digits".into(),
            hint: Some("give it as in `--s3-access-key-id ID`".into()),
        });
    }
    Ok(())
}

fn session_token(argument: Option<Argument>, ask: &mut dyn Ask) -> Result<Secret, Error> {
    let flag = "--s3-session-token";
    let typed = ask.secret(Argument::of(Some(argument)), "session token", flag)?;
    rules::token(&typed, "the session token", flag)
}
