//! The Python that `tests/install` made, with the modules other tools are written with.

use std::path::{Path, PathBuf};

/// The interpreter in `target/venv`: it has keyring, secretstorage and rattler.
#[track_caller]
pub fn python() -> PathBuf {
    installed("target/venv/bin/python")
}

/// The interpreter in `target/anaconda`: it has anaconda-client and anaconda-auth.
#[track_caller]
pub fn anaconda() -> PathBuf {
    installed("target/anaconda/bin/python")
}

/// The interpreter in `target/anaconda-cloud`: it has anaconda-cloud-auth.
#[track_caller]
pub fn anaconda_cloud() -> PathBuf {
    installed("target/anaconda-cloud/bin/python")
}

/// A file below the project that the test command installs.
#[track_caller]
pub fn installed(path: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    assert!(path.exists(), "no {}: run tests/run", path.display());
    path
}
