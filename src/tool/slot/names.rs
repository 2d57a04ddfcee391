//! Names: what a slot is called, and what belongs to it.

use std::path::Path;

use super::{Mode, Slot};
use crate::{
    anaconda::{keyring::SERVICE, site::keys_of},
    target::Key,
    text::{escape, redact_url},
    tool::token_files,
};

impl Slot {
    /// The file, if it is in one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::ChannelSettings { path, .. }
            | Self::Mamba { path, .. }
            | Self::Netrc { path, .. }
            | Self::TokenFile { path }
            | Self::AnacondaKeyring { path, .. } => Some(path),
            Self::AnacondaKey { path, .. } | Self::AnacondaRepoToken { path, .. } => {
                path.as_deref()
            }
            Self::Keyring { .. } => None,
        }
    }

    /// Whether its file is for this user's eyes alone.
    pub fn is_private(&self) -> bool {
        let mode = self.layout().map(|layout| layout.mode());
        mode == Some(Mode::Private)
    }

    /// Where it is, for people: the file or keychain, and the entry, without secrets.
    pub fn describe(&self) -> (String, Option<String>) {
        let item = |account: &str, service: &str| format!("{account}@{}", redact_url(service));
        let entry = match self {
            Self::Mamba { entry: name, .. } | Self::Netrc { machine: name, .. } => redact_url(name),
            Self::ChannelSettings { channel, .. } => {
                format!("channel_settings: {}", redact_url(channel))
            }
            Self::TokenFile { path } => return (token_files::shown(path), None),
            Self::Keyring { service, account } => {
                return ("keychain".into(), Some(item(account, service)));
            }
            Self::AnacondaKey { domain, .. } => item(domain, SERVICE),
            Self::AnacondaRepoToken {
                domain,
                organization,
                ..
            } => {
                let name = organization.as_deref().map(escape);
                let of = name.map_or_else(|| "an organisation".into(), |name| format!("`{name}`"));
                format!("{}: the token of {of}", item(domain, SERVICE))
            }
            Self::AnacondaKeyring {
                service, account, ..
            } => item(account, service),
        };
        let path = self.path().map(|path| path.display().to_string());
        (path.unwrap_or_else(|| "keychain".into()), Some(entry))
    }

    /// Whether it is in the file at `place`, which answers for `key` when it is read as a store.
    pub(crate) fn answers(&self, place: &Path, key: &Key) -> bool {
        let is_for = match self {
            Self::Netrc { machine, .. } => machine == key.as_str(),
            Self::AnacondaKey { domain, .. } => keys_of(domain).contains(key),
            _ => false,
        };
        is_for && self.path() == Some(place)
    }

    /// Whether this is a channel's settings, for which conda-auth looks for its secret in `other`.
    pub(crate) fn leads_to(&self, other: &Self) -> bool {
        let Self::ChannelSettings { channel, .. } = self else {
            return false;
        };
        let (Self::Keyring { service, .. } | Self::AnacondaKeyring { service, .. }) = other else {
            return false;
        };
        let target = channel.strip_suffix("/*").unwrap_or(channel);
        let rest = service.strip_suffix(target);
        rest.is_some_and(|rest| rest.ends_with("::"))
    }
}
