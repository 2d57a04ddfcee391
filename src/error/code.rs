//! Code: the exit code of each error.

use super::Error;

impl Error {
    /// The process's exit code (README, "Exit codes").
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage { .. } | Self::Target { .. } | Self::Secret { .. } | Self::Offline(_) => 2,
            Self::Store { .. } | Self::Share { .. } | Self::Untaken { .. } => 3,
            Self::NotFound { .. }
            | Self::NothingToRemove { .. }
            | Self::NothingStored
            | Self::NothingToImport(_)
            | Self::Expired { .. }
            | Self::Over { .. }
            | Self::Rejected { .. }
            | Self::Refused { .. }
            | Self::Expiring { .. }
            | Self::LoginNeeded { .. }
            | Self::Denied {
                status: 401 | 403, ..
            }
            | Self::Provider { .. }
            | Self::PlainHttp { .. } => 4,
            Self::Network { .. } => 5,
            Self::Interrupted | Self::Stopped(_) => 130,
            Self::Stream(..) | Self::Denied { .. } | Self::Failed { .. } => 1,
        }
    }
}
