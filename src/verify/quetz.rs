//! Quetz: a server that nothing is known of may be quetz, and is asked whose API key it is (`quetz/main.py`, `/api/me`).

use hyper::{Response, header::HeaderName};
use serde_json::Value;
use url::Url;

use super::{Answer, Doubt, Question, Statuses, Subject, Verdict, request, said};
use crate::{
    http::{Client, Failure},
    known::Server,
    scheme::Credential,
};

/// A conda token of a server that is not known.
pub(super) struct Quetz;

impl Question for Quetz {
    fn is_for(&self, subject: &Subject<'_>) -> bool {
        matches!(subject.credential, Credential::CondaToken(_)) && place(subject).is_some()
    }

    fn ask<'a>(&'a self, client: &'a Client, subject: &'a Subject<'a>) -> Answer<'a> {
        Box::pin(async move {
            match place(subject) {
                Some(url) => match ask(client, &url, subject.credential).await {
                    Ok(verdict) => verdict,
                    Err(trouble) => missing(&url, trouble),
                },
                None => Verdict::unasked("there is no server to ask"),
            }
        })
    }
}

fn place(subject: &Subject<'_>) -> Option<Url> {
    let url = subject.on_own_host("/api/me")?;
    url.host_str().and_then(Server::of).is_none().then_some(url)
}

/// A server that sends people elsewhere from here is no quetz, and in no trouble.
fn missing(url: &Url, trouble: Verdict) -> Verdict {
    match trouble {
        Verdict::Unknown {
            doubt: Doubt::Trouble(Failure::Redirected(status)),
            ..
        } => mute(url, status),
        trouble => trouble,
    }
}

fn mute(url: &Url, status: u16) -> Verdict {
    let why = format!("it does not say whose token it is (HTTP {status})");
    Verdict::mute(url, status, &why)
}

async fn ask(client: &Client, url: &Url, credential: &Credential) -> Result<Verdict, Verdict> {
    let key = credential.scheme().only_field().unwrap_or_default();
    let name = HeaderName::from_static("x-api-key");
    let request = request::header(request::plain(url), name, key);
    let answer = request::send(client, url, request, Vec::new()).await?;
    let status = answer.status().as_u16();
    let Some(name) = user(&answer) else {
        // quetz 0.10.4 answers 401 to a good key here, and other servers have nothing here at all.
        return Ok(mute(url, status));
    };
    let without = request::send(client, url, Some(request::plain(url)), Vec::new()).await?;
    let statuses = Statuses::both(status, without.status().as_u16());
    Ok(match user(&without) {
        None => Verdict::good(url, statuses, said::safe(credential, &name)),
        Some(_) => Verdict::unclear(url, statuses, "it says the same to anyone"),
    })
}

/// The user's name in a good answer.
fn user(answer: &Response<Vec<u8>>) -> Option<String> {
    let body = request::json(answer).filter(|_| answer.status().is_success())?;
    let name = body.pointer("/user/username").and_then(Value::as_str)?;
    (!name.is_empty()).then(|| name.to_owned())
}
