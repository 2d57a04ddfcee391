//! `xauth completions`: a script that completes command lines.

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, context::Context};
use crate::error::Result;

/// Print a script that completes `xauth` command lines in a shell
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  xauth completions bash > ~/.local/share/bash-completion/completions/xauth"
)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "xauth", &mut script);
        context.ui.out(&String::from_utf8_lossy(&script))
    }
}
