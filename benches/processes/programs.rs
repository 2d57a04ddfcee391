//! The programs that are compared: xauth, its floor, and rattler if it was built.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Where they are.
pub struct Programs {
    pub xauth: PathBuf,
    pub floor: PathBuf,
    pub rattler: Option<PathBuf>,
}

/// Builds the floor, which takes seconds, and looks for a release build of rattler, which takes minutes.
pub fn find() -> Programs {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = root.join("target/floor");
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--locked"])
        .arg("--manifest-path")
        .arg(root.join("benches/floor/Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "the floor can be built"
    );
    let rattler = root.join("target/rattler/release/rattler-oracle-0-34");
    if !rattler.exists() {
        eprintln!(
            "skipped: rattler: it is not built; to compare with it, run\n    \
             cargo build --release --locked --target-dir target/rattler \
             --manifest-path tests/oracles/rattler-0.34/Cargo.toml"
        );
    }
    Programs {
        xauth: env!("CARGO_BIN_EXE_xauth").into(),
        floor: target.join("release/floor"),
        rattler: rattler.exists().then_some(rattler),
    }
}

/// Whether a program can be started.
pub fn is_here(name: &str) -> bool {
    let output = Command::new(name).arg("--version").output();
    output.is_ok()
}
