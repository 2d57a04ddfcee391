//! conda: it puts conda tokens into URLs from token files, and passwords into headers from netrc, all by itself. For
//! anything else it needs its plugin conda-auth.

mod account;
mod base;
mod beside;
mod channel;
mod entries;
mod held;
mod plugin;
mod record;
mod settings;
mod token;

use std::path::PathBuf;

use self::{base::Base, channel::Names, held::Places, plugin::Plugin, settings::Files};
use super::{
    Hands, Held, Login, Piece, Slot, Tool, Unusable,
    anaconda::Auth,
    netrc::Netrc,
    python_keyring::Backend,
    token_files::{self, TokenFiles},
};
use crate::{env::Env, error::Failure, scheme::Credential};

/// Why a login for a site without encryption is not handed over.
const PLAIN_HTTP: &str = "it would go over plain http, where anybody on the way can read it";

/// conda.
pub(super) struct Conda {
    base: Option<Base>,
    files: TokenFiles,
    netrc: Netrc,
    plugin: Plugin,
    names: Names,
    settings: Files,
    account: Auth,
}

impl Conda {
    pub(super) fn of(env: &Env) -> Self {
        let base = Base::of(env);
        Self {
            plugin: Plugin::of(env, base.as_ref()),
            base,
            files: TokenFiles::of(env),
            netrc: Netrc::of(env),
            names: Names::of(env),
            settings: Files::of(env),
            account: Auth::of(env),
        }
    }
}

impl Tool for Conda {
    fn name(&self) -> &'static str {
        "conda"
    }

    fn detect(&self) -> Option<PathBuf> {
        self.base.as_ref().map(|base| base.program.clone())
    }

    fn pieces(&self, login: &Login<'_>) -> Result<Vec<Piece>, Unusable> {
        let mut channels = login.channels();
        channels.extend(login.sites.clone());
        self.names.check_defaults(&channels)?;
        self.check_neighbours(login)?;
        if let Some(pieces) = self.through_account(login) {
            return pieces;
        }
        match login.credential {
            Credential::CondaToken(_) => token::pieces(login, &self.files, &self.names),
            // It reads the same file as all others, and knows no channels there either.
            Credential::Basic(_) if !login.is_for_channel() => self.netrc.pieces(login),
            Credential::Basic(_) | Credential::Bearer(_) | Credential::OAuth(_) => {
                self.plugin.pieces(login, &self.names)
            }
            Credential::S3(_) => Err(Unusable::because("it does not read channels from S3")),
        }
    }

    fn leading_to(&self, secret: &Slot, hands: &Hands) -> Result<Vec<Slot>, Failure> {
        let Some(target) = target(secret) else {
            return Ok(Vec::new());
        };
        let held = self.held(hands)?;
        let is_held = |name: &String| {
            held.iter()
                .any(|held| self::target(&held.slot) == Some(name))
        };
        let leading = self.settings.leading_to(target).into_iter();
        let useless = leading.filter(|(_, names)| !names.iter().any(is_held));
        Ok(useless.map(|(slot, _)| slot).collect())
    }

    fn held(&self, hands: &Hands) -> Result<Vec<Held>, Failure> {
        let lists = self.files.conda.iter();
        let lists = lists.map(|directory| token_files::held(directory));
        let mut held = lists.collect::<Result<Vec<_>, _>>()?.concat();
        let places = Places {
            names: &self.names,
            entries: self.settings.entries(),
        };
        held.extend(held::in_keychain(hands, &places)?);
        if let Backend::Anaconda(file) = &self.plugin.backend {
            held.extend(held::in_file(file, &places)?);
        }
        Ok(held)
    }
}

/// What the secret of conda-auth's in this place is stored for.
fn target(slot: &Slot) -> Option<&str> {
    match slot {
        Slot::Keyring { service, .. } | Slot::AnacondaKeyring { service, .. } => {
            record::target(service)
        }
        _ => None,
    }
}
