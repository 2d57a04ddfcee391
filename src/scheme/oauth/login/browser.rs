//! Browser: the authorization code flow with PKCE, through a browser on this machine (RFC 6749 §4.1, RFC 7636, RFC 8252).

use std::future::pending;

use oauth2::{
    AuthUrl, AuthorizationCode, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    TokenUrl,
};
use openidconnect::Nonce;

use super::{
    super::{
        OAuth, grant,
        identity::{self, Expected},
        loopback::{Answer, Callback, Loopback, Page},
        protocol::{Tokens, WithIdToken, registered},
    },
    Attempt, Guide,
};
use crate::{
    error::{Error, Result},
    secret::Secret,
    text::escape,
};

/// What was sent with the browser, and has to come back or be told to the provider after it.
struct Sent {
    url: url::Url,
    state: Secret,
    nonce: Option<Nonce>,
    verifier: PkceCodeVerifier,
    redirect: RedirectUrl,
}

impl Attempt<'_> {
    /// Logs in with a browser; `None` when none opened and there is another way.
    pub(super) async fn by_browser<T>(
        &self,
        guide: &mut dyn Guide,
        may_fall_back: bool,
        then: &impl AsyncFn(OAuth) -> Result<T>,
    ) -> Result<Option<T>> {
        let loopback = match Loopback::bind(&self.login.registration.redirect).await {
            Err(error) if may_fall_back => {
                guide.not_listening(&error.message());
                return Ok(None);
            }
            loopback => loopback?,
        };
        let sent = self.request(&loopback)?;
        let limit = self.login.limit;
        let until = (self.login.now)().saturating_add_unsigned(limit.as_secs());
        let opening = guide.show_page(&sent.url, until);
        if opening.is_none() && may_fall_back {
            return Ok(None);
        }
        let failed = async {
            let is_opened = match opening {
                Some(opening) => opening.await.unwrap_or(true),
                None => true,
            };
            if !is_opened {
                guide.not_opened();
            }
            if is_opened || !may_fall_back {
                pending::<()>().await;
            }
        };
        let callback = tokio::select! {
            callback = tokio::time::timeout(limit, loopback.callback(&sent.state)) => callback,
            () = failed => return Ok(None),
        };
        let callback = callback.map_err(|_| self.nobody_came(limit))?;
        let login = self.exchange(&callback, sent).await;
        let account = login
            .as_ref()
            .ok()
            .and_then(|login| login.facts().account.clone());
        let done = match login {
            Ok(login) => then(login).await,
            Err(error) => Err(error),
        };
        callback.show(self.page(account, &done)).await;
        done.map(Some)
    }

    fn request(&self, loopback: &Loopback) -> Result<Sent> {
        let registration = self.login.registration;
        let Some(page) = &self.provider.authorization else {
            let hint = "log in with a code: `--oauth-flow device-code`";
            return Err(self.refuse("has no page to log in at", Some(hint)));
        };
        let redirect = RedirectUrl::new(loopback.redirect_uri().to_owned());
        let redirect = redirect.expect("the loopback address is a URL");
        let client = registered(&registration.client_id, None, false)
            .set_auth_uri(AuthUrl::from_url(page.clone()))
            .set_redirect_uri(redirect.clone());
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = self.is_openid().then(Nonce::new_random);
        let scopes = registration.scopes.iter().cloned().map(Scope::new);
        let mut request = client
            .authorize_url(CsrfToken::new_random)
            .add_scopes(scopes)
            .set_pkce_challenge(challenge);
        if let Some(nonce) = &nonce {
            request = request.add_extra_param("nonce", nonce.secret());
        }
        // Without consent there is no refresh token (OpenID Connect Core 1.0 §11).
        let is_offline = |scope: &String| scope == "offline_access";
        if !registration.no_consent && registration.scopes.iter().any(is_offline) {
            request = request.add_extra_param("prompt", "consent");
        }
        if let Some(audience) = &registration.audience {
            request = request.add_extra_param("audience", audience);
        }
        let (url, state) = request.url();
        let state = Secret::new(state.secret().as_str());
        Ok(Sent {
            url,
            state,
            nonce,
            verifier,
            redirect,
        })
    }

    async fn exchange(&self, callback: &Callback, sent: Sent) -> Result<OAuth> {
        self.check_issuer(callback.iss.as_deref())?;
        let code = match &callback.answer {
            Answer::Code(code) => code.expose().to_owned(),
            Answer::Refused { error, description } => {
                return Err(self.refused(error, description.as_deref()));
            }
        };
        let registration = self.login.registration;
        let (secret, in_body) = (
            registration.client_secret.as_ref(),
            self.provider.wants_secret_in_body,
        );
        let client = registered(&registration.client_id, secret, in_body)
            .set_token_uri(TokenUrl::from_url(self.provider.token.clone()))
            .set_redirect_uri(sent.redirect);
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(sent.verifier)
            .request_async(&self.transport)
            .await;
        let tokens = tokens.map_err(|error| self.failed(error))?;
        let expected = sent
            .nonce
            .as_ref()
            .map_or(Expected::Nothing, Expected::Nonce);
        self.finish(&tokens, expected).await
    }

    /// The issuer in the answer, which an attacker's provider cannot set to ours (RFC 9207 §2.4).
    fn check_issuer(&self, said: Option<&str>) -> Result<()> {
        match said {
            _ if !self.is_openid() => Ok(()),
            Some(said) if said == self.provider.issuer => Ok(()),
            Some(said) => {
                let why = format!("was not who answered: `{}` did", escape(said));
                Err(self.refuse(why, None))
            }
            None if self.provider.names_itself => {
                let why = "is said to name itself in its answers, and did not";
                Err(self.refuse(why, None))
            }
            None => Ok(()),
        }
    }

    fn refused(&self, error: &str, description: Option<&str>) -> Error {
        let said = match description {
            Some(text) => format!("{text} (`{error}`)"),
            None => format!("`{error}`"),
        };
        let hint = "log in again, and agree to what is asked";
        let hint = (error == "access_denied").then_some(hint);
        self.refuse(format!("refused the login: {}", escape(&said)), hint)
    }

    /// The login that tokens make, once it is clear whose they are.
    pub(super) async fn finish(&self, tokens: &Tokens, expected: Expected<'_>) -> Result<OAuth> {
        let WithIdToken { id_token } = tokens.extra_fields();
        let registration = self.login.registration;
        let id_token = id_token.as_ref().filter(|_| self.is_openid());
        let account = identity::account(
            &self.transport,
            self.provider,
            registration,
            id_token,
            expected,
        );
        let account = account.await?;
        grant::login(
            self.provider,
            registration,
            tokens,
            account,
            (self.login.now)(),
        )
    }

    fn page<T>(&self, account: Option<String>, done: &Result<T>) -> Page {
        match done {
            Ok(_) => Page::LoggedIn {
                host: self.login.host.to_owned(),
                account,
            },
            Err(error) => Page::Failed(error.message()),
        }
    }
}
