//! Exchange: a request and its answer, with what answers for its URL, and once more with what is newer.

use reqwest::{Request, Response, StatusCode};
use url::Url;

use super::{
    Client,
    builder::Without,
    carry,
    credentials::Answer,
    error::Error,
    kept::{Refused, Renewal},
    redirect::Asked,
};
use crate::text::redact_url;

/// A response, and what it is the answer to.
pub(super) struct Exchange {
    pub(super) response: Response,
    /// The URL as it went out.
    pub(super) sent: Url,
    pub(super) answer: Option<Answer>,
}

impl Client {
    /// One hop: sent, and sent once more where something newer is stored or can be had.
    pub(super) async fn ask(
        &self,
        request: Request,
        asked: &Asked,
        without: Without,
    ) -> Result<Exchange, Error> {
        if carry::has_own(&request) {
            return self.send(request, None).await;
        }
        let answer = self.answer(&asked.url, None, without).await?;
        let exchange = self.send(request, answer.clone()).await?;
        let status = exchange.response.status();
        if !is_refusal(status) {
            return Ok(exchange);
        }
        let newer = self.newer(asked, answer.clone(), status).await?;
        let (Some(request), Some(newer)) = (asked.again(), newer) else {
            return Err(refusal(&asked.url, answer, status));
        };
        let exchange = self.send(request, Some(newer.clone())).await?;
        match exchange.response.status() {
            status if is_refusal(status) => Err(refusal(&asked.url, Some(newer), status)),
            _ => Ok(exchange),
        }
    }

    async fn answer(
        &self,
        url: &Url,
        refused: Option<Refused>,
        without: Without,
    ) -> Result<Option<Answer>, Error> {
        let answer = self.kept.answer(url, refused, &self.credentials).await?;
        match (answer, without) {
            (None, Without::Refuse) => Err(Error::login_required(url)),
            (answer, _) => Ok(answer),
        }
    }

    /// What answers now, if it is not what was refused.
    async fn newer(
        &self,
        asked: &Asked,
        refused: Option<Answer>,
        status: StatusCode,
    ) -> Result<Option<Answer>, Error> {
        let renewal = match status {
            StatusCode::UNAUTHORIZED => Renewal::Allowed,
            // The server knows who asks: a new token would say the same.
            _ => Renewal::None,
        };
        let refused_one = Refused {
            answer: refused.clone(),
            renewal,
        };
        let newer = self
            .kept
            .answer(&asked.url, Some(refused_one), &self.credentials);
        Ok(newer.await?.filter(|newer| Some(newer) != refused.as_ref()))
    }

    async fn send(&self, mut request: Request, answer: Option<Answer>) -> Result<Exchange, Error> {
        let url = redact_url(request.url().as_str());
        if let Some(answer) = &answer {
            carry::attach(&mut request, answer)?;
        }
        let sent = request.url().clone();
        let response = self.http.exchange(request).await;
        let response = response.map_err(|source| Error::Network { url, source })?;
        Ok(Exchange {
            response,
            sent,
            answer,
        })
    }
}

fn is_refusal(status: StatusCode) -> bool {
    matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
}

fn refusal(url: &Url, answer: Option<Answer>, status: StatusCode) -> Error {
    match answer {
        None => Error::login_required(url),
        Some(answer) => Error::Rejected {
            key: answer.key.to_string(),
            url: redact_url(url.as_str()),
            status: status.as_u16(),
            command: answer.again,
        },
    }
}
