//! Stored: what there is to say of a login that is stored.

use serde_json::{Value, json};

use super::Remedy;
use crate::{
    error::Error,
    store::{Store, Summary},
    target::Key,
    verify::Verdict,
};

/// An entry that is asked about.
pub(in crate::cli) struct Case<'v> {
    pub(in crate::cli) key: Key,
    pub(in crate::cli) store: &'v dyn Store,
}

/// What there is to say of it.
pub(in crate::cli) enum Said {
    /// What the server said.
    Answered {
        verdict: Verdict,
        /// What was asked about, as it is now.
        summary: Summary,
        /// What to do about it, where it is refused.
        remedy: Option<Remedy>,
    },
    /// It is over, says the provider that was to renew it.
    Over(Error),
    /// It could not be read or renewed, so that nobody was asked.
    Failed(Error),
}

impl Said {
    /// What is wrong, if the login is known to be no good.
    pub(in crate::cli) fn refusal(&self, key: &Key) -> Option<Error> {
        match self {
            Self::Answered {
                verdict: Verdict::Rejected { url, status, why },
                remedy,
                ..
            } => Some(Error::Rejected {
                key: key.to_string(),
                url: url.clone(),
                status: *status,
                why: why.clone(),
                hint: remedy.as_ref().map(Remedy::text).unwrap_or_default(),
            }),
            Self::Over(Error::Over { key, why, command }) => Some(Error::Over {
                key: key.clone(),
                why: why.clone(),
                command: command.clone(),
            }),
            _ => None,
        }
    }

    /// Whether the login is known to be no good.
    pub(in crate::cli) fn is_refusal(&self) -> bool {
        match self {
            Self::Answered { verdict, .. } => matches!(verdict, Verdict::Rejected { .. }),
            Self::Over(_) => true,
            Self::Failed(_) => false,
        }
    }

    /// Whether there is no telling.
    pub(in crate::cli) fn is_doubt(&self) -> bool {
        !self.is_refusal() && self.verdict().is_unknown()
    }

    /// What `--json` says of it: `verified`, and `verification`.
    pub(in crate::cli) fn json(&self) -> (Value, Value) {
        let verdict = self.verdict();
        let mut value = super::json(&verdict);
        if let Self::Over(_) = self {
            value["verdict"] = json!("rejected");
        }
        let verified = match verdict {
            Verdict::Good { .. } => json!(true),
            _ if self.is_refusal() => json!(false),
            _ => Value::Null,
        };
        (verified, value)
    }

    /// The verdict, as far as there is one.
    pub(in crate::cli) fn verdict(&self) -> Verdict {
        match self {
            Self::Answered { verdict, .. } => verdict.clone(),
            Self::Over(error) | Self::Failed(error) => Verdict::unasked(&error.message()),
        }
    }
}
