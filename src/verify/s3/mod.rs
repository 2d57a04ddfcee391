//! S3: a bucket's server is sent requests that are signed with the keys, and names what is wrong with them.

mod answer;
mod place;
mod sign;

use hyper::Request;
use url::Url;

use self::{
    answer::{Said, Wanted},
    place::Place,
    sign::Keys,
};
use super::{Answer, Doubt, Question, START, Statuses, Subject, Verdict, Whereabouts};
use crate::{
    http::{self, Client, Failure},
    scheme::Credential,
};

/// The keys of a bucket.
pub(super) struct Bucket;

impl Question for Bucket {
    fn is_for(&self, subject: &Subject<'_>) -> bool {
        matches!(subject.credential, Credential::S3(_)) && place(subject).is_ok()
    }

    fn ask<'a>(&'a self, client: &'a Client, subject: &'a Subject<'a>) -> Answer<'a> {
        Box::pin(async move {
            match place(subject) {
                Ok(place) => {
                    let verdict = ask(client, place, subject.credential).await;
                    believed(verdict, &subject.bucket)
                }
                Err(why) => Verdict::unasked(&why),
            }
        })
    }
}

/// Why there is nothing to ask a bucket's server.
pub(super) fn why_not(subject: &Subject<'_>) -> Option<String> {
    let is_s3 = matches!(subject.credential, Credential::S3(_));
    is_s3.then(|| place(subject).err()).flatten()
}

fn place(subject: &Subject<'_>) -> Result<Place, String> {
    let place = Place::of(subject)?;
    match keys(subject.credential).session {
        Some(_) if !place.is_secure() => Err("a session token is not sent over plain http".into()),
        _ => Ok(place),
    }
}

/// A refusal by Amazon is one only if the bucket is known to be there.
fn believed(verdict: Verdict, bucket: &Whereabouts) -> Verdict {
    match (verdict, bucket) {
        (Verdict::Rejected { url, status, why }, Whereabouts::Guessed(_)) => Verdict::Unknown {
            url: Some(url),
            why: format!(
                "{}, and nobody has said that the bucket is Amazon's: `xauth login` takes `--s3-region` for that",
                why.unwrap_or_default()
            ),
            doubt: Doubt::Unclear,
            statuses: Statuses::with(status),
        },
        (verdict, _) => verdict,
    }
}

fn keys(credential: &Credential) -> Keys<'_> {
    let fields = credential.scheme().fields();
    let field = |name| fields.iter().find(|(known, _)| *known == name);
    let value = |name| field(name).map(|(_, value)| *value);
    Keys {
        id: value("access-key-id").unwrap_or_default(),
        secret: value("secret-access-key").unwrap_or_default(),
        session: value("session-token"),
    }
}

async fn ask(client: &Client, place: Place, credential: &Credential) -> Verdict {
    let asker = Asker { client, credential };
    asker.ask(place).await.unwrap_or_else(|trouble| trouble)
}

/// Who asks a bucket's server.
struct Asker<'a> {
    client: &'a Client,
    credential: &'a Credential,
}

impl Asker<'_> {
    async fn ask(&self, place: Place) -> Result<Verdict, Verdict> {
        let list = self.signed(&place, place.list(), Wanted::List).await?;
        let moved = list.region.as_deref();
        let (place, list) = match moved.and_then(|region| place.moved(region)) {
            Some(moved) => {
                let list = self.signed(&moved, moved.list(), Wanted::List).await?;
                (moved, list)
            }
            None => (place, list),
        };
        if list.code.as_deref() != Some("AccessDenied") {
            return Ok(self.verdict(&place, list).await);
        }
        // Keys that may not list a bucket are often for reading alone.
        let index = self.signed(&place, place.index(), Wanted::Index).await;
        Ok(match index {
            Ok(index) if index.status == 200 => self.verdict(&place, index).await,
            _ => list.verdict(),
        })
    }

    async fn signed(
        &self,
        place: &Place,
        url: Option<Url>,
        wanted: Wanted,
    ) -> Result<Said, Verdict> {
        let unsendable = || Verdict::unasked("what is stored cannot be sent");
        let url = url.ok_or_else(unsendable)?;
        let request = request(place, &url, keys(self.credential));
        let request = request.ok_or_else(unsendable)?;
        let answer = self.client.start(request, START).await;
        let answer = answer.map_err(|failure| Verdict::trouble(Some(&url), failure))?;
        let said = Said::read(url, &answer, wanted, self.credential);
        match http::status(&answer) {
            // A redirect that names a region is an answer.
            Some(failure) if said.region.is_none() => {
                Err(Verdict::trouble(Some(&said.url), failure))
            }
            _ => Ok(said),
        }
    }

    /// Keys that get what is asked for are good if a wrong signature does not: a server may not look at it. Without
    /// any, a bucket that anyone may read would be given, too, and by a server that knows its keys.
    async fn verdict(&self, place: &Place, said: Said) -> Verdict {
        if !said.is_given() {
            return said.verdict();
        }
        let (url, statuses) = (&said.url, Statuses::with(said.status));
        let doubtful = |doubt, why: &str| Verdict::unknown(url, statuses, doubt, why);
        let trouble = |failure: Failure| {
            let why = format!("asked with a wrong signature, {failure}");
            doubtful(Doubt::Trouble(failure), &why)
        };
        let wrong = Keys {
            secret: "wrong",
            session: None,
            ..keys(self.credential)
        };
        let Some(request) = request(place, url, wrong) else {
            return Verdict::unasked("what is stored cannot be sent");
        };
        let answer = match self.client.start(request, START).await {
            Ok(answer) => answer,
            Err(failure) => return trouble(failure),
        };
        match http::status(&answer) {
            Some(failure @ Failure::Server(_)) => trouble(failure),
            _ if answer.status().is_success() => {
                doubtful(Doubt::Anyone, "it takes a wrong signature, too")
            }
            _ => Verdict::good(url, statuses, None),
        }
    }
}

fn request(place: &Place, url: &Url, keys: Keys<'_>) -> Option<Request<Vec<u8>>> {
    let time = jiff::Timestamp::now()
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string();
    let request = sign::get(url, keys, &place.region, &time)?;
    request.body(Vec::new()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_amazon_refuses_may_be_good_at_the_server_that_nobody_named() {
        let url = Url::parse("https://b.s3.r.amazonaws.com/").unwrap();
        let rejected = || Verdict::rejected(&url, 403, Some("it does not know them".into()));
        let why = "it does not know them, and nobody has said that the bucket is Amazon's: \
                   `xauth login` takes `--s3-region` for that";
        let doubt = Verdict::unclear(&url, Statuses::with(403), why);
        let guess = Whereabouts::Guessed("r".into());
        assert_eq!(believed(rejected(), &guess), doubt);
        let said = Whereabouts::Said(super::super::Bucket::default());
        assert_eq!(believed(rejected(), &said), rejected());
        let good = || Verdict::good(&url, Statuses::with(200), None);
        assert_eq!(believed(good(), &guess), good());
    }
}
