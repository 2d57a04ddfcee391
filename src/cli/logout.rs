//! `xauth logout`: every form of a target, or everything, out of every store that we write.

use serde_json::{Value, json};

use super::{context::Context, report};
use crate::{
    error::{Error, Failure, Result},
    store::{Protection, Store},
    target::{Key, Target, Typed, key::covers},
    vault::{Choice, Reach, Removal, Vault},
};

/// Log out of a host, channel or bucket: remove every copy of its credential
#[derive(Debug, clap::Args)]
pub(super) struct Logout {
    /// A host, a URL, `*.DOMAIN`, `s3://BUCKET/PREFIX`, or a channel's name; asked for when it is not given
    #[arg(value_name = "HOST|URL|CHANNEL", conflicts_with = "all")]
    target: Option<Typed>,
    /// Remove every login
    #[arg(long)]
    all: bool,
    /// Do not ask whether all are to be removed
    #[arg(short, long)]
    yes: bool,
    /// It is no failure when there is nothing to remove
    #[arg(long)]
    force: bool,
    /// Remove copies from this store alone
    #[arg(long, value_name = "STORE")]
    store: Option<Choice>,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

impl Logout {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let target = self
            .target
            .as_ref()
            .map(|typed| context.target(typed))
            .transpose()?;
        let vault = context.vault(self.store, Reach::Chosen)?;
        let (removal, asked) = match &target {
            Some(target) => (remove(&vault, target), Some(target.to_string())),
            None => (remove_keys(&vault, &self.keys(&vault, context)?), None),
        };
        self.report(&removal, context)?;
        for removed in &removal.removed {
            context.notes().forget(&removed.key)?;
        }
        if let Some(target) = &target {
            note_below(&vault, target, context);
        }
        context.pass_on(&vault);
        self.conclude(removal, asked, &vault)
    }

    /// The keys that a person picks, or all.
    fn keys(&self, vault: &Vault, context: &mut Context<'_>) -> Result<Vec<Key>> {
        let keys = stored_keys(vault)?;
        if self.all {
            let question = format!("Remove all {} logins?", keys.len());
            let is_sure = self.yes
                || keys.is_empty()
                || !context.ui.can_ask()
                || context.ui.ask_yes(&question)?;
            return if is_sure {
                Ok(keys)
            } else {
                Err(Error::Interrupted)
            };
        }
        if !context.ui.can_ask() {
            let problem = "what to log out of was not said, and there is nobody to ask";
            return Err(Error::usage(problem, "xauth logout HOST"));
        }
        if keys.is_empty() {
            return Ok(keys);
        }
        let options: Vec<String> = keys.iter().map(ToString::to_string).collect();
        let chosen = context
            .ui
            .ask_some("Log out of (space chooses, enter goes on)", &options)?;
        if chosen.is_empty() {
            return Err(Error::Interrupted);
        }
        Ok(chosen.into_iter().map(|at| keys[at].clone()).collect())
    }

    fn report(&self, removal: &Removal<'_>, context: &mut Context<'_>) -> Result<()> {
        for removed in &removal.removed {
            let name = context.store_name(removed.store);
            context.note(&format!("removed `{}` from {name}", removed.key));
        }
        for left in &removal.read_only {
            let name = context.store_name(left.store);
            context.warn(&format!(
                "`{}` is still in {name}, which xauth does not change",
                left.key
            ));
        }
        if self.all {
            let count = removal.removed.len();
            context.note(&format!(
                "removed {count} {}",
                if count == 1 { "login" } else { "logins" }
            ));
        }
        if self.json {
            context.ui.out(&report::line(json_of(removal)))?;
        }
        Ok(())
    }

    fn conclude(
        &self,
        mut removal: Removal<'_>,
        asked: Option<String>,
        vault: &Vault,
    ) -> Result<()> {
        if !removal.failed.is_empty() {
            let (store, failure) = removal.failed.remove(0);
            return Err(failure.during(store.name(), "remove every copy from"));
        }
        if !removal.removed.is_empty() || self.force {
            return Ok(());
        }
        if let Some(left) = removal.read_only.first() {
            return Err(Error::Failed {
                problem: format!("there is nothing that xauth can remove for `{}`", left.key),
                hint: Some(format!("take it out of `{}` by hand", left.store.place())),
                source: None,
            });
        }
        Err(match asked {
            Some(target) => not_found(&target, vault),
            None => Error::NothingStored,
        })
    }
}

fn not_found(target: &str, vault: &Vault) -> Error {
    let keys = stored_keys(vault).unwrap_or_default();
    super::nearest::not_found(target, &keys)
}

/// Every key in the stores that we write, each once.
fn stored_keys(vault: &Vault) -> Result<Vec<Key>> {
    let mut keys = Vec::new();
    for (store, listing) in vault.list() {
        if store.protection() == Protection::ReadOnly {
            continue;
        }
        let entries = listing.map_err(|failure| failure.during(store.name(), "list"))?;
        keys.extend(entries.into_iter().map(|entry| entry.key));
    }
    keys.sort();
    keys.dedup();
    Ok(keys)
}

fn remove<'v>(vault: &'v Vault, target: &Target) -> Removal<'v> {
    let mut keys = target.forms(|key| vault.holder(key).is_some());
    let others = vault
        .list()
        .into_iter()
        .filter_map(|(_, listing)| listing.ok());
    for entry in others.flatten() {
        // Keys that no tool finds, as older versions of pixi stored them: with a port, or in upper case.
        let is_form = canonical(&entry.key).is_some_and(|key| keys.contains(&key));
        if is_form && !keys.contains(&entry.key) {
            keys.push(entry.key);
        }
    }
    vault.remove(&keys, target.bare_bucket().as_ref())
}

/// What a stored key would be if it had been stored as we do it.
fn canonical(key: &Key) -> Option<Key> {
    let no_alias = || url::Url::parse("https://conda.anaconda.org").expect("it is a URL");
    if !key.as_str().contains(['.', ':']) {
        return None;
    }
    let typed: Typed = key.as_str().parse().ok()?;
    let target = typed.resolve(no_alias).ok()?;
    (target.channel.is_none()).then(|| target.forms(|_| false).into_iter().next())?
}

fn remove_keys<'v>(vault: &'v Vault, keys: &[Key]) -> Removal<'v> {
    let mut all = Removal::default();
    for key in keys {
        let one = vault.remove(std::slice::from_ref(key), None);
        all.removed.extend(one.removed);
        all.read_only.extend(one.read_only);
        for (store, failure) in one.failed {
            if !all
                .failed
                .iter()
                .any(|(other, _): &(&dyn Store, Failure)| other.name() == store.name())
            {
                all.failed.push((store, failure));
            }
        }
    }
    all
}

/// What is stored for hosts and channels below the target.
fn note_below(vault: &Vault, target: &Target, context: &mut Context<'_>) {
    let forms = target.forms(|_| false);
    let Some(domain) = forms.first().and_then(Key::domain) else {
        return;
    };
    let is_below = |key: &Key| {
        let host = match key.domain() {
            Some(host) => Some(host.to_owned()),
            None => url::Url::parse(key.as_str())
                .ok()
                .and_then(|url| url.host_str().map(str::to_owned)),
        };
        !forms.contains(key) && host.is_some_and(|host| covers(domain, &host))
    };
    let listed = vault
        .list()
        .into_iter()
        .filter_map(|(_, listing)| listing.ok())
        .flatten();
    let below: Vec<String> = listed
        .filter(|entry| is_below(&entry.key))
        .map(|entry| format!("`{}`", entry.key))
        .collect();
    if !below.is_empty() {
        context.note(&format!("still stored below it: {}", below.join(", ")));
    }
}

fn json_of(removal: &Removal<'_>) -> Value {
    let failed = removal
        .failed
        .iter()
        .map(|(store, failure)| json!({ "store": store.name(), "message": failure.to_string() }));
    json!({
        "removed": removal.removed.iter().map(|r| report::copy(&r.key, r.store)).collect::<Value>(),
        "left": removal.read_only.iter().map(|r| report::copy(&r.key, r.store)).collect::<Value>(),
        "failed": failed.collect::<Value>(),
    })
}
