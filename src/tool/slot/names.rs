//! Names: what a slot is called, and what belongs to it.

use std::path::Path;

use super::{Mode, Slot};

impl Slot {
    /// The file, if it is in one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::ChannelSettings { path, .. }
            | Self::Mamba { path, .. }
            | Self::Netrc { path, .. }
            | Self::TokenFile { path }
            | Self::AnacondaKeyring { path, .. } => Some(path),
            Self::Keyring { .. } => None,
        }
    }

    /// Whether its file is for this user's eyes alone.
    pub fn is_private(&self) -> bool {
        let mode = self.layout().map(|layout| layout.mode());
        mode == Some(Mode::Private)
    }

    /// Where it is, for people: the file or keychain, and the entry.
    pub fn describe(&self) -> (String, Option<String>) {
        match self {
            Self::Mamba { path, entry }
            | Self::Netrc {
                path,
                machine: entry,
            } => (path.display().to_string(), Some(entry.clone())),
            Self::ChannelSettings { path, channel } => {
                let entry = format!("channel_settings: {channel}");
                (path.display().to_string(), Some(entry))
            }
            Self::TokenFile { path } => (path.display().to_string(), None),
            Self::Keyring { service, account } => {
                ("keychain".into(), Some(format!("{account}@{service}")))
            }
            Self::AnacondaKeyring {
                path,
                service,
                account,
            } => (
                path.display().to_string(),
                Some(format!("{account}@{service}")),
            ),
        }
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
