//! Renewal: a login provider, asked from a thread that may wait, on a runtime of its own.

use std::{io, rc::Rc};

use tokio::runtime::Builder;

use crate::{
    env::Env,
    error::{Error, Result},
    http,
    notes::Notes,
    renew::Provider,
    scheme::{
        Credential,
        oauth::{OAuth, Refused, refresh, revoke},
    },
    store::keychain::Patience,
    target::Key,
    time,
    tool::{Followed, Given, Hands, Login, Shares},
};

/// The network of a client. A program's signals are its own business, so nothing is done about them.
pub(super) struct Online<'a> {
    env: &'a Env,
    settings: &'a http::Settings,
}

impl<'a> Online<'a> {
    pub(super) fn of(env: &'a Env, settings: &'a http::Settings) -> Self {
        Self { env, settings }
    }

    fn run<T>(&self, work: impl AsyncFnOnce(&http::Client) -> T) -> Result<T> {
        let client = http::Client::new(self.env, self.settings)?;
        let failed = |error: io::Error| Error::Failed {
            problem: "could not start to use the network".into(),
            hint: None,
            source: Some(error),
        };
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(failed)?;
        let done = runtime.block_on(work(&client));
        // A name that is being looked up cannot be stopped, and is not waited for.
        runtime.shutdown_background();
        Ok(done)
    }

    /// Gives a renewed login to the tools that have the older one; what they do not get is told.
    pub(super) fn follow(&self, key: &Key, credential: &Credential) -> Vec<String> {
        let directory = self.env.state_dir();
        let note = Notes::in_directory(directory.clone()).get(key);
        let note = note.unwrap_or_default();
        let shares = Shares::in_directory(directory, Rc::new(Hands::of(self.env, Patience::ALONE)));
        let channel = note.channel.and_then(|channel| channel.parse().ok());
        let login = Login {
            plain_http: note.plain_http,
            ..Login::new(key, credential, channel)
        };
        let followed = match shares.follow(self.env, &login) {
            Ok(followed) => followed,
            Err(failure) => {
                return vec![format!(
                    "the tools that share `{key}` were not told: {failure}"
                )];
            }
        };
        let one = |(tool, outcome): Followed| {
            let why = match outcome {
                Ok(Given::To(_)) => return None,
                Ok(Given::Theirs(_)) => "it has a login of its own".into(),
                Ok(Given::Unusable(unusable)) if unusable.is_passing => unusable.why,
                // The older token, which it has still, is good for nothing.
                Ok(Given::Unusable(unusable)) => match shares.take(Some(tool), key) {
                    Ok(_) => unusable.why,
                    Err(failure) => failure.to_string(),
                },
                Err(failure) => failure.to_string(),
            };
            Some(format!("{tool} was not given the renewed `{key}`: {why}"))
        };
        followed.into_iter().filter_map(one).collect()
    }
}

impl Provider for Online<'_> {
    fn hold(&self) {}

    fn is_interrupted(&self) -> bool {
        false
    }

    fn rest(&self) {}

    fn refresh(&self, login: &OAuth) -> Result<OAuth, Refused> {
        let asked = self.run(async |client| refresh(client, login, time::now).await);
        asked.unwrap_or_else(|error| Err(Refused::ForNow(error)))
    }

    fn forsake(&self, orphan: &OAuth) {
        drop(self.run(async |client| revoke(client, orphan).await));
    }
}
