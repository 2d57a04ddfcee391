//! rattler itself, in an old and a new version, asked what it makes of our stores.

use std::path::PathBuf;

use super::home::Home;
use super::python::installed;
use super::ran::Ran;
use super::run::Run;

/// One version of rattler; `tests/oracles/oracle.rs` has its subcommands.
pub struct Oracle {
    /// The version, for messages.
    pub name: &'static str,
    program: PathBuf,
}

impl Oracle {
    /// Every version we promise to work with, oldest first.
    #[track_caller]
    pub fn all() -> [Self; 2] {
        ["rattler-oracle-0-30", "rattler-oracle-0-34"].map(|name| Self {
            name,
            program: installed(&format!("target/oracles/debug/{name}")),
        })
    }

    /// A run in `home`, as the same user as xauth there. It may show secrets.
    pub fn at(&self, home: &Home) -> Run {
        home.run(&self.program).reveals()
    }

    /// A run with exactly this environment and PATH.
    #[track_caller]
    pub fn run(&self, args: &[&str], env: &[(&str, &str)], stdin: &[u8]) -> Ran {
        let run = Run::new(&self.program).args(args);
        run.envs(env.iter().copied()).stdin(stdin).run()
    }
}
