//! AnacondaOrg: anaconda.org is asked whose token it is, as anaconda-client does (`binstar_client/__init__.py`, `user`).

use hyper::header;
use serde_json::Value;
use url::Url;

use super::{Answer, Question, Statuses, Subject, Verdict, request, said};
use crate::{http::Client, scheme::Credential};

const URL: &str = "https://api.anaconda.org/user";

/// A token of anaconda.org.
pub(super) struct AnacondaOrg;

impl Question for AnacondaOrg {
    fn is_for(&self, subject: &Subject<'_>) -> bool {
        matches!(subject.credential, Credential::CondaToken(_)) && subject.may_go_to(&url())
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
    let token = credential.scheme().only_field().unwrap_or_default();
    let value = zeroize::Zeroizing::new(format!("token {token}"));
    let request = request::header(request::plain(&url), header::AUTHORIZATION, &value);
    let answer = request::send(client, &url, request, Vec::new()).await?;
    let status = answer.status().as_u16();
    let statuses = Statuses::with(status);
    let body = request::json(&answer).unwrap_or_default();
    let text = |name| body.get(name).and_then(Value::as_str);
    Ok(match (status, text("login")) {
        (200, Some(login)) => Verdict::good(&url, statuses, said::safe(credential, login)),
        (401 | 403, _) if text("error").is_some_and(is_about_scope) => {
            Verdict::good(&url, statuses, None)
        }
        (401, _) => Verdict::rejected(&url, status, said::reason(credential, &answer)),
        _ => Verdict::unclear(
            &url,
            statuses,
            &format!("it does not say whose token it is (HTTP {status})"),
        ),
    })
}

/// A token that may do something else is known; the server writes `sufficent`.
fn is_about_scope(error: &str) -> bool {
    ["sufficent scope", "sufficient scope"]
        .iter()
        .any(|words| error.contains(words))
}
