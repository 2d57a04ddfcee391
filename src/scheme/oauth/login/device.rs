//! Device: the device authorization grant, with a code that is typed in any browser (RFC 8628).

use std::time::Duration;

use oauth2::{
    DeviceAuthorizationUrl, EmptyExtraDeviceAuthorizationFields, RequestTokenError, Scope,
    StandardDeviceAuthorizationResponse, TokenUrl, basic::BasicErrorResponse,
};
use url::Url;

use super::{
    super::{
        OAuth,
        identity::Expected,
        protocol::{Described, Registered, registered},
    },
    Attempt, DeviceCode, Guide,
};
use crate::{
    error::{Error, Result},
    http,
    text::redact_url,
};

/// The longest pause between two questions, which is also the longest interval that we believe.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

impl Attempt<'_> {
    /// Logs in with a code.
    pub(super) async fn by_device(&self, guide: &mut dyn Guide) -> Result<OAuth> {
        let granted = self.ask_for_code().await?;
        let code = self.shown(&granted)?;
        guide.show_code(&code);
        let limit = self.login.limit.min(granted.expires_in());
        let client = self
            .client()
            .set_token_uri(TokenUrl::from_url(self.provider.token.clone()));
        let tokens = async {
            // The person has not typed it yet, and some providers count the first question as hurry.
            tokio::time::sleep(granted.interval()).await;
            client
                .exchange_device_access_token(&granted)
                .set_max_backoff_interval(LONGEST_PAUSE)
                .request_async(&self.transport, tokio::time::sleep, Some(limit))
                .await
        };
        let tokens = tokio::time::timeout(limit, tokens).await;
        let tokens = tokens.map_err(|_| self.nobody_came(limit))?;
        let tokens = tokens.map_err(|error| self.failed(error))?;
        self.finish(&tokens, Expected::Nothing).await
    }

    fn client(&self) -> Registered {
        let registration = self.login.registration;
        let secret = registration.client_secret.as_ref();
        registered(
            &registration.client_id,
            secret,
            self.provider.wants_secret_in_body,
        )
    }

    async fn ask_for_code(&self) -> Result<StandardDeviceAuthorizationResponse> {
        let registration = self.login.registration;
        let Some(place) = &self.provider.device else {
            let hint = "log in with a browser: `--oauth-flow auth-code`";
            return Err(self.refuse("gives out no device codes", Some(hint)));
        };
        let client = self.client();
        let client =
            client.set_device_authorization_url(DeviceAuthorizationUrl::from_url(place.clone()));
        let special = registration.application.as_ref();
        let scopes = special.map_or(&registration.scopes, |special| &special.device_scopes);
        let scopes = scopes.iter().cloned().map(Scope::new);
        let mut request = client.exchange_device_code().add_scopes(scopes);
        if let Some(audience) = &registration.audience {
            request = request.add_extra_param("audience", audience);
        }
        let answer = request
            .request_async::<_, EmptyExtraDeviceAuthorizationFields>(&self.transport)
            .await;
        answer.map_err(|error: RequestTokenError<_, BasicErrorResponse>| self.failed(error))
    }

    /// The provider's answer as it may be shown to a person.
    fn shown(&self, granted: &StandardDeviceAuthorizationResponse) -> Result<DeviceCode> {
        let page = self.page_to_visit(granted.verification_uri().as_str())?;
        let page_with_code = granted.verification_uri_complete();
        let page_with_code = page_with_code
            .map(|url| self.page_to_visit(url.secret()))
            .transpose()?;
        let expires_in = granted.expires_in().min(self.login.limit);
        Ok(DeviceCode {
            code: self.typeable(granted.user_code().secret())?,
            page,
            page_with_code,
            until: (self.login.now)().saturating_add_unsigned(expires_in.as_secs()),
            interval: granted.interval().as_secs(),
        })
    }

    /// A code that a person can see and type.
    fn typeable(&self, code: &str) -> Result<String> {
        let is_good = |c: char| c.is_ascii_graphic() || c == ' ';
        match !code.trim().is_empty() && code.len() <= 64 && code.chars().all(is_good) {
            true => Ok(code.to_owned()),
            false => Err(self.refuse("gives out a code that nobody can type", None)),
        }
    }

    fn page_to_visit(&self, text: &str) -> Result<Url> {
        let url = Url::parse(text).ok();
        // One that is longer fits no terminal, no QR code and hardly a browser.
        let is_good =
            |url: &Url| matches!(url.scheme(), "http" | "https") && url.as_str().len() <= 2048;
        let url = url.filter(is_good);
        url.ok_or_else(|| {
            let why = format!(
                "names `{}` as the page to log in at, which nobody can visit",
                redact_url(text)
            );
            self.refuse(why, None)
        })
    }

    pub(super) fn failed<E>(&self, error: RequestTokenError<http::Failure, E>) -> Error
    where
        E: oauth2::ErrorResponse + Described + 'static,
    {
        let error = self.transport.error(&self.issuer(), "the login", error);
        match &self.login.registration.application {
            Some(special) => special.hinted(error.into()),
            None => error.into(),
        }
    }
}
