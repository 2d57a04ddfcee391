//! Basic: a user name and a password (RFC 7617).

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Argument, Ask, Scheme, Sent, rules};
use crate::{
    error::{Error, Result},
    secret::Secret,
};

/// A user name and a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basic {
    username: String,
    password: Secret,
}

impl Basic {
    /// Both parts as they are, from a store that has checked them.
    pub(crate) fn new(username: String, password: Secret) -> Self {
        Self { username, password }
    }
}

impl Scheme for Basic {
    fn name(&self) -> &'static str {
        "basic"
    }

    fn describe(&self) -> &'static str {
        "a user name and password"
    }

    fn account(&self) -> Option<String> {
        Some(self.username.clone())
    }

    fn sent(&self) -> Sent {
        let pair = Zeroizing::new(format!("{}:{}", self.username, self.password.expose()));
        let encoded = Zeroizing::new(BASE64_STANDARD.encode(pair.as_bytes()));
        Sent::Header(Secret::new(format!("Basic {}", encoded.as_str())))
    }

    fn fields(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("username", self.username.as_str()),
            ("password", self.password.expose()),
        ]
    }

    fn only_field(&self) -> Option<&str> {
        None
    }
}

#[derive(Debug, Default, clap::Args)]
#[group(skip)]
pub(crate) struct Flags {
    /// Log in with a user name and a password; what is not given is asked for
    #[arg(long, help_heading = "User name and password")]
    basic: bool,
    /// The user name
    #[arg(long, value_name = "NAME", help_heading = "User name and password")]
    username: Option<String>,
    /// The password: `-` reads standard input, no value asks for it
    #[arg(long, value_name = "PASSWORD", num_args = 0..=1, help_heading = "User name and password")]
    password: Option<Option<Argument>>,
}

impl Flags {
    pub(crate) fn is_given(&self) -> bool {
        self.basic || self.username.is_some() || self.password.is_some()
    }

    pub(crate) fn credential(self, ask: &mut dyn Ask) -> Result<Basic> {
        let username = match self.username {
            Some(username) => username,
            None => ask.text("user name", "--username")?,
        };
        check_username(&username)?;
        let typed = ask.secret(Argument::of(self.password), "password", "--password")?;
        let password = rules::password(&typed, "the password", "--password")?;
        Ok(Basic::new(username, password))
    }
}

/// RFC 7617 §2: the first colon ends the user name, and control characters have no place.
fn check_username(username: &str) -> Result<()> {
    let bad = |c: char| c == ':' || c.is_control();
    // The name is not shown: who types a colon has typed the password, too.
    let why = match username.chars().position(bad) {
        Some(position) => format!(
            "character {} is a colon or a control character",
            position + 1
        ),
        None if username.is_empty() => "it is empty".into(),
        None => return Ok(()),
    };
    Err(Error::Usage {
        problem: format!("the user name cannot be used: {why}"),
        hint: Some("give it as in `--username NAME`, and the password apart".into()),
    })
}
