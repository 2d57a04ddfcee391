//! AnacondaCom: an Anaconda server is asked whose API key it is, as anaconda-auth does (`anaconda_auth/client.py`, `account`).

use hyper::{Response, header};
use serde_json::Value;
use url::Url;

use super::{Answer, Question, Statuses, Subject, Verdict, request, said};
use crate::{
    http::Client,
    scheme::{Credential, Sent},
};

const ANACONDA: &str = "https://anaconda.com";

/// An API key of anaconda.com, or of the server that the subject names.
pub(super) struct AnacondaCom;

impl Question for AnacondaCom {
    fn is_for(&self, subject: &Subject<'_>) -> bool {
        matches!(subject.credential, Credential::Bearer(_)) && place(subject).is_some()
    }

    fn ask<'a>(&'a self, client: &'a Client, subject: &'a Subject<'a>) -> Answer<'a> {
        Box::pin(async move {
            match place(subject) {
                Some(base) => account(client, &base, subject.credential).await,
                None => Verdict::unasked("there is no Anaconda server to ask"),
            }
        })
    }
}

fn place(subject: &Subject<'_>) -> Option<Url> {
    let anaconda = Url::parse(ANACONDA).expect("it is a URL");
    let base = subject.anaconda.clone().unwrap_or(anaconda);
    let is_askable = base.join("/api/account");
    is_askable
        .is_ok_and(|url| subject.may_go_to(&url))
        .then_some(base)
}

/// Asks the Anaconda server at `base` whose API key it is.
pub async fn account(client: &Client, base: &Url, credential: &Credential) -> Verdict {
    match base.join("/api/account") {
        Ok(url) => ask(client, &url, credential)
            .await
            .unwrap_or_else(|trouble| trouble),
        Err(_) => Verdict::unasked("there is no Anaconda server to ask"),
    }
}

async fn ask(client: &Client, url: &Url, credential: &Credential) -> Result<Verdict, Verdict> {
    let request = match credential.scheme().sent() {
        Sent::Header(value) => {
            request::header(request::plain(url), header::AUTHORIZATION, value.expose())
        }
        Sent::Path | Sent::Signature => None,
    };
    let answer = request::send(client, url, request, Vec::new()).await?;
    let status = answer.status().as_u16();
    let statuses = Statuses::with(status);
    Ok(match (status, name(&answer)) {
        (200, Some(name)) => Verdict::good(url, statuses, said::safe(credential, &name)),
        (401, _) => Verdict::rejected(url, status, said::reason(credential, &answer)),
        (403, _) if wants_login(&answer) => {
            Verdict::rejected(url, status, said::reason(credential, &answer))
        }
        _ => Verdict::unclear(
            url,
            statuses,
            &format!("it does not say whose key it is (HTTP {status})"),
        ),
    })
}

fn name(answer: &Response<Vec<u8>>) -> Option<String> {
    let body = request::json(answer)?;
    let user = body.get("user")?;
    let texts = ["username", "email"].into_iter();
    let mut texts = texts.filter_map(|name| user.get(name).and_then(Value::as_str));
    texts.find(|text| !text.is_empty()).map(str::to_owned)
}

/// The server's way to say that it knows no such key (`anaconda_auth/client.py`, `login_required`).
fn wants_login(answer: &Response<Vec<u8>>) -> bool {
    let body = request::json(answer).unwrap_or_default();
    body.pointer("/error/code").and_then(Value::as_str) == Some("auth_required")
}
