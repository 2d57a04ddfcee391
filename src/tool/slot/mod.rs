//! Slot: one place where one tool finds one value. One file a layout; the list and how all are changed are here.

mod anaconda_entry;
mod anaconda_item;
mod anaconda_keyring;
pub mod channel_settings;
mod hands;
mod in_file;
mod layout;
pub(super) mod mamba_file;
mod names;
pub(super) mod netrc_file;
pub(crate) mod python_json;
mod token_file;

use std::{fs, path::PathBuf};

pub use self::hands::Hands;
pub(super) use self::in_file::text;
pub(crate) use self::layout::Damage;
use self::{in_file::in_file, layout::Layout};
use crate::{
    anaconda::payload::Part,
    error::Failure,
    secret::Secret,
    store::file::edit::{self, Mode, edit},
};
use serde::{Deserialize, Serialize};

/// A place for one value, as our record names it. None of it is secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "layout", rename_all = "kebab-case")]
pub enum Slot {
    /// The settings of a channel in conda's `channel_settings`.
    ChannelSettings {
        /// The file: a `.condarc`.
        path: PathBuf,
        /// The channel, as `channel` names it.
        channel: String,
    },
    /// An entry of mamba's `authentication.json`.
    Mamba {
        /// The file.
        path: PathBuf,
        /// The entry: `host[:port][/path]`.
        entry: String,
    },
    /// A machine of a netrc file. The value is the JSON of a user name (`login`) and a password (`password`).
    Netrc {
        /// The file.
        path: PathBuf,
        /// The machine: a host, without a port.
        machine: String,
    },
    /// A file that is one token, of conda and anaconda-client.
    TokenFile {
        /// The file.
        path: PathBuf,
    },
    /// An item of the keychain, as Python's keyring library writes it.
    Keyring {
        /// The service.
        service: String,
        /// The user name.
        account: String,
    },
    /// The API key of a domain, as anaconda-auth keeps it. All else that it keeps for the domain stays.
    AnacondaKey {
        /// Its own file; in the keychain, as Python's keyring library writes it, when there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<PathBuf>,
        /// The domain, as anaconda-auth names it: it may have a port.
        domain: String,
    },
    /// An organisation's token, which anaconda-auth keeps beside the API key.
    AnacondaRepoToken {
        /// As for the API key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<PathBuf>,
        /// The domain of the account.
        domain: String,
        /// The organisation, if it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        organization: Option<String>,
    },
    /// An entry of the file that anaconda-auth makes the keyring of Python programs.
    AnacondaKeyring {
        /// The file.
        path: PathBuf,
        /// The service.
        service: String,
        /// The user name.
        account: String,
    },
}

/// What a slot is to hold.
#[derive(Clone, Debug)]
pub enum Wish {
    /// What it holds.
    Keep,
    /// This.
    Hold(Secret),
    /// Nothing.
    Clear,
}

impl Slot {
    /// The value; none when there is none.
    ///
    /// # Errors
    /// When the place cannot be read or understood.
    pub fn read(&self, hands: &Hands) -> Result<Option<Secret>, Failure> {
        let mut found = None;
        self.change(hands, &mut |held| {
            found = held.map(|held| Secret::new(held.expose()));
            Wish::Keep
        })?;
        Ok(found)
    }

    /// Changes the value as `decide` says of what is there. `decide` may be asked more than once: another
    /// program may write meanwhile. What was made for it and holds nothing any more is for the caller to remove.
    ///
    /// # Errors
    /// When the place cannot be read, understood or written; then it is as before.
    pub fn change(
        &self,
        hands: &Hands,
        decide: &mut dyn FnMut(Option<&Secret>) -> Wish,
    ) -> Result<(), Failure> {
        if let Self::Keyring { service, account } = self {
            return hands.change(service, account, decide);
        }
        if let (Some((domain, part)), None) = (self.part(), self.path()) {
            return anaconda_item::change(hands.keyring()?, domain, part, decide);
        }
        match (self.path(), self.layout()) {
            (Some(path), Some(layout)) => in_file(path, &*layout, decide),
            _ => Ok(()),
        }
    }

    /// Removes the file, if it was made for us and holds nothing any more, and the directories that were made for it.
    ///
    /// # Errors
    /// When the file cannot be read or removed. A directory with something in it stays.
    pub(super) fn tidy(&self, made: &[PathBuf]) -> Result<(), Failure> {
        let Some(path) = self.path() else {
            return Ok(());
        };
        let Some(layout) = self.layout() else {
            return Ok(());
        };
        // A link that somebody put there since is theirs, with what it leads to.
        let is_made = made.iter().any(|made| made == path);
        if is_made && !path.is_symlink() {
            edit(path, layout.mode(), &mut |bytes| {
                let text = str::from_utf8(bytes.unwrap_or_default()).unwrap_or("?");
                Ok(match layout.is_empty(text) {
                    true => edit::Wish::Delete,
                    false => edit::Wish::Keep,
                })
            })?;
        }
        for directory in made.iter().filter(|made| *made != path) {
            let _ = fs::remove_dir(directory);
        }
        Ok(())
    }

    /// How it lies in its file, if it is in one.
    fn layout(&self) -> Option<Box<dyn Layout + '_>> {
        match self {
            Self::ChannelSettings { channel, .. } => {
                Some(Box::new(channel_settings::Entry(channel)))
            }
            Self::Mamba { entry, .. } => Some(Box::new(mamba_file::Entry(entry))),
            Self::Netrc { machine, .. } => Some(Box::new(netrc_file::Machine(machine))),
            Self::TokenFile { .. } => Some(Box::new(token_file::Whole)),
            Self::AnacondaKeyring {
                service, account, ..
            } => Some(Box::new(anaconda_keyring::Account { service, account })),
            Self::AnacondaKey { .. } | Self::AnacondaRepoToken { .. } => {
                self.path()?;
                let (domain, part) = self.part()?;
                Some(Box::new(anaconda_entry::Entry { domain, part }))
            }
            Self::Keyring { .. } => None,
        }
    }

    /// The secret of anaconda-auth's that it is for, and the domain.
    fn part(&self) -> Option<(&str, Part<'_>)> {
        match self {
            Self::AnacondaKey { domain, .. } => Some((domain, Part::ApiKey)),
            Self::AnacondaRepoToken {
                domain,
                organization,
                ..
            } => Some((domain, Part::RepoToken(organization.as_deref()))),
            _ => None,
        }
    }
}
