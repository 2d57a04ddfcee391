//! S3: a bucket's server is sent requests that are signed with the keys, and names what is wrong with them.

mod place;
mod sign;

use hyper::Response;
use url::Url;

use self::{place::Place, sign::Keys};
use super::{Answer, Question, START, Statuses, Subject, Verdict};
use crate::{
    http::{self, Client},
    scheme::Credential,
};

/// The codes that mean that the keys are wrong
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>).
const REFUSALS: [(&str, &str); 4] = [
    ("InvalidAccessKeyId", "it does not know the access key id"),
    (
        "SignatureDoesNotMatch",
        "the secret access key is not that of the id",
    ),
    ("InvalidToken", "the session token is not one of its own"),
    ("ExpiredToken", "the session token has expired"),
];

/// The keys of a bucket.
pub(super) struct Bucket;

impl Question for Bucket {
    fn is_for(&self, subject: &Subject<'_>) -> bool {
        matches!(subject.credential, Credential::S3(_)) && place(subject).is_ok()
    }

    fn ask<'a>(&'a self, client: &'a Client, subject: &'a Subject<'a>) -> Answer<'a> {
        Box::pin(async move {
            match place(subject) {
                Ok(place) => ask(client, place, keys(subject.credential)).await,
                Err(why) => Verdict::unasked(why),
            }
        })
    }
}

/// Why there is nothing to ask a bucket's server.
pub(super) fn why_not(subject: &Subject<'_>) -> Option<&'static str> {
    let is_s3 = matches!(subject.credential, Credential::S3(_));
    is_s3.then(|| place(subject).err()).flatten()
}

fn place(subject: &Subject<'_>) -> Result<Place, &'static str> {
    let place = Place::of(subject)?;
    match keys(subject.credential).session {
        Some(_) if !place.is_secure() => Err("a session token is not sent over plain http"),
        _ => Ok(place),
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

async fn ask(client: &Client, place: Place, keys: Keys<'_>) -> Verdict {
    let list = match put(client, &place, place.list(), keys).await {
        Ok(said) => said,
        Err(trouble) => return trouble,
    };
    let moved = list
        .region
        .as_deref()
        .and_then(|region| place.moved(region));
    let (place, list) = match moved {
        Some(moved) => match put(client, &moved, moved.list(), keys).await {
            Ok(said) => (moved, said),
            Err(trouble) => return trouble,
        },
        None => (place, list),
    };
    if list.code.as_deref() != Some("AccessDenied") {
        return list.verdict();
    }
    // Keys that may not list a bucket are often for reading alone.
    match put(client, &place, place.index(), keys).await {
        Ok(index) if index.status == 200 => index.verdict(),
        _ => list.verdict(),
    }
}

/// What a server says to a signed request.
struct Said {
    url: Url,
    status: u16,
    /// The name of the error.
    code: Option<String>,
    /// The region that it wants.
    region: Option<String>,
    /// Whether the body begins like a list or an index.
    is_asked_for: bool,
}

async fn put(
    client: &Client,
    place: &Place,
    url: Option<Url>,
    keys: Keys<'_>,
) -> Result<Said, Verdict> {
    let unsendable = || Verdict::unasked("what is stored cannot be sent");
    let url = url.ok_or_else(unsendable)?;
    let time = jiff::Timestamp::now()
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string();
    let request = sign::get(&url, keys, &place.region, &time);
    let request = request.and_then(|request| request.body(Vec::new()).ok());
    let request = request.ok_or_else(unsendable)?;
    let answer = client.start(request, START).await;
    let answer = answer.map_err(|failure| Verdict::trouble(Some(&url), failure))?;
    let said = Said::read(url, &answer);
    match http::status(&answer) {
        // A redirect that names a region is an answer.
        Some(failure) if said.region.is_none() => Err(Verdict::trouble(Some(&said.url), failure)),
        _ => Ok(said),
    }
}

impl Said {
    fn read(url: Url, answer: &Response<Vec<u8>>) -> Self {
        let body = String::from_utf8_lossy(answer.body());
        let status = answer.status().as_u16();
        let header = answer.headers().get("x-amz-bucket-region");
        let header = header.and_then(|region| region.to_str().ok());
        let region = header.or_else(|| element(&body, "Region"));
        let wants_other = matches!(status, 301 | 307 | 400 | 403);
        let is_list = body.contains("<ListBucketResult");
        Self {
            url,
            status,
            code: element(&body, "Code").map(str::to_owned),
            region: region.filter(|_| wants_other).map(str::to_owned),
            is_asked_for: is_list || body.trim_start().starts_with('{'),
        }
    }

    fn verdict(&self) -> Verdict {
        let statuses = Statuses::with(self.status);
        let code = self.code.as_deref().unwrap_or_default();
        let refusal = REFUSALS.iter().find(|(name, _)| *name == code);
        let status = self.status;
        let why = match (status, code) {
            (200, _) if self.is_asked_for => return Verdict::good(&self.url, statuses, None),
            (400..=499, _) if refusal.is_some() => {
                let why = refusal.map(|(name, words)| format!("{words} (`{name}`)"));
                return Verdict::rejected(&self.url, status, why);
            }
            (_, "AccessDenied") => {
                "it lets the keys neither list the bucket nor read an index".into()
            }
            (_, "RequestTimeTooSkewed") => "the clock of this machine is wrong".into(),
            (_, "") => format!("it does not answer as a bucket's server does (HTTP {status})"),
            (_, code) => format!("it answers with `{code}` (HTTP {status})"),
        };
        Verdict::unclear(&self.url, statuses, why)
    }
}

/// The text of an XML element, if that is one word.
fn element<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = body.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once('<')?;
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let is_short = !text.is_empty() && text.len() < 64;
    (is_short && text.bytes().all(is_word)).then_some(text)
}
