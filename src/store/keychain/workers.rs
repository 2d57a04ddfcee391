//! Workers: one for each kind of keychain that there is.

use std::sync::Arc;

use super::{Asking, Backend, Patience, native, worker::Worker};
use crate::error::Failure;

/// Whether the keychain of this system is behind a D-Bus session.
const NEEDS_BUS: bool = cfg!(all(unix, not(target_os = "macos")));

/// For the keychain of this system; it is not opened before it is used. `has_bus`
/// says whether there is a D-Bus session, which only the Secret Service needs.
pub(super) fn system(has_bus: bool, patience: Patience) -> Worker {
    let asking = Asking::default();
    let told = Arc::clone(&asking);
    let worker = Worker::new(patience, asking, move || open(patience, &told));
    match NEEDS_BUS && !has_bus {
        true => worker.absent("no D-Bus session"),
        false => worker,
    }
}

/// For a keychain behind keyring-core's interface.
pub(super) fn native(store: native::Shared, limit: Option<usize>) -> Worker {
    let open = move || Ok(Box::new(native::Native::new(store.clone(), limit)) as Box<_>);
    Worker::new(Patience::ALONE, Asking::default(), open)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn open(patience: Patience, asking: &Asking) -> Result<Box<dyn Backend>, Failure> {
    Ok(Box::new(super::secret_service::Bus::new(
        patience,
        Arc::clone(asking),
    )))
}

#[cfg(target_os = "macos")]
fn open(patience: Patience, asking: &Asking) -> Result<Box<dyn Backend>, Failure> {
    // Any call may ask, and does not say so.
    let can_ask = patience.person.is_some();
    asking.store(can_ask, std::sync::atomic::Ordering::Relaxed);
    let store = apple_native_keyring_store::keychain::Store::new().map_err(native::failure)?;
    Ok(Box::new(native::Native::new(store, None)))
}

#[cfg(windows)]
fn open(_: Patience, _: &Asking) -> Result<Box<dyn Backend>, Failure> {
    let store = windows_native_keyring_store::Store::new().map_err(native::failure)?;
    Ok(Box::new(native::Native::new(
        store,
        Some(native::WINDOWS_LIMIT),
    )))
}

#[cfg(not(any(unix, windows)))]
fn open(_: Patience, _: &Asking) -> Result<Box<dyn Backend>, Failure> {
    Err(Failure::Absent("this system has no keychain".into()))
}
