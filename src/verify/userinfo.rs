//! Userinfo: the provider of an OAuth login is asked who it is (OpenID Connect Core 1.0 §5.3).

use hyper::{Response, header};
use serde_json::Value;
use url::Url;

use super::{Answer, Question, Statuses, Subject, Verdict, request, said};
use crate::{
    error::Error,
    http::Client,
    scheme::{
        Credential, Sent,
        oauth::{Issuer, OAuth, userinfo_endpoint},
    },
};

/// An OAuth login whose provider is known.
pub(super) struct Userinfo;

impl Question for Userinfo {
    fn is_for(&self, subject: &Subject<'_>) -> bool {
        login(subject).is_some()
    }

    fn ask<'a>(&'a self, client: &'a Client, subject: &'a Subject<'a>) -> Answer<'a> {
        Box::pin(async move {
            match login(subject) {
                Some((login, issuer)) => ask(client, &issuer, &login, subject.credential)
                    .await
                    .unwrap_or_else(|trouble| trouble),
                None => Verdict::unasked("its provider is not known"),
            }
        })
    }
}

/// The login, with what its entry has lost, and its provider.
fn login(subject: &Subject<'_>) -> Option<(OAuth, Issuer)> {
    let Credential::OAuth(login) = subject.credential else {
        return None;
    };
    let mut login = OAuth::clone(login);
    let facts = subject.facts.as_ref();
    facts.into_iter().for_each(|facts| login.mend(facts));
    let issuer = login.facts().issuer.as_ref()?.parse().ok()?;
    Some((login, issuer))
}

async fn ask(
    client: &Client,
    issuer: &Issuer,
    login: &OAuth,
    credential: &Credential,
) -> Result<Verdict, Verdict> {
    let endpoint = userinfo_endpoint(client, issuer).await.map_err(unknown)?;
    let url = endpoint.ok_or_else(|| Verdict::unasked("its provider does not say who it is"))?;
    let request = match credential.scheme().sent() {
        Sent::Header(value) => {
            let request = request::plain(&url).header(header::ACCEPT, "application/json");
            request::header(request, header::AUTHORIZATION, value.expose())
        }
        Sent::Path | Sent::Signature => None,
    };
    let answer = request::send(client, &url, request, Vec::new()).await?;
    let status = answer.status().as_u16();
    Ok(match (status, name(&answer)) {
        (200, Some(name)) => {
            let account = said::safe(credential, &name);
            Verdict::good(&url, Statuses::with(status), account)
        }
        // What is for another server is refused here, however good it is there.
        (401, _) if is_refused(&answer) && login.audience().is_none() => {
            Verdict::rejected(&url, status, said::reason(credential, &answer))
        }
        _ => unclear(&url, status),
    })
}

fn unclear(url: &Url, status: u16) -> Verdict {
    let why = format!("its provider does not say who it is (HTTP {status})");
    Verdict::unclear(url, Statuses::with(status), &why)
}

fn unknown(error: Error) -> Verdict {
    match error {
        Error::Network { server, source } => {
            Verdict::trouble(Url::parse(&server).ok().as_ref(), source)
        }
        error => Verdict::unasked(&error.message()),
    }
}

/// Who it is, in a good answer, which has a subject (§5.3.2).
fn name(answer: &Response<Vec<u8>>) -> Option<String> {
    let body = request::json(answer)?;
    let text = |name| body.get(name).and_then(Value::as_str);
    let subject = text("sub").filter(|subject| !subject.is_empty())?;
    let known = ["preferred_username", "email"].into_iter().find_map(text);
    Some(known.unwrap_or(subject).to_owned())
}

/// RFC 6750 §3.1.
fn is_refused(answer: &Response<Vec<u8>>) -> bool {
    let body = request::json(answer).unwrap_or_default();
    let in_body = body.get("error").and_then(Value::as_str) == Some("invalid_token");
    in_body || said::challenge(answer, "error").as_deref() == Some("invalid_token")
}
