//! An API key that a site makes, for a person who logs in there.

use std::cell::Cell;

use super::{
    Context,
    account::{Account, Obtained, expiry},
    guide::Guide,
    issued::Made,
};
use crate::{
    anaconda::{Site, account},
    cli::time,
    error::{Error, Result},
    http::{Client, Grace},
    scheme::{
        Credential, Scheme,
        oauth::{self, NotRevoked, OAuth, Registration},
    },
    secret::Secret,
};

const INTERRUPTED: &str = "nothing was stored, but Anaconda may have made an API key";

impl Account<'_> {
    /// A new key, once the person has logged in.
    pub(super) fn make(&self, context: &mut Context<'_>) -> Result<Obtained> {
        let Self { site, request, .. } = *self;
        context.note(&format!(
            "logging in to {} with an Anaconda account (with an API key instead: `--token`)",
            request.target
        ));
        if let Some(ignored) = &site.ignored {
            context.warn(ignored);
        }
        let registration = site.application().registration()?;
        let client = context.client("a login with an Anaconda account")?;
        let (progress, why) = (Progress::default(), Cell::new(None));
        let ended = self.log_in(&client, &registration, &progress, context);
        let ended = ended.map(|(key, revoked)| {
            if let Err(NotRevoked::Failed(reason)) = revoked {
                why.set(Some(reason));
            }
            key
        });
        let is_asking = progress.is_asking.get();
        let (key, origin) = match progress.made.after(ended) {
            Err(error) if is_asking => return Err(self.doubt(error, context)),
            made => made?,
        };
        context.note(&format!("made an API key{}", expiry(&key)));
        if let Some(why) = why.take() {
            context.detail(&format!("the access token is good until it expires: {why}"));
        }
        Ok(Obtained::New(key, origin))
    }

    /// Says where a key would be that was asked for, and of which nobody knows whether it was made.
    fn doubt(&self, error: Error, context: &mut Context<'_>) -> Error {
        match error {
            Error::Interrupted => Error::Stopped(INTERRUPTED),
            Error::Network { .. } => {
                context.warn(&format!(
                    "Anaconda may have made an API key all the same: see {}",
                    self.site.keys_page()
                ));
                error
            }
            error => error,
        }
    }

    fn log_in(
        &self,
        client: &Client,
        registration: &Registration,
        progress: &Progress,
        context: &mut Context<'_>,
    ) -> Result<(Credential, Result<(), NotRevoked>)> {
        let host = self.request.target.to_string();
        let login = oauth::Login {
            client,
            registration,
            flow: self.flow,
            limit: self.way.limit(),
            host: &host,
            now: time::now,
        };
        let made = async {
            let mut guide = Guide::new(context.ui, self.way, self.request.is_json);
            let exchange = async |login| progress.exchange(client, self.site, &login).await;
            login.run_then(&mut guide, &exchange).await
        };
        context.runner.run(Grace::None, made)
    }
}

/// How far a login has come.
#[derive(Default)]
struct Progress {
    is_asking: Cell<bool>,
    made: Made,
}

impl Progress {
    /// An API key for the login's access token, which nobody needs then.
    async fn exchange(
        &self,
        client: &Client,
        site: &Site,
        login: &OAuth,
    ) -> Result<(Credential, Result<(), NotRevoked>)> {
        self.is_asking.set(true);
        let token = Secret::new(login.only_field().unwrap_or_default());
        let key = account::api_key(client, site, &token, time::now()).await;
        if let Ok(key) = &key {
            self.made.hold(key.clone());
        }
        let revoked = oauth::revoke(client, login).await;
        Ok((key?, revoked))
    }
}
