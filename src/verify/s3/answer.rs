//! Answer: what a bucket's server says to a signed request.

use hyper::Response;
use url::Url;

use crate::{
    scheme::Credential,
    verify::{Statuses, Verdict, said},
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

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    List,
    Index,
}

impl Wanted {
    /// Whether an answer begins like it.
    fn is_in(self, answer: &Response<Vec<u8>>) -> bool {
        let body = String::from_utf8_lossy(answer.body());
        let is_like_it = match self {
            Self::List => body.contains("<ListBucketResult"),
            Self::Index => body.trim_start().starts_with('{'),
        };
        answer.status() == 200 && is_like_it
    }
}

/// What a server says to a signed request.
pub(super) struct Said {
    pub(super) url: Url,
    pub(super) status: u16,
    /// The name of the error.
    pub(super) code: Option<String>,
    /// The region that it wants.
    pub(super) region: Option<String>,
    is_given: bool,
}

impl Said {
    pub(super) fn read(
        url: Url,
        answer: &Response<Vec<u8>>,
        wanted: Wanted,
        credential: &Credential,
    ) -> Self {
        let body = String::from_utf8_lossy(answer.body());
        let status = answer.status().as_u16();
        let header = answer.headers().get("x-amz-bucket-region");
        let header = header.and_then(|region| region.to_str().ok());
        let region = header.or_else(|| element(&body, "Region"));
        let wants_other = matches!(status, 301 | 307 | 400 | 403);
        let safe = |text| said::safe(credential, text);
        Self {
            url,
            status,
            code: element(&body, "Code").and_then(safe),
            region: region.filter(|_| wants_other).and_then(safe),
            is_given: wanted.is_in(answer),
        }
    }

    /// Whether it is what was asked for.
    pub(super) fn is_given(&self) -> bool {
        self.is_given
    }

    /// The verdict on keys that do not get what was asked for.
    pub(super) fn verdict(&self) -> Verdict {
        let statuses = Statuses::with(self.status);
        let code = self.code.as_deref().unwrap_or_default();
        let refusal = REFUSALS.iter().find(|(name, _)| *name == code);
        let status = self.status;
        let why = match (status, code) {
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
        Verdict::unclear(&self.url, statuses, &why)
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
