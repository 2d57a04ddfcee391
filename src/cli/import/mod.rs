//! `xauth import`: find, plan, ask, save, read back, and only then take away.

mod done;
mod from;
mod plan;
mod rivals;
mod search;
mod stored;
mod take;

use self::{from::From, plan::Plan, rivals::Order};
use super::{context::Context, report};
use crate::{
    error::{Error, Result},
    vault::{Choice, Reach},
};

/// Take in the logins that other tools hold
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Import {
    /// `conda`, `mamba`, `anaconda`, `condarc`, `rattler`, `netrc`, `docker`, or a file of theirs; the first four when
    /// it is not given
    #[arg(long, value_name = "SOURCE|FILE")]
    from: Vec<From>,
    /// Only show what there is
    #[arg(long)]
    dry_run: bool,
    /// Remove what is stored now from where it was found
    #[arg(long, conflicts_with = "dry_run")]
    remove_source: bool,
    /// Replace stored logins that differ
    #[arg(long)]
    force: bool,
    /// Take logins for plain http, too, where everyone on the way can read them
    #[arg(long)]
    allow_insecure_http: bool,
    /// Where to store the logins
    #[arg(long, value_name = "STORE")]
    store: Option<Choice>,
    /// Do not ask whether they are to be taken
    #[arg(short, long)]
    yes: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  xauth import --dry-run                       what conda, mamba and anaconda-client hold
  xauth import                                 takes it
  xauth import --from condarc --remove-source  moves tokens out of channel URLs
  xauth import --from old-auth.json            a file of rattler's, mamba's, docker's, or netrc";

impl Import {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let vault = context.vault(self.store, Reach::All)?;
        let home = vault.home()?;
        let shares = context.shares();
        let search = self.search(&vault, home.0, &shares, context)?;
        self.check_is_there(&search)?;
        let mut plan = self.plan(search.finds, &vault, home.0, context)?;
        plan.settle(self.order(), context)?;
        if !self.dry_run {
            self.confirm(&plan, context)?;
            self.take(&mut plan, &vault, &home, &shares, context)?;
        }
        self.report(&plan, &home, &search.failed, context)?;
        for name in search.others {
            context.note(&format!(
                "{name} has logins for servers of any kind: `xauth import --from {name}` takes them"
            ));
        }
        context.pass_on(&vault);
        self.conclude(plan, search.failed)
    }

    fn order(&self) -> Order {
        match (self.from.is_empty(), self.yes || self.dry_run) {
            (false, _) => Order::First,
            (true, true) => Order::None,
            (true, false) => Order::Asked,
        }
    }

    /// Asks a person once, before anything is changed.
    fn confirm(&self, plan: &Plan, context: &mut Context<'_>) -> Result<()> {
        let count = plan.wanted().count();
        let is_nothing = count == 0 && !(self.remove_source && plan.stored().count() > 0);
        if self.yes || is_nothing || !context.ui.can_ask() {
            return Ok(());
        }
        for row in done::table(plan).lines() {
            context.note(row);
        }
        let question = match (self.remove_source, count) {
            (false, 1) => "Take this login?".into(),
            (false, _) => format!("Take these {count} logins?"),
            (true, 0) => "Remove what is stored already from where it was found?".into(),
            (true, _) => {
                format!("Take {count}, and remove what is stored from where it was found?")
            }
        };
        match context.ui.ask_yes(&question)? {
            true => Ok(()),
            false => Err(Error::Failed {
                problem: "nothing was imported".into(),
                hint: None,
                source: None,
            }),
        }
    }
}
