//! rattler's own client, which can log in by OAuth.

use std::path::PathBuf;

use super::home::Home;
use super::python::installed;
use super::run::Run;

/// `tests/oracles/rattler-cli`: `auth login|logout|status|token …`, and `http URL`.
pub struct RattlerCli {
    program: PathBuf,
}

impl RattlerCli {
    /// The one that `tests/install` built.
    #[track_caller]
    pub fn new() -> Self {
        Self {
            program: installed("target/oracles/debug/rattler-cli"),
        }
    }

    /// A run in `home`, as the same user as xauth there. It may show secrets.
    pub fn at(&self, home: &Home) -> Run {
        home.run(&self.program).reveals()
    }
}
