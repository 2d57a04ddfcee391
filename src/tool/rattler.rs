//! rattler: pixi, rattler-build and all else built on rattler. They read the same stores as we do, so there is nothing to put.

use std::path::PathBuf;

use super::{Hands, Held, Login, Piece, Tool, Unusable};
use crate::{env::Env, error::Failure};

/// The programs that are built on it.
const PROGRAMS: [&str; 4] = ["pixi", "rattler-build", "rattler", "rattler-index"];

/// Whatever is built on rattler.
pub(super) struct Rattler {
    program: Option<PathBuf>,
}

impl Rattler {
    pub(super) fn of(env: &Env) -> Self {
        let program = PROGRAMS.iter().find_map(|name| env.program(name));
        Self { program }
    }
}

impl Tool for Rattler {
    fn name(&self) -> &'static str {
        "rattler"
    }

    fn detect(&self) -> Option<PathBuf> {
        self.program.clone()
    }

    /// Nothing, for a login that it finds.
    fn pieces(&self, login: &Login<'_>) -> Result<Vec<Piece>, Unusable> {
        if login.is_for_channel() {
            return Err(Unusable {
                is_passing: false,
                why: "it knows logins for whole hosts only, and this one is for one channel".into(),
                hint: Some("leave out `--channel-only` to log in to the whole host".into()),
            });
        }
        Ok(Vec::new())
    }

    fn reads_our_stores(&self) -> bool {
        true
    }

    fn held(&self, _: &Hands) -> Result<Vec<Held>, Failure> {
        Ok(Vec::new())
    }
}
