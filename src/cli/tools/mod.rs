//! `xauth tools`: for each tool that is here, which logins it sees, which not and why, and what to run.

mod show;
mod sight;

use std::collections::{HashMap, HashSet};

use serde_json::json;

pub(super) use self::sight::{Sight, sight};
use super::{context::Context, report, sharing, token};
use crate::{
    error::Result,
    scheme::Credential,
    store::{Entry, Protection},
    target::{Key, Target, Typed},
    tool::{self, Tool},
    vault::{Choice, Reach, Vault},
};

/// Show which tools see which logins, and why others do not
#[derive(Debug, clap::Args)]
pub(super) struct Tools {
    /// Only the login that answers for this host, URL or channel, read from its store
    #[arg(value_name = "URL|HOST")]
    target: Option<Typed>,
    /// Only these tools, also if they are not on this machine
    #[arg(long, value_name = "TOOL,…", value_delimiter = ',', value_parser = tool::NAMES)]
    tool: Vec<String>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
    /// Of the stores that xauth writes, look in this one alone
    #[arg(long, value_name = "STORE")]
    store: Option<Choice>,
}

/// A login to be looked for in the tools; its credential only where reading it reads no keychain.
pub(super) struct Login {
    pub(super) key: Key,
    credential: Option<Credential>,
}

/// What one tool sees.
pub(super) struct Row {
    tool: Box<dyn Tool>,
    sights: Vec<(Key, Sight)>,
}

impl Tools {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let typed = self.target.as_ref();
        let target = typed.map(|typed| context.target(typed)).transpose()?;
        let vault = context.vault(self.store, Reach::Chosen)?;
        let logins = match &target {
            Some(target) => vec![answer(target, &vault, context)?],
            None => all(&vault)?,
        };
        // A record that cannot be read is no tool's fault.
        sharing::keys(context).map_err(sharing::unusable_record)?;
        let rows = self.rows(&logins, target.as_ref(), context);
        let text = match self.json {
            true => report::line(json!({ "tools": show::json(&rows) })),
            false => show::text(&rows, context),
        };
        context.ui.out(&text)?;
        context.pass_on(&vault);
        Ok(())
    }

    fn rows(&self, logins: &[Login], target: Option<&Target>, context: &Context<'_>) -> Vec<Row> {
        let is_meant = |tool: &dyn Tool| match self.tool.is_empty() {
            true => tool.detect().is_some(),
            false => self.tool.iter().any(|name| name == tool.name()),
        };
        let tools = tool::all(context.env).into_iter();
        let tools = tools.filter(|tool| is_meant(&**tool));
        let row = |tool: Box<dyn Tool>| {
            let is_shown = |(key, sight): &(Key, Sight)| {
                let is_its_own = tool.is_for(key) && !tool.is_only_named();
                !self.tool.is_empty() || is_its_own || sight.is_held()
            };
            let one = |login: &Login| (login.key.clone(), sight(&*tool, login, target, context));
            let sights = logins.iter().map(one).filter(is_shown).collect();
            Row { tool, sights }
        };
        tools.map(row).collect()
    }
}

/// What answers for the target.
fn answer(target: &Target, vault: &Vault, context: &mut Context<'_>) -> Result<Login> {
    let found = vault.find(&token::candidates(target)?)?;
    let found = found.ok_or_else(|| super::nearest::none_for(target, vault))?;
    token::check_plain_http(target, &found, context)?;
    Ok(Login {
        key: found.key,
        credential: Some(found.credential),
    })
}

/// Every login that we write. A keychain's secrets are not read for a list.
pub(super) fn all(vault: &Vault) -> Result<Vec<Login>> {
    let mut logins: Vec<Login> = Vec::new();
    let mut seen = HashSet::new();
    for (store, listing) in vault.list() {
        let entries = listing.map_err(|failure| failure.during(store.name(), "list"))?;
        let mut credentials = match store.protection() {
            Protection::ReadOnly => continue,
            Protection::Encrypted => HashMap::new(),
            Protection::Unencrypted => {
                let all = store.credentials();
                all.map_err(|failure| failure.during(store.name(), "read"))?
            }
        };
        for Entry { key, .. } in entries {
            if seen.insert(key.clone()) {
                let credential = credentials.remove(&key);
                logins.push(Login { key, credential });
            }
        }
    }
    logins.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(logins)
}
