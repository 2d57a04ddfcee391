//! Verify: what a server says to a credential. One file a way to ask; the trait and the list are here.

use std::pin::Pin;

use url::Url;

use crate::{http::Client, scheme::Credential, target::Key};

/// What a server says to a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It takes it.
    Good {
        /// Whose it is, if the server says so.
        account: Option<String>,
        /// What was asked, without secrets.
        url: String,
    },
    /// It refuses it.
    Rejected {
        /// What was asked, without secrets.
        url: String,
        /// The status of its answer.
        status: u16,
        /// What it says, if it says it in a way that we know.
        why: Option<String>,
    },
    /// There is no telling: nothing could be asked, or the answer says nothing of the credential.
    Unknown {
        /// What was asked, without secrets, if anything was.
        url: Option<String>,
        /// Why, to stand after "could not verify the login: ".
        why: String,
    },
}

/// A credential, and where it may be sent.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// The key it is, or is to be, stored under.
    pub key: &'a Key,
    /// The credential.
    pub credential: &'a Credential,
    /// What it is for, the first most of all: URLs of channels or of files in them, and origins.
    /// It may be sent to all of them; each is https, or plain http that the person allowed.
    pub sites: Vec<Url>,
    /// Where its bucket is, if it is for one and that was said.
    pub bucket: Option<Bucket>,
}

/// Where a bucket is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// The server's URL; Amazon's own when there is none.
    pub endpoint: Option<Url>,
    /// The region, as signatures name it.
    pub region: Option<String>,
}

/// A verdict that is on its way.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Verdict> + 'a>>;

/// One way to ask a server.
pub trait Question: Sync {
    /// Whether it can be put for this credential.
    fn is_for(&self, subject: &Subject<'_>) -> bool;

    /// Puts it. No secret goes anywhere but to the subject's own hosts, and no redirect is followed.
    fn ask<'a>(&'a self, client: &'a Client, subject: &'a Subject<'a>) -> Answer<'a>;
}

/// The ways, in the order in which they are tried: the first that can tell is believed.
const QUESTIONS: &[&dyn Question] = &[];

/// Whether there is anything to ask, so that the network is needed.
pub fn can_ask(subject: &Subject<'_>) -> bool {
    QUESTIONS.iter().any(|question| question.is_for(subject))
}

/// Asks until an answer tells something.
pub async fn verify(client: &Client, subject: &Subject<'_>) -> Verdict {
    let mut verdict = Verdict::Unknown {
        url: None,
        why: "there is no channel to ask for".into(),
    };
    for question in QUESTIONS.iter().filter(|question| question.is_for(subject)) {
        verdict = question.ask(client, subject).await;
        if !matches!(verdict, Verdict::Unknown { .. }) {
            break;
        }
    }
    verdict
}
