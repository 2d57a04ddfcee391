//! Verify: what a server says to a credential. One file a way to ask; the trait and the list are here.

mod anaconda_com;
mod anaconda_org;
mod bucket;
mod differential;
mod prefix_dev;
mod quetz;
mod request;
mod s3;
mod said;
mod subject;
mod userinfo;
mod verdict;

use std::{pin::Pin, time::Duration};

pub use self::{
    anaconda_com::account as anaconda_account,
    bucket::{Bucket, Whereabouts},
    subject::Subject,
    verdict::{Doubt, Statuses, Verdict},
};
use crate::http::{Client, Failure};

/// How long one request may take.
const REQUEST: Duration = Duration::from_secs(7);
/// How long all of it may take.
const WHOLE: Duration = Duration::from_secs(15);
/// How much of a file is read, in bytes: a channel's index can have hundreds of megabytes.
const START: usize = 16 * 1024;
/// How much of another answer is read: an account can have hundreds of organisations.
const ANSWER: usize = 256 * 1024;

/// A verdict that is on its way.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Verdict> + 'a>>;

/// One way to ask a server.
pub trait Question: Sync {
    /// Whether it can be put for this credential.
    fn is_for(&self, subject: &Subject<'_>) -> bool;

    /// Puts it. No secret goes anywhere but to the subject's own hosts, and no redirect is followed.
    fn ask<'a>(&'a self, client: &'a Client, subject: &'a Subject<'a>) -> Answer<'a>;
}

/// The ways to ask whose it is.
const OWNER: &[&dyn Question] = &[
    &prefix_dev::PrefixDev,
    &anaconda_org::AnacondaOrg,
    &anaconda_com::AnacondaCom,
    &quetz::Quetz,
    &s3::Bucket,
];
/// The way to ask whether a channel can be read with it.
const CHANNEL: &[&dyn Question] = &[&differential::Differential];
/// What is asked when neither can tell.
const PROVIDER: &[&dyn Question] = &[&userinfo::Userinfo];

/// Whether there is anything to ask, so that the network is needed.
pub fn can_ask(subject: &Subject<'_>) -> bool {
    let mut all = [OWNER, CHANNEL, PROVIDER].into_iter().flatten();
    all.any(|question| question.is_for(subject))
}

/// Asks until an answer tells something, or all have told nothing; within fifteen seconds.
pub async fn verify(client: &Client, subject: &Subject<'_>) -> Verdict {
    ask([OWNER, CHANNEL, PROVIDER], client, subject).await
}

/// The same for who wants to know whether a channel can be read, more than whether the login is good: it comes first.
pub async fn verify_channel(client: &Client, subject: &Subject<'_>) -> Verdict {
    ask([CHANNEL, OWNER, PROVIDER], client, subject).await
}

/// The first that can tell is believed.
async fn ask(order: [&[&dyn Question]; 3], client: &Client, subject: &Subject<'_>) -> Verdict {
    let client = client.within(REQUEST);
    let questions = order.into_iter().flatten();
    let questions = questions.filter(|question| question.is_for(subject));
    let mut doubtful = None;
    let all = async {
        for question in questions {
            let verdict = question.ask(&client, subject).await;
            if !verdict.is_unknown() {
                return Some(verdict);
            }
            doubtful = Some(verdict.after(doubtful.take()));
        }
        None
    };
    match tokio::time::timeout(WHOLE, all).await {
        Ok(Some(verdict)) => verdict,
        Ok(None) => doubtful.unwrap_or_else(|| nothing_to_ask(subject)),
        Err(_) => Verdict::trouble(None, Failure::TimedOut(WHOLE)).after(doubtful),
    }
}

/// The verdict where there is nothing to ask.
pub fn nothing_to_ask(subject: &Subject<'_>) -> Verdict {
    let why = s3::why_not(subject);
    Verdict::unasked(why.as_deref().unwrap_or("there is no channel to ask for"))
}
