//! CondaToken: a token that stands in the path of the URL, `https://host/t/TOKEN/channel`.

use serde::{Deserialize, Serialize};

use super::{Argument, Ask, Scheme, Sent, rules};
use crate::{error::Result, secret::Secret};

const FLAG: &str = "--conda-token";

/// A conda token, as anaconda.org and quetz give out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CondaToken(Secret);

impl CondaToken {
    /// The token without what is pasted around it, if it can stand in a URL.
    pub(super) fn checked(typed: &Secret) -> Result<Self> {
        let token = rules::token(typed, "the conda token", FLAG)?;
        rules::path_segment(&token, "the conda token", FLAG).map(Self)
    }
}

impl Scheme for CondaToken {
    fn name(&self) -> &'static str {
        "conda-token"
    }

    fn describe(&self) -> &'static str {
        "a conda token"
    }

    fn sent(&self) -> Sent {
        Sent::Path
    }

    fn fields(&self) -> Vec<(&'static str, &str)> {
        vec![("token", self.0.expose())]
    }

    fn only_field(&self) -> Option<&str> {
        Some(self.0.expose())
    }
}

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Flags {
    /// Log in with a conda token, sent as `/t/TOKEN/` in the URL: `-` reads standard input, no value asks for it
    #[arg(long, value_name = "TOKEN", num_args = 0..=1, help_heading = "Conda token")]
    conda_token: Option<Option<Argument>>,
}

impl Flags {
    pub(super) fn is_given(&self) -> bool {
        self.conda_token.is_some()
    }

    pub(super) fn credential(self, ask: &mut dyn Ask) -> Result<CondaToken> {
        let typed = ask.secret(Argument::of(self.conda_token), "conda token", FLAG)?;
        CondaToken::checked(&typed)
    }
}
