//! `xauth access-token install`: the token of an organisation for repo.anaconda.cloud.

use super::Context;
use crate::error::Result;

/// Install an organisation's token for repo.anaconda.cloud
#[derive(Debug, clap::Args)]
pub(super) struct Install {
    #[arg(long, short, value_name = "NAME")]
    org: Option<String>,
}
impl Install {
    pub(super) fn run(self, _context: &mut Context<'_>) -> Result<()> {
        Ok(())
    }
}
