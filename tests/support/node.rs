//! The node that `tests/install` found, for the services that are written for it.

use std::path::{Path, PathBuf};

use super::python::installed;

/// The interpreter.
#[track_caller]
pub fn node() -> PathBuf {
    installed("target/node/bin/node")
}

/// A script of `tests/services`.
pub fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/services")
        .join(name)
}
