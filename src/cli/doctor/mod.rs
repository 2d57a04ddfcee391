//! `xauth doctor`: what is wrong on this machine, with the remedy of each; it mends what can be mended safely.

mod checks;
mod facts;
mod finding;
mod fix;
mod online;
mod show;

use self::{
    checks::{CHECKS, Check, ONLINE},
    facts::Facts,
    finding::Finding,
    fix::Mended,
    online::Answer,
};
use super::{context::Context, report};
use crate::error::{Error, Result};

/// A mended store may show what could not be seen before.
const ROUNDS: usize = 4;

/// Look for what is wrong with stores, files, logins and tools, and for secrets left in clear
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Doctor {
    /// Mend what can be mended safely: close our own files, put damaged ones aside, remove what is there twice
    #[arg(long)]
    fix: bool,
    /// Ask the servers, too, which logins they take; the logins are read for that, and renewed if they are due
    #[arg(long)]
    online: bool,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  xauth doctor
  xauth doctor --fix
  xauth doctor --online

It exits with 1 when there is a problem; advice alone is none. It uses no network but with `--online`, and shows no
secret.";

impl Doctor {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        // A keychain that is locked is a finding, and nobody is asked to unlock it.
        context.ui.forbid_questions();
        let answers = match self.online {
            true => Some(online::ask(context)?),
            false => None,
        };
        let answers = answers.as_deref();
        let mut findings = examine(answers, context)?;
        let mut mended = Vec::new();
        if self.fix {
            findings = mend(findings, &mut mended, answers, context)?;
        }
        let text = match self.json {
            true => report::line(show::json(&findings, &mended, &checks(answers))),
            false => show::text(&findings, &mended),
        };
        context.ui.out(&text)?;
        conclude(&findings)
    }
}

/// The checks that are made.
fn checks(answers: Option<&[Answer]>) -> Vec<&'static Check> {
    CHECKS.iter().chain(answers.map(|_| &ONLINE)).collect()
}

/// What all checks find, each remedy once.
fn examine(answers: Option<&[Answer]>, context: &mut Context<'_>) -> Result<Vec<Finding>> {
    let (mut all, mut fine) = (Vec::<Finding>::new(), Vec::new());
    let vault = facts::vault(context)?;
    let facts = Facts::gather(&vault, answers, context);
    for check in checks(answers) {
        let found = (check.run)(&facts);
        if found.is_empty() {
            fine.push(check.what);
        }
        for mut finding in found {
            finding.check = check.name;
            let is_same = |other: &Finding| finding.run.is_some() && other.run == finding.run;
            match all.iter().position(is_same) {
                Some(at) if finding.is_problem() && !all[at].is_problem() => all[at] = finding,
                Some(_) => {}
                None => all.push(finding),
            }
        }
    }
    all.sort_by_key(|finding| !finding.is_problem());
    for what in fine {
        context.detail(&format!("✔ {what}"));
    }
    Ok(all)
}

/// Mends what can be, and looks again; what is still wrong then.
fn mend(
    mut findings: Vec<Finding>,
    mended: &mut Vec<Mended>,
    answers: Option<&[Answer]>,
    context: &mut Context<'_>,
) -> Result<Vec<Finding>> {
    let mut tried = Vec::new();
    for _ in 0..ROUNDS {
        let fixes = findings.iter().filter_map(|finding| {
            let fix = finding.fix.as_ref()?;
            Some((finding, fix)).filter(|_| !tried.contains(fix))
        });
        let fixes: Vec<_> = fixes.collect();
        if fixes.is_empty() {
            break;
        }
        for (finding, fix) in fixes {
            tried.push(fix.clone());
            match fix.apply(context) {
                Ok(done) => mended.extend(done.map(|done| Mended::of(finding, done))),
                Err(failure) => context.warn(&format!(
                    "this could not be mended: {}: {}",
                    finding.problem,
                    fix::reason(&failure)
                )),
            }
        }
        findings = examine(answers, context)?;
    }
    Ok(findings)
}

fn conclude(findings: &[Finding]) -> Result<()> {
    let problems = findings.iter().filter(|finding| finding.is_problem());
    let (count, fixable) = problems.fold((0, 0), |(count, fixable), finding| {
        (count + 1, fixable + usize::from(finding.fix.is_some()))
    });
    if count == 0 {
        return Ok(());
    }
    let s = if count == 1 { "" } else { "s" };
    Err(Error::Failed {
        problem: format!("{count} problem{s} found"),
        hint: (fixable > 0)
            .then(|| format!("{fixable} of {count} can be mended with `xauth doctor --fix`")),
        source: None,
    })
}
