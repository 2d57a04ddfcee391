//! Verdict: what came of asking a server: good, rejected, or no telling.

use url::Url;

use crate::{http::Failure, text::redact_url};

/// What a server says to a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It takes it.
    Good {
        /// Whose it is, if the server says so; safe to show.
        account: Option<String>,
        /// What was asked, without secrets.
        url: String,
        /// What was answered.
        statuses: Statuses,
    },
    /// It refuses it.
    Rejected {
        /// What was asked, without secrets.
        url: String,
        /// The status of its answer.
        status: u16,
        /// What it says, if it says it in a way that we know; safe to show.
        why: Option<String>,
    },
    /// There is no telling: nothing could be asked, or the answer says nothing of the credential.
    Unknown {
        /// What was asked, without secrets, if anything was.
        url: Option<String>,
        /// Why, to stand after "could not verify the login: ".
        why: String,
        /// The same, to decide by.
        doubt: Doubt,
        /// What was answered.
        statuses: Statuses,
    },
}

/// Why there is no telling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// There was nothing to ask.
    Unasked,
    /// The server may be one that has no answer to the question.
    Mute,
    /// The answer says nothing of the credential.
    Unclear,
    /// There was no answer that can be used.
    Trouble(Failure),
    /// The server gives the same to anyone.
    Anyone,
}

impl Doubt {
    /// How much it says to a person.
    fn weight(&self) -> u8 {
        match self {
            Self::Unasked => 0,
            Self::Mute => 1,
            Self::Unclear => 2,
            Self::Trouble(_) => 3,
            Self::Anyone => 4,
        }
    }
}

/// The statuses of the answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statuses {
    /// With the credential.
    pub with: Option<u16>,
    /// To the same request without it, where that was asked.
    pub without: Option<u16>,
}

impl Statuses {
    /// One answer, with the credential.
    pub(super) fn with(status: u16) -> Self {
        let with = Some(status);
        Self {
            with,
            without: None,
        }
    }

    /// Both answers.
    pub(super) fn both(with: u16, without: u16) -> Self {
        Self {
            with: Some(with),
            without: Some(without),
        }
    }
}

impl Verdict {
    /// Whether there is no telling.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown { .. })
    }

    /// Nothing was asked; `why` stands after "could not verify the login: ".
    pub fn unasked(why: &str) -> Self {
        Self::Unknown {
            url: None,
            why: why.into(),
            doubt: Doubt::Unasked,
            statuses: Statuses::default(),
        }
    }

    /// There was no answer that can be used.
    pub fn trouble(url: Option<&Url>, failure: Failure) -> Self {
        let with = match failure {
            Failure::Redirected(status) | Failure::Server(status) => Some(status),
            _ => None,
        };
        let without = None;
        Self::Unknown {
            url: url.map(shown),
            why: failure.to_string(),
            doubt: Doubt::Trouble(failure),
            statuses: Statuses { with, without },
        }
    }

    pub(super) fn unclear(url: &Url, statuses: Statuses, why: &str) -> Self {
        Self::unknown(url, statuses, Doubt::Unclear, why)
    }

    pub(super) fn mute(url: &Url, status: u16, why: &str) -> Self {
        Self::unknown(url, Statuses::with(status), Doubt::Mute, why)
    }

    /// With the login there is an answer, and without it one that leaves this doubt.
    pub(super) fn without(url: &Url, statuses: Statuses, doubt: Doubt) -> Self {
        let why = match &doubt {
            Doubt::Anyone => "anyone may read it".into(),
            Doubt::Trouble(failure) => format!("asked without the login, {failure}"),
            Doubt::Unclear | Doubt::Mute | Doubt::Unasked => {
                "asked without the login, it answers in a way that proves nothing".into()
            }
        };
        Self::unknown(url, statuses, doubt, &why)
    }

    pub(super) fn unknown(url: &Url, statuses: Statuses, doubt: Doubt, why: &str) -> Self {
        Self::Unknown {
            url: Some(shown(url)),
            why: why.into(),
            doubt,
            statuses,
        }
    }

    pub(super) fn good(url: &Url, statuses: Statuses, account: Option<String>) -> Self {
        Self::Good {
            account,
            url: shown(url),
            statuses,
        }
    }

    pub(super) fn rejected(url: &Url, status: u16, why: Option<String>) -> Self {
        Self::Rejected {
            url: shown(url),
            status,
            why,
        }
    }

    /// Of two that tell nothing, the one that says more to a person.
    pub(super) fn after(self, before: Option<Self>) -> Self {
        let weight = |verdict: &Self| match verdict {
            Self::Unknown { doubt, .. } => doubt.weight(),
            Self::Good { .. } | Self::Rejected { .. } => u8::MAX,
        };
        match before {
            Some(before) if weight(&before) >= weight(&self) => before,
            _ => self,
        }
    }
}

fn shown(url: &Url) -> String {
    redact_url(url.as_str())
}
