//! PrefixDev: prefix.dev is asked who is logged in, as rattler does (`src/cli/auth.rs`, `validate_prefix_dev_token`).

use hyper::{Request, header};
use serde_json::Value;
use url::Url;

use super::{Answer, Question, Statuses, Subject, Verdict, request, said};
use crate::{
    http::Client,
    scheme::{Credential, Sent},
};

const URL: &str = "https://prefix.dev/api/graphql";
const QUERY: &str = r#"{"query":"query { viewer { login } }"}"#;

/// A token or an OAuth login of prefix.dev.
pub(super) struct PrefixDev;

impl Question for PrefixDev {
    fn is_for(&self, subject: &Subject<'_>) -> bool {
        let is_token = matches!(
            subject.credential,
            Credential::Bearer(_) | Credential::OAuth(_)
        );
        is_token && subject.may_go_to(&url())
    }

    fn ask<'a>(&'a self, client: &'a Client, subject: &'a Subject<'a>) -> Answer<'a> {
        Box::pin(async move {
            let answer = ask(client, subject.credential).await;
            answer.unwrap_or_else(|trouble| trouble)
        })
    }
}

fn url() -> Url {
    Url::parse(URL).expect("it is a URL")
}

async fn ask(client: &Client, credential: &Credential) -> Result<Verdict, Verdict> {
    let url = url();
    let request = Request::post(URL).header(header::CONTENT_TYPE, "application/json");
    let request = match credential.scheme().sent() {
        Sent::Header(value) => request::header(request, header::AUTHORIZATION, value.expose()),
        Sent::Path | Sent::Signature => None,
    };
    let answer = request::send(client, &url, request, QUERY.into()).await?;
    let status = answer.status().as_u16();
    let statuses = Statuses::with(status);
    let body = request::json(&answer).unwrap_or_default();
    let viewer = body.pointer("/data/viewer");
    let login = viewer.and_then(|viewer| viewer.get("login"));
    let has_errors = body.get("errors").is_some_and(|errors| !errors.is_null());
    Ok(match (status, login.and_then(Value::as_str)) {
        (401, _) if !may_be_for_channels(credential) => {
            Verdict::rejected(&url, status, said::reason(credential, &answer))
        }
        (200, Some(login)) => Verdict::good(&url, statuses, said::safe(credential, login)),
        (200, None)
            if viewer == Some(&Value::Null) && !has_errors && !may_be_for_channels(credential) =>
        {
            let why = "it belongs to no user".to_owned();
            Verdict::rejected(&url, status, Some(why))
        }
        _ => Verdict::unclear(
            &url,
            statuses,
            &format!("it does not say who is logged in (HTTP {status})"),
        ),
    })
}

/// An access token can be good for channels alone; its provider knows more.
fn may_be_for_channels(credential: &Credential) -> bool {
    matches!(credential, Credential::OAuth(_))
}
