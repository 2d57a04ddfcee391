//! `xauth share`: a login that is stored is given to other tools.

use serde_json::{Value, json};

use super::{
    context::Context,
    report,
    sharing::{self, Subject, Wanted},
    token::answer,
};
use crate::{
    error::{Error, Result},
    store::Protection,
    target::Typed,
    text::word,
    tool::Theirs,
    vault::{Found, Reach},
};

/// Give a stored login to other tools, in the form that each reads
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Share {
    /// A host, a URL, `*.DOMAIN`, or a channel's name
    #[arg(value_name = "HOST|URL|CHANNEL")]
    target: Typed,
    /// The tools, or `all` that are on this machine
    #[arg(long, required = true, value_name = "TOOL,…", value_delimiter = ',', value_parser = sharing::words_for_some())]
    with: Vec<String>,
    /// Replace another login that a tool has of its own
    #[arg(long)]
    force: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  xauth share prefix.dev --with conda,mamba
  xauth share https://host/get/my-channel --with all";

impl Share {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let wanted = Wanted::of(&self.with)?;
        let target = context.target(&self.target)?;
        let vault = context.vault(None, Reach::All)?;
        let found = answer(&target, &vault, context)?;
        check_home(&found, context)?;
        let subject = Subject {
            key: &found.key,
            credential: &found.credential,
            target: Some(&target),
        };
        let theirs = match self.force {
            true => Theirs::Goes,
            false => Theirs::Stays,
        };
        let told = subject
            .give_only(&wanted, theirs, context)
            .map_err(sharing::unusable_record)?;
        if self.json {
            let shared = told.iter().map(|told| told.json(&found.key, context));
            let value = json!({ "key": found.key.as_str(), "tools": shared.collect::<Value>() });
            context.ui.out(&report::line(value))?;
        }
        context.pass_on(&vault);
        if told.is_empty() {
            context.warn("no other tool was found on this machine");
        }
        sharing::conclude(told, &found.key, context)
    }
}

/// Only what we store is ours to hand on, and to take back with the logout.
fn check_home(found: &Found<'_>, context: &Context<'_>) -> Result<()> {
    if found.store.protection() != Protection::ReadOnly {
        return Ok(());
    }
    let name = context.store_name(found.store);
    Err(Error::usage(
        format!(
            "`{}` answers from {name}, which xauth only reads",
            found.key
        ),
        format!("xauth login {}", word(found.key.as_str())),
    ))
}
