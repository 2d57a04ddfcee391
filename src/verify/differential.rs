//! Differential: a channel is asked for the same file without and with the credential, for what anyone gets proves nothing.

use hyper::{Response, header};
use url::Url;

use super::{Answer, Doubt, Question, Statuses, Subject, Verdict, request, said};
use crate::{
    http::{self, Client, Failure},
    scheme::{Credential, Sent},
    target::is_platform,
};

/// What the names of files in channels end with.
const ENDINGS: [&str; 6] = [
    ".json",
    ".json.zst",
    ".json.bz2",
    ".jlap",
    ".conda",
    ".tar.bz2",
];

/// A channel that every organisation at Anaconda has.
const ORGANISATIONS: &str = "https://repo.anaconda.cloud/repo/main";

/// Whatever is sent with the request itself, to any server with a channel.
pub(super) struct Differential;

impl Question for Differential {
    fn is_for(&self, subject: &Subject<'_>) -> bool {
        subject.credential.scheme().sent() != Sent::Signature && channel(subject).is_some()
    }

    fn ask<'a>(&'a self, client: &'a Client, subject: &'a Subject<'a>) -> Answer<'a> {
        Box::pin(async move {
            match channel(subject) {
                Some(channel) => ask(client, &file(&channel), subject.credential)
                    .await
                    .unwrap_or_else(|trouble| trouble),
                None => Verdict::unasked("there is no channel to ask for"),
            }
        })
    }
}

/// The subject's channel; for a token of an organisation at Anaconda, the one that `anaconda token install` tries it
/// with (`anaconda_auth/repo_config.py`, `validate_token`).
fn channel(subject: &Subject<'_>) -> Option<Url> {
    let organisations = || {
        let channel = Url::parse(ORGANISATIONS).expect("it is a URL");
        let is_token = matches!(subject.credential, Credential::CondaToken(_));
        (is_token && subject.may_go_to(&channel)).then_some(channel)
    };
    subject.channel().or_else(organisations)
}

/// The channel's index for all platforms, or for the one that the URL names, or the file that it names.
fn file(channel: &Url) -> Url {
    let path = channel.path().trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let rest = match last {
        file if ENDINGS.iter().any(|ending| file.ends_with(ending)) => "",
        platform if is_platform(platform) => "/repodata.json",
        _ => "/noarch/repodata.json",
    };
    let path = format!("{path}{rest}");
    let mut file = channel.clone();
    file.set_path(&path);
    file
}

async fn ask(client: &Client, url: &Url, credential: &Credential) -> Result<Verdict, Verdict> {
    let answer = request::start(client, url, request::with(credential, url)).await?;
    let status = answer.status().as_u16();
    let unclear = |why: &str| Ok(Verdict::unclear(url, Statuses::with(status), why));
    match status {
        403 if !is_reasoned(&answer) => Ok(forbidden(client, url).await),
        401 | 403 => {
            let why = said::reason(credential, &answer);
            Ok(Verdict::rejected(url, status, why))
        }
        200..=299 if !is_of_channel(url, &answer) => {
            unclear("it answers with something that is not of a channel")
        }
        200..=299 => Ok(compare(client, url, status).await),
        _ => unclear(&format!("it answers with HTTP {status}")),
    }
}

/// Whether a refusal is the words of a program that looks at logins, and not a page for all that it does not let pass.
fn is_reasoned(answer: &Response<Vec<u8>>) -> bool {
    answer.headers().contains_key(header::WWW_AUTHENTICATE) || request::json(answer).is_some()
}

/// The verdict on a credential that gets 403 and no reason: a filter on the way says that to anyone, and so does a
/// store of files about one that it does not have.
async fn forbidden(client: &Client, url: &Url) -> Verdict {
    let with = 403;
    let answer = match without(client, url).await {
        Ok(answer) => answer,
        Err(failure) => {
            return Verdict::without(url, Statuses::with(with), Doubt::Trouble(failure));
        }
    };
    let without = answer.status().as_u16();
    let statuses = Statuses::both(with, without);
    match http::status(&answer) {
        _ if without == with => {
            let why = "it answers with HTTP 403, without the login, too";
            Verdict::unclear(url, statuses, why)
        }
        Some(failure @ Failure::Server(_)) => {
            Verdict::without(url, statuses, Doubt::Trouble(failure))
        }
        _ => Verdict::rejected(url, with, None),
    }
}

async fn without(client: &Client, url: &Url) -> Result<Response<Vec<u8>>, Failure> {
    let plain = request::plain(url).body(Vec::new());
    let plain = plain.expect("the same URL was asked before");
    client.start(plain, super::START).await
}

/// The verdict on a credential that gets the file, by what anyone gets.
async fn compare(client: &Client, url: &Url, with: u16) -> Verdict {
    let doubtful = |statuses, doubt| Verdict::without(url, statuses, doubt);
    let answer = match without(client, url).await {
        Ok(answer) => answer,
        Err(failure) => return doubtful(Statuses::with(with), Doubt::Trouble(failure)),
    };
    let without = answer.status().as_u16();
    let statuses = Statuses::both(with, without);
    match without {
        // A redirect is how some send people without a login to a page where they log in.
        401 | 403 | 404 | 300..=399 => Verdict::good(url, statuses, None),
        200..=299 if is_of_channel(url, &answer) => doubtful(statuses, Doubt::Anyone),
        _ => match http::status(&answer) {
            Some(failure) => doubtful(statuses, Doubt::Trouble(failure)),
            None => doubtful(statuses, Doubt::Unclear),
        },
    }
}

/// Whether an answer can be the file, and not a page to log in at, as the network of a hotel has.
fn is_of_channel(url: &Url, answer: &Response<Vec<u8>>) -> bool {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_encoded = answer.headers().contains_key(header::CONTENT_ENCODING);
    let body = answer.body().strip_prefix(b"\xef\xbb\xbf");
    let body = body.unwrap_or(answer.body()).trim_ascii_start();
    match body.first() {
        None | Some(b'<') => false,
        _ if kind.starts_with("text/html") => false,
        Some(first) => *first == b'{' || is_encoded || !url.path().ends_with(".json"),
    }
}
