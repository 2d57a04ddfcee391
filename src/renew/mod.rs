//! Renew: a login's tokens are made new before they are used, whoever it is that uses them.

mod again;

use std::time::Duration;

use crate::{
    config::Config,
    env::Env,
    error::{Error, Result},
    notes::{Note, Notes},
    scheme::{
        Credential, Scheme,
        oauth::{OAuth, Refused},
    },
    store::{Protection, Summary},
    target::{Key, Kind},
    text::word,
    time,
    vault::{Asker, Due, Found, NotRenewed, Renewal, Renewed, Vault},
};

/// How long we wait for another process that renews the same login; a request may take 30 s.
const PATIENCE: Duration = Duration::from_secs(45);
/// The same while the token is good.
const IMPATIENCE: Duration = Duration::from_secs(5);

/// The way to a login provider, and what is to happen to signals meanwhile.
pub(crate) trait Provider {
    /// From here to [`rest`](Self::rest) nothing must end the process.
    fn hold(&self);

    /// Whether something would have ended the process meanwhile.
    fn is_interrupted(&self) -> bool;

    /// What came of it is stored.
    fn rest(&self);

    /// Asks for new tokens.
    fn refresh(&self, login: &OAuth) -> Result<OAuth, Refused>;

    /// Tells of tokens that nobody has now. There is nobody left to do anything about it if that fails.
    fn forsake(&self, orphan: &OAuth);
}

/// Renews what was found in a vault, and remembers what belongs to it.
pub(crate) struct Renewer<'a> {
    pub(crate) env: &'a Env,
    pub(crate) provider: &'a dyn Provider,
}

/// What a login is used as.
pub(crate) enum Use {
    /// As it was found: it is not due, or cannot be renewed.
    AsFound,
    /// Renewed.
    Renewed(Done),
    /// As it was found, since it is good still, although it was not renewed.
    NotRenewed(Error),
}

/// A renewal that is done.
pub(crate) struct Done {
    /// The login now.
    pub(crate) renewed: Renewed,
    /// Whether what a later run needs to know was noted.
    pub(crate) noted: Result<()>,
}

impl Renewer<'_> {
    /// Renews what was found, if its time is short. What cannot be renewed now stays as it is while it is good.
    pub(crate) fn for_use(&self, found: &Found<'_>, vault: &Vault) -> Result<Use> {
        let Credential::OAuth(login) = &found.credential else {
            return Ok(Use::AsFound);
        };
        let left = login.expires_at().map(|at| at.saturating_sub(time::now()));
        let is_due = left.is_some_and(|left| left < login.margin());
        if !is_due || !login.is_refreshable() {
            return Ok(Use::AsFound);
        }
        let is_good = left.is_some_and(|left| left > 0);
        let patience = if is_good { IMPATIENCE } else { PATIENCE };
        match self.attempt(found, vault, Due::Soon, patience) {
            Ok(done) => Ok(Use::Renewed(done)),
            Err(why) if is_good && is_bearable(&why) => {
                Ok(Use::NotRenewed(self.explain(why, found)))
            }
            Err(why) => Err(self.explain(why, found)),
        }
    }

    /// Renews what was found when it is due.
    pub(crate) fn now(&self, found: &Found<'_>, vault: &Vault, due: Due) -> Result<Done> {
        self.attempt(found, vault, due, PATIENCE)
            .map_err(|why| self.explain(why, found))
    }

    fn attempt(
        &self,
        found: &Found<'_>,
        vault: &Vault,
        due: Due,
        patience: Duration,
    ) -> Result<Done, NotRenewed> {
        let facts = notes(self.env).get(&found.key).and_then(|note| note.oauth);
        let renewal = Renewal {
            due,
            patience,
            facts,
            locks: self.env.state_dir(),
            now: time::now,
            asker: &mut Asking(self.provider),
        };
        let renewed = vault.renew(found, renewal);
        self.provider.rest();
        if let Err(NotRenewed::Gone(Some(orphan))) = &renewed {
            self.provider.forsake(orphan);
        }
        let renewed = renewed?;
        let noted = match &renewed.credential {
            Credential::OAuth(login) if renewed.by_us => self.remember(found, login, &renewed),
            _ => Ok(()),
        };
        Ok(Done { renewed, noted })
    }

    /// Notes what a later run needs; the tokens are stored already.
    fn remember(&self, found: &Found<'_>, login: &OAuth, renewed: &Renewed) -> Result<()> {
        let mut note = notes(self.env).get(&found.key).unwrap_or_default();
        note.oauth = Some(login.remembered());
        note.stored_at = time::now();
        if found.store.protection() == Protection::Encrypted {
            note.summary = Some(Summary::from(&renewed.credential));
        }
        notes(self.env).set(&found.key, note)
    }

    fn explain(&self, why: NotRenewed, found: &Found<'_>) -> Error {
        match why {
            NotRenewed::ForNow(error) | NotRenewed::NotStored(error) => error,
            NotRenewed::ForGood(why) => Error::Over {
                key: found.key.to_string(),
                why,
                command: again(self.env, &found.key, &found.credential),
            },
            NotRenewed::Gone(_) => Error::NotFound {
                target: found.key.to_string(),
                alike: None,
            },
        }
    }
}

/// Whether a token that is still good may be used all the same.
fn is_bearable(why: &NotRenewed) -> bool {
    match why {
        NotRenewed::ForNow(error) => !matches!(error, Error::Interrupted),
        NotRenewed::ForGood(_) => true,
        NotRenewed::Gone(_) | NotRenewed::NotStored(_) => false,
    }
}

struct Asking<'a>(&'a dyn Provider);

impl Asker for Asking<'_> {
    fn hold(&mut self) {
        self.0.hold();
    }

    fn is_interrupted(&self) -> bool {
        self.0.is_interrupted()
    }

    fn ask(&mut self, login: &OAuth) -> Result<OAuth, Refused> {
        self.0.refresh(login)
    }
}

fn notes(env: &Env) -> Notes {
    Notes::in_directory(env.state_dir())
}

/// What answers for a URL has expired.
pub(crate) fn expired(env: &Env, found: &Found<'_>, at: i64) -> Error {
    Error::Expired {
        key: found.key.to_string(),
        when: time::relative(at),
        command: Some(command(env, found)),
    }
}

/// The command that makes good what has expired.
fn command(env: &Env, found: &Found<'_>) -> String {
    match &found.credential {
        Credential::OAuth(login) if login.is_refreshable() => {
            format!("xauth refresh {}", word(found.key.as_str()))
        }
        credential => again(env, &found.key, credential),
    }
}

/// The command that makes a login anew.
pub(crate) fn again(env: &Env, key: &Key, credential: &Credential) -> String {
    let rows = Config::read(env).unwrap_or_default().servers;
    match credential {
        Credential::OAuth(login) => {
            let mut login = login.clone();
            let facts = notes(env).get(key).and_then(|note| note.oauth);
            facts.iter().for_each(|facts| login.mend(facts));
            again::command(key, &login, &rows)
        }
        _ => match (key.kind(), notes(env).get(key)) {
            (Kind::Path(path), _) => format!("xauth login {} --channel-only", word(path)),
            (_, note) => simple(key, &note.unwrap_or_default()),
        },
    }
}

/// A login that was typed for a channel is asked about there, and nowhere else.
fn simple(key: &Key, note: &Note) -> String {
    let place = note.channel.as_deref().unwrap_or(key.as_str());
    let flag = match note.plain_http {
        true => " --allow-insecure-http",
        false => "",
    };
    format!("xauth login {}{flag}", word(place))
}
