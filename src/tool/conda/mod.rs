//! conda: it puts conda tokens into URLs from token files, and passwords into headers from netrc, all by itself. For
//! anything else it needs its plugin conda-auth.

mod base;
mod beside;
mod channel;
mod held;
mod plugin;
mod record;
mod token;

use std::path::PathBuf;

use self::{base::Base, channel::Names, plugin::Plugin};
use super::{
    Hands, Held, Login, Piece, Slot, Tool, Unusable,
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

    fn leading_to(&self, secret: &Slot) -> Vec<Slot> {
        let (Slot::Keyring { service, .. } | Slot::AnacondaKeyring { service, .. }) = secret else {
            return Vec::new();
        };
        let named = service
            .splitn(3, "::")
            .nth(2)
            .zip(self.plugin.condarc.as_ref());
        let named = named.into_iter();
        named
            .flat_map(|(target, path)| {
                [target.to_owned(), format!("{target}/*")].map(|channel| (channel, path))
            })
            .map(|(channel, path)| Slot::ChannelSettings {
                path: path.clone(),
                channel,
            })
            .collect()
    }

    fn held(&self, hands: &Hands) -> Result<Vec<Held>, Failure> {
        let lists = self.files.conda.iter();
        let lists = lists.map(|directory| token_files::held(directory));
        let mut held = lists.collect::<Result<Vec<_>, _>>()?.concat();
        held.extend(held::in_keychain(hands, &self.names.alias)?);
        if let Backend::Anaconda(file) = &self.plugin.backend {
            held.extend(held::in_file(file, &self.names.alias)?);
        }
        Ok(held)
    }
}
