//! conda-auth: the plugin that conda needs for bearer tokens, and for passwords of single channels. It wants an entry of
//! `channel_settings`, and the secret in Python's keyring, which 0.2.1 and later versions read in different forms.

use std::path::PathBuf;

use super::{
    base::Base,
    channel::Names,
    entries::{Entry, one_channel, whole_host},
    record::Sort,
};
use crate::{
    env::Env,
    error::Failure,
    secret::Secret,
    store::keychain::Patience,
    tool::{
        Hands, Login, Piece, Slot, Unusable,
        python_keyring::{self, Backend},
        slot::channel_settings::Settings,
    },
};

/// conda-auth as it is installed here.
pub(super) struct Plugin {
    version: Option<String>,
    /// That of conda itself.
    conda: Option<String>,
    pub(super) condarc: Option<PathBuf>,
    pub(super) backend: Backend,
    hands: Hands,
}

impl Plugin {
    pub(super) fn of(env: &Env, base: Option<&Base>) -> Self {
        let version = |name| base.and_then(|base| base.version(name));
        Self {
            version: version("conda_auth"),
            conda: version("conda"),
            condarc: env.home().map(|home| home.join(".condarc")),
            backend: python_keyring::backend(env, version("anaconda_auth").is_some()),
            hands: Hands::of(env, Patience::ALONE),
        }
    }

    pub(super) fn pieces(&self, login: &Login<'_>, names: &Names) -> Result<Vec<Piece>, Unusable> {
        let Some(version) = &self.version else {
            return Err(Unusable {
                is_passing: false,
                why: "it needs the plugin conda-auth for this, which is not installed".into(),
                hint: Some("run `conda install -n base -c conda-forge conda-auth`".into()),
            });
        };
        self.check_loads(version)?;
        let unknown = || Unusable::because("the home directory is not known");
        let condarc = self.condarc.as_ref().ok_or_else(unknown)?;
        let sort = Sort::of(login.credential);
        check(sort)?;
        let entries = match (login.is_for_channel(), is_old(version)) {
            (true, _) => one_channel(login, &login.sites, names),
            (false, true) => one_channel(login, &login.channels(), names),
            (false, false) => whole_host(login, names),
        }?;
        let keyring = self.keyring()?;
        let mut pieces = Vec::new();
        // The secrets first: an entry without one stops conda with an error.
        for entry in &entries {
            let mut items = vec![sort.record(&entry.target)];
            if entry.channel == entry.target {
                items.push(sort.bare(&entry.channel));
            }
            for (service, account, value) in items {
                let slots = keyring.slots(&service, &account);
                pieces.extend(slots.map(|slot| Piece {
                    slot,
                    value: value.clone(),
                }));
            }
        }
        pieces.extend(entries.into_iter().map(|entry| Piece {
            value: settings(sort, &entry),
            slot: Slot::ChannelSettings {
                path: condarc.clone(),
                channel: entry.channel,
            },
        }));
        Ok(pieces)
    }

    /// conda 26.9 has not the names that conda-auth 0.2.1 imports (`conda_auth/plugin.py`; `conda/plugins/__init__.py`).
    fn check_loads(&self, version: &str) -> Result<(), Unusable> {
        match &self.conda {
            Some(conda) if is_old(version) && numbers(conda) >= (26, 9, 0) => Err(Unusable {
                why: format!("its plugin conda-auth {version} does not load in conda {conda}"),
                hint: Some("run `conda install -n base -c conda-forge 'conda-auth>0.2.1'`".into()),
                is_passing: false,
            }),
            _ => Ok(()),
        }
    }

    /// Where Python's keyring will look.
    fn keyring(&self) -> Result<Places, Unusable> {
        let probed = || match self.hands.keyring().and_then(|keyring| keyring.probe()) {
            Err(Failure::Absent(why)) => Err(why),
            // Whatever else is wrong with it is told when it is written to.
            _ => Ok(()),
        };
        match &self.backend {
            Backend::System => match probed() {
                Ok(()) => Ok(Places::in_keychain()),
                Err(why) => Err(Unusable {
                    is_passing: true,
                    why: format!(
                        "its plugin conda-auth keeps logins in a keyring, and there is none here: {why}"
                    ),
                    hint: Some("log in to the desktop, or start a Secret Service".into()),
                }),
            },
            Backend::Anaconda(file) => Ok(Places {
                file: Some(file.clone()),
                is_in_keychain: probed().is_ok(),
            }),
            Backend::Other(why) => Err(Unusable::because(format!(
                "its plugin conda-auth keeps logins where xauth cannot: {why}"
            ))),
        }
    }
}

/// The places that one secret goes to.
struct Places {
    file: Option<PathBuf>,
    is_in_keychain: bool,
}

impl Places {
    fn in_keychain() -> Self {
        Self {
            file: None,
            is_in_keychain: true,
        }
    }

    fn slots(&self, service: &str, account: &str) -> impl Iterator<Item = Slot> {
        let (service, account) = (service.to_owned(), account.to_owned());
        let item = self.is_in_keychain.then(|| Slot::Keyring {
            service: service.clone(),
            account: account.clone(),
        });
        let entry = self.file.clone().map(|path| Slot::AnacondaKeyring {
            path,
            service,
            account,
        });
        item.into_iter().chain(entry)
    }
}

/// conda sends Latin-1 where all others send UTF-8 (`requests/auth.py`), and stops at letters that Latin-1 has not.
fn check(sort: Sort<'_>) -> Result<(), Unusable> {
    match sort {
        Sort::Basic(user, password) if !(user.is_ascii() && password.is_ascii()) => {
            let why =
                "it does not send letters outside ASCII as other tools do, and this login has some";
            Err(Unusable::because(why))
        }
        _ => Ok(()),
    }
}

/// The entry's settings beside `channel`.
fn settings(sort: Sort<'_>, entry: &Entry) -> Secret {
    let user = match sort {
        Sort::Basic(user, _) => Some(user.to_owned()),
        Sort::Token(_) => None,
    };
    let settings = Settings {
        auth: Some(sort.name().into()),
        auth_target: Some(entry.target.clone()),
        auth_allow_plaintext_http: entry.is_in_clear.then(|| "true".into()),
        username: user,
        ..Settings::default()
    };
    settings.value()
}

/// Whether a version is 0.2.1 or older. `0.2.2.dev29` is what is built after it.
fn is_old(version: &str) -> bool {
    numbers(version) <= (0, 2, 1)
}

pub(super) fn numbers(version: &str) -> (u32, u32, u32) {
    let mut numbers = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    (next(), next(), next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_versions_are_told_from_new_ones() {
        for (version, wanted) in [
            ("0.2.1", true),
            ("0.1.2", true),
            ("0.2.2.dev29+g1ce8c87", false),
            ("0.3.0", false),
            ("1.0", false),
        ] {
            assert_eq!(is_old(version), wanted, "{version}");
        }
    }
}
