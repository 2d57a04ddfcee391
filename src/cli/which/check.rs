//! `which --check`: what the server itself says to the login.

use hyper::{Request, StatusCode, header};
use url::Url;

use super::{Context, Target};
use crate::{
    cli::renew,
    error::{Error, Result},
    http::{self, Client, Grace},
    scheme::{Credential, Sent},
    text::redact_url,
    vault::Found,
};

/// What the server answers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer {
    /// With the login.
    pub(super) status: StatusCode,
    /// Without it, if the server let the login in.
    pub(super) without: Option<StatusCode>,
}

impl Answer {
    /// Whether anyone is let in, so that it says nothing of the login.
    pub(super) fn is_for_anyone(&self) -> bool {
        self.without.is_some_and(|status| status.is_success())
    }
}

/// Asks the server for the URL with the login, and without it if that is let in.
///
/// # Errors
/// When it cannot be asked, has trouble, or refuses the login.
pub(super) fn ask(target: &Target, found: &Found<'_>, context: &mut Context<'_>) -> Result<Answer> {
    let Some(url) = target.url().filter(|_| !target.is_bucket()) else {
        return Err(Error::Usage {
            problem: format!("`--check` has no URL to ask a server for in `{target}`"),
            hint: Some(
                "give the URL of a channel: `xauth which https://HOST/CHANNEL --check`".into(),
            ),
        });
    };
    let client = context.client("asking the server")?;
    let request = request(url, &found.credential)?;
    let answer = context.runner.run(Grace::None, async {
        let _waiting = context.ui.wait("asking the server");
        Ok(both(&client, request, url).await)
    });
    let failed = |source| Error::Network {
        server: redact_url(url.as_str()),
        source,
    };
    let answer = answer?.map_err(failed)?;
    let status = answer.status;
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Error::Rejected {
            key: found.key.to_string(),
            url: redact_url(url.as_str()),
            status: status.as_u16(),
            command: renew::again(&found.key, &found.credential, context),
        }),
        _ if status.is_server_error() => Err(failed(http::Failure::Server(status.as_u16()))),
        // Where it leads may be a page to log in at, which says nothing of the login.
        _ if status.is_redirection() => Err(failed(http::Failure::Redirected(status.as_u16()))),
        _ => Ok(answer),
    }
}

async fn both(
    client: &Client,
    request: Request<Vec<u8>>,
    url: &Url,
) -> Result<Answer, http::Failure> {
    let status = client.status(request).await?;
    let plain = Request::get(url.as_str()).body(Vec::new());
    let without = match plain {
        Ok(plain) if status.is_success() => client.status(plain).await.ok(),
        _ => None,
    };
    Ok(Answer { status, without })
}

fn request(url: &Url, credential: &Credential) -> Result<Request<Vec<u8>>> {
    let scheme = credential.scheme();
    let mut url = url.clone();
    let mut value = None;
    match scheme.sent() {
        Sent::Header(header) => value = Some(header),
        Sent::Path => {
            let token = scheme.only_field().unwrap_or_default();
            let path = format!("/t/{token}{}", url.path());
            url.set_path(&path);
        }
        Sent::Signature => {
            return Err(Error::Usage {
                problem: "S3 keys sign requests, which `--check` cannot do".into(),
                hint: Some("leave out `--check`".into()),
            });
        }
    }
    let mut request = Request::get(url.as_str());
    if let Some(value) = value {
        let value = header::HeaderValue::from_str(value.expose());
        let mut value = value.map_err(|_| unsendable())?;
        value.set_sensitive(true);
        request = request.header(header::AUTHORIZATION, value);
    }
    request.body(Vec::new()).map_err(|_| unsendable())
}

fn unsendable() -> Error {
    Error::Usage {
        problem: "what is stored cannot be sent to a server".into(),
        hint: Some("log in again".into()),
    }
}
