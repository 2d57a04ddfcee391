//! Hint: what to do about an error, where there is something that would work.

use super::Error;
use crate::{http, text::word};

impl Error {
    /// What to do about it, where there is something that would work.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Usage { hint, .. } | Self::Failed { hint, .. } | Self::Untaken { hint, .. } => {
                hint.clone()
            }
            Self::Target { .. } => Some("it takes a host, a URL or a channel: `prefix.dev`, `https://HOST/CHANNEL`, `my-channel`".into()),
            Self::Secret { flag, .. } => {
                Some(format!("give it on standard input: `{flag} - < FILE`"))
            }
            Self::NotFound {
                alike: Some(key), ..
            }
            | Self::NothingToRemove {
                alike: Some(key), ..
            } => Some(format!("`{key}` is stored; see `xauth status`")),
            Self::NotFound { target, .. } => Some(format!("run `xauth login {}`", word(target))),
            Self::NothingToRemove { .. } => Some("see what is stored with `xauth status`".into()),
            Self::NothingStored => Some("run `xauth login HOST`".into()),
            Self::NothingToImport(_) => Some("see what other sources have: `xauth import --dry-run`".into()),
            Self::Expired {
                command: Some(command),
                ..
            } => Some(format!("run `{command}`")),
            Self::Expired { key, .. } => Some(format!("run `xauth login {}`", again(key))),
            Self::Rejected { hint, .. } | Self::Refused { hint, .. } => Some(hint.clone()),
            Self::Expiring { hint, .. } => hint.clone(),
            Self::Over { command, .. } => Some(format!("log in again: `{command}`")),
            Self::Provider { hint, .. } | Self::Denied { hint, .. } => hint.clone(),
            Self::LoginNeeded { command, .. } => Some(format!("log in first: `{command}`")),
            Self::Network { source, .. } => network_hint(source),
            Self::Offline(_) => Some("leave out `--offline`, or unset `XAUTH_OFFLINE`".into()),
            Self::PlainHttp { https, .. } => Some(format!("use `{https}`")),
            Self::Store { source, .. } => source.hint(),
            Self::Share { source, .. } => source.hint_for_tool(),
            Self::Interrupted | Self::Stopped(_) | Self::Stream(..) => None,
        }
    }
}

fn network_hint(failure: &http::Failure) -> Option<String> {
    match failure {
        http::Failure::Untrusted(_) => Some(
            "if its certificate is from an authority of your own, name that: `--ca-cert FILE`"
                .into(),
        ),
        http::Failure::TimedOut(_) | http::Failure::NotConnected(_) | http::Failure::Server(_) => {
            Some("try again later".into())
        }
        _ => None,
    }
}

/// What a login that replaces the one under `key` is given.
pub(super) fn again(key: &str) -> String {
    let is_path = key.contains("://") && !key.starts_with("s3:");
    word(key) + if is_path { " --channel-only" } else { "" }
}
