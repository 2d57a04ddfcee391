//! `xauth logout`: every form of a target, or everything, out of every store that we write.

mod account;
mod apart;
mod keys;
mod revoke;
mod shared;

use serde_json::{Value, json};

use self::revoke::Told;
use super::{anaconda_site::SiteFlags, context::Context, nearest, report, sharing};
use crate::{
    error::{Error, Result},
    target::{Key, Target, Typed},
    tool::Taken,
    vault::{Choice, Reach, Removal, Vault},
};

/// Log out of a host, channel or bucket: remove every copy of its credential
#[derive(Debug, clap::Args)]
pub(super) struct Logout {
    /// A host, a URL, `*.DOMAIN`, `s3://BUCKET/PREFIX`, or a channel's name; asked for when it is not given
    #[arg(value_name = "HOST|URL|CHANNEL", conflicts_with = "all")]
    target: Option<Typed>,
    #[command(flatten)]
    site: SiteFlags,
    /// Remove every login
    #[arg(long, conflicts_with_all = ["at", "domain"])]
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
    /// Do not revoke the tokens of an OAuth login: the server takes them until they expire
    #[arg(long)]
    no_revoke: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

impl Logout {
    /// A logout of what is stored under `key`, whose tokens are revoked already.
    pub(super) fn of(key: &Key) -> Self {
        let typed: Result<Typed, _> = key.as_str().parse();
        Self {
            target: typed.ok(),
            site: SiteFlags::default(),
            all: false,
            yes: false,
            force: false,
            store: None,
            no_revoke: true,
            json: false,
        }
    }

    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let target = self.site.target(self.target.as_ref(), "logout", context)?;
        // A setting says where logins go; only the flag says where copies may stay.
        let reach = self.store.map_or(Reach::All, |_| Reach::Chosen);
        let vault = context.vault(self.store, reach)?;
        let (keys, failed) = keys::stored(&vault);
        let chosen = self.chosen(&vault, target.as_ref(), &keys, context)?;
        let told = revoke::all(&vault, &chosen, self.no_revoke, context)?;
        let staying = self.staying(&chosen, context)?;
        let of_account = apart::of_account(&chosen, &vault, context);
        let lasting = account::Lasting::of(&vault, &of_account, context);
        let leaving = (&chosen[..], &staying[..], &of_account[..]);
        let (taken, untaken) = self.take_everywhere(target.as_ref(), leaving, context);
        let removal = keys::remove(&vault, target.as_ref(), &chosen, (failed, &taken));
        keys::forget(&removal, &staying, context)?;
        self.report(&removal, &told, &taken, context)?;
        let untold = sharing::report_taken(&taken, context);
        let is_gone = !removal.removed.is_empty() || !taken.is_empty();
        if self.store.is_none() && is_gone {
            account::note_organisations(&of_account, context);
        }
        if let Some(lasting) = lasting.filter(|_| !self.no_revoke && staying.is_empty()) {
            lasting.report(context);
        }
        if let Some(target) = &target {
            keys::note_below(&keys, &removal, target, context);
        }
        context.pass_on(&vault);
        self.conclude(removal, target.as_ref(), &keys, !taken.is_empty())?;
        untold?;
        untaken?;
        revoke::conclude(&told)
    }

    /// The keys that are to go.
    fn chosen(
        &self,
        vault: &Vault,
        target: Option<&Target>,
        keys: &[Key],
        context: &mut Context<'_>,
    ) -> Result<Vec<Key>> {
        match target {
            Some(target) => {
                let forms = keys::forms(vault, target, keys, context);
                Ok(apart::narrowed(forms, target, vault, context))
            }
            None => self.choose(keys, context),
        }
    }

    /// Takes what goes from other tools, the accounts' keys from anaconda-auth too, whoever put them there.
    fn take_everywhere(
        &self,
        target: Option<&Target>,
        (chosen, staying, of_account): (&[Key], &[Key], &[Key]),
        context: &mut Context<'_>,
    ) -> (Vec<Taken>, Result<()>) {
        // A record that cannot be used keeps nobody from logging out; it is the error in the end.
        let (mut taken, untaken) = match self.take_back(target, chosen, staying, context) {
            Ok(taken) => (taken, Ok(())),
            Err(error) => (Vec::new(), Err(error)),
        };
        if self.store.is_none() {
            shared::add_theirs(&mut taken, account::take(of_account, context));
        }
        (taken, untaken)
    }

    /// What a person picks, or all.
    fn choose(&self, keys: &[Key], context: &mut Context<'_>) -> Result<Vec<Key>> {
        match (self.all, keys.is_empty()) {
            (false, _) if !context.ui.can_ask() => {
                let problem = "what to log out of was not said, and there is nobody to ask";
                Err(Error::usage(problem, "xauth logout HOST"))
            }
            (_, true) => Ok(Vec::new()),
            (true, _) => self.confirm(keys, context),
            (false, _) => keys::pick(keys, context),
        }
    }

    fn confirm(&self, keys: &[Key], context: &mut Context<'_>) -> Result<Vec<Key>> {
        let question = format!("Remove all {}?", logins(keys.len()));
        let is_asked = !self.yes && context.ui.can_ask();
        if is_asked && !context.ui.ask_yes(&question)? {
            return Err(declined());
        }
        Ok(keys.to_vec())
    }

    fn report(
        &self,
        removal: &Removal<'_>,
        told: &[Told],
        taken: &[Taken],
        context: &mut Context<'_>,
    ) -> Result<()> {
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
        revoke::report(told, context);
        // The first is the error that the command ends with.
        for (store, failure) in removal.failed.iter().skip(1) {
            let name = store.name();
            context.warn(&format!("could not {NOT_REMOVED} the {name}: {failure}"));
        }
        let count = removal.removed.len();
        if self.all && count > 0 {
            context.note(&format!("removed {}", logins(count)));
        }
        if self.json {
            let mut value = json_of(removal);
            value["revoked"] = revoke::json_of(told);
            value["tools"] = sharing::taken_json(taken);
            context.ui.out(&report::line(value))?;
        }
        Ok(())
    }

    fn conclude(
        &self,
        removal: Removal<'_>,
        target: Option<&Target>,
        keys: &[Key],
        was_shared: bool,
    ) -> Result<()> {
        if let Some((store, failure)) = removal.failed.into_iter().next() {
            return Err(failure.during(store.name(), NOT_REMOVED));
        }
        if !removal.removed.is_empty() || was_shared || self.force {
            return Ok(());
        }
        if let Some(left) = removal.read_only.first() {
            let named = target.map_or_else(|| left.key.to_string(), ToString::to_string);
            return Err(Error::Failed {
                problem: format!("there is nothing that xauth can remove for `{named}`"),
                hint: Some(account::by_hand(left)),
                source: None,
            });
        }
        let Some(target) = target else {
            return Err(Error::NothingStored);
        };
        let target = target.to_string();
        let alike = nearest::alike(&target, keys);
        Err(Error::NothingToRemove { target, alike })
    }
}

const NOT_REMOVED: &str = "remove every copy from";

fn logins(count: usize) -> String {
    match count {
        1 => "1 login".into(),
        _ => format!("{count} logins"),
    }
}

fn declined() -> Error {
    Error::Failed {
        problem: "nothing was removed".into(),
        hint: None,
        source: None,
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
