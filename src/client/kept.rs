//! Kept: what answers for an origin, in memory for a minute at most, and found once for all who ask at a time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::{sync, task};
use url::Url;

use super::{
    credentials::{Answer, Credentials, Finding},
    error::Error,
};
use crate::{scheme::Credential, time};

/// How long a login or logout of another program may go unseen.
const LONGEST: u64 = 60;
/// The same for a token that is soon over and could not be renewed, so that its provider is not asked all the time.
const SHORTEST: u64 = 5;

/// What was found for an origin, and until when it holds.
type Place = Arc<sync::Mutex<Option<(Option<Answer>, Instant)>>>;

/// What answers, by origin.
#[derive(Default)]
pub(super) struct Kept(Mutex<HashMap<String, Place>>);

impl Kept {
    /// What answers for `url`; what was `refused` there is not kept.
    pub(super) async fn answer(
        &self,
        url: &Url,
        refused: Option<Refused>,
        credentials: &Arc<Credentials>,
    ) -> Result<Option<Answer>, Error> {
        let place = self.place(url);
        // Whoever comes meanwhile waits for what we find.
        let mut kept = place.lock().await;
        if let Some((answer, until)) = &*kept {
            let is_refused = refused.as_ref().is_some_and(|it| it.answer == *answer);
            if *until > Instant::now() && !is_refused {
                return Ok(answer.clone());
            }
        }
        *kept = None;
        let (credentials, url) = (Arc::clone(credentials), url.clone());
        let refused = refused.filter(|refused| refused.renewal == Renewal::Allowed);
        let refused = refused.and_then(|refused| refused.answer);
        // It goes on when nobody waits for it any more: a renewal has to be stored.
        let found = task::spawn_blocking(move || credentials.find(&url, refused.as_ref()));
        let Finding {
            answer,
            is_for_origin,
        } = found.await.unwrap_or_else(ended)?;
        if is_for_origin {
            *kept = Some((answer.clone(), Instant::now() + lasting(answer.as_ref())));
        }
        Ok(answer)
    }

    fn place(&self, url: &Url) -> Place {
        let origin = url.origin().ascii_serialization();
        let places = self.0.lock();
        let mut places = places.unwrap_or_else(PoisonError::into_inner);
        Arc::clone(places.entry(origin).or_default())
    }
}

/// What the server refused.
pub(super) struct Refused {
    /// The credential that was sent, if one was.
    pub(super) answer: Option<Answer>,
    pub(super) renewal: Renewal,
}

/// Whether a login that was refused is renewed, if it can be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Renewal {
    Allowed,
    None,
}

fn lasting(answer: Option<&Answer>) -> Duration {
    let credential = answer.map(|answer| &answer.credential);
    let end = credential.and_then(|credential| credential.scheme().expires_at());
    let margin = match credential {
        Some(Credential::OAuth(login)) if login.is_refreshable() => login.margin(),
        _ => 0,
    };
    let left = |margin| end.map(|end| end.saturating_sub(time::now()).saturating_sub(margin));
    let seconds = match left(margin) {
        None => LONGEST,
        Some(seconds @ 1..) => seconds.unsigned_abs().min(LONGEST),
        Some(_) => left(0)
            .map_or(0, |left| u64::try_from(left).unwrap_or(0))
            .min(SHORTEST),
    };
    Duration::from_secs(seconds)
}

/// The work panicked, which goes on here, or its runtime ended before it began.
fn ended(error: task::JoinError) -> Result<Finding, Error> {
    match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => Err(crate::Error::Interrupted.into()),
    }
}
