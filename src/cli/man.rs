//! `xauth man`: the manual pages.

use std::path::PathBuf;

use clap::CommandFactory;

use super::{Cli, context::Context};
use crate::error::{Error, Result};

/// Write the manual pages, one a command, into a directory
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  xauth man ~/.local/share/man/man1")]
pub(super) struct Man {
    /// The directory, which is made if it is not there
    #[arg(value_name = "DIR")]
    directory: PathBuf,
}

impl Man {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let pages = std::fs::create_dir_all(&self.directory)
            .and_then(|()| clap_mangen::generate_to(Cli::command(), &self.directory));
        pages.map_err(|error| Error::Failed {
            problem: format!(
                "could not write manual pages in `{}`",
                self.directory.display()
            ),
            hint: None,
            source: Some(error),
        })?;
        let directory = context.env.shorten(&self.directory);
        context.note(&format!("wrote the manual pages in {directory}"));
        Ok(())
    }
}
