//! What an error of the Secret Service or of D-Bus means to us.

use std::time::Duration;

use dbus_secret_service::Error;

use crate::error::Failure;

/// How long the library waits for one answer.
const ONE_CALL: Duration = Duration::from_secs(2);

/// An error of the first call, where no service means that there is no keychain.
pub(super) fn absence(error: Error) -> Failure {
    let why = match name(&error) {
        "ServiceUnknown" | "NameHasNoOwner" => "no Secret Service on the D-Bus session",
        "FileNotFound" | "NoServer" | "NotSupported" | "ExecFailed" | "Disconnected" => {
            "no D-Bus session"
        }
        "BadAddress" => "`DBUS_SESSION_BUS_ADDRESS` is no address of a bus",
        _ if matches!(error, Error::Unavailable) => "no Secret Service",
        _ => return failure(error),
    };
    Failure::Absent(why.into())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "`map_err` hands over a value"
)]
pub(super) fn failure(error: Error) -> Failure {
    match (name(&error), &error) {
        ("IsLocked", _) | (_, Error::Locked | Error::Prompt) => Failure::Locked,
        ("NoReply" | "Timeout" | "TimedOut", _) => Failure::TimedOut(ONE_CALL),
        (name, Error::Dbus(cause)) => {
            let why = cause.message().unwrap_or(name);
            Failure::Refused(crate::text::escape(why))
        }
        (_, Error::NoResult) => Failure::Refused("it has no default collection".into()),
        // The others may carry what was decrypted.
        _ => Failure::Refused("it gave an answer that cannot be understood".into()),
    }
}

/// Whether the item was removed in the meantime.
pub(super) fn is_gone(error: &Error) -> bool {
    matches!(
        name(error),
        "NoSuchObject" | "UnknownObject" | "UnknownMethod"
    )
}

/// The last part of a D-Bus error's name; empty for any other error.
fn name(error: &Error) -> &str {
    let Error::Dbus(cause) = error else {
        return "";
    };
    let name = cause.name().unwrap_or_default();
    name.rsplit('.').next().unwrap_or_default()
}
