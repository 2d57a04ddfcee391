//! Which `xauth` a shell finds, and whether X.Org's is there for those that need it.

use std::path::{Path, PathBuf};

use super::{Facts, Finding};
use crate::{env::Env, text::word};

/// Programs that run X.Org's `xauth`.
const NEED_XORGS: [&str; 2] = ["xvfb-run", "startx"];

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    let env = facts.env;
    let found: Vec<PathBuf> = env.programs("xauth").collect();
    let is_this = |path: &Path| is_same(path, env);
    let mut findings = Vec::new();
    if let Some(first) = found.first()
        && let Some(this) = env.this_program()
        && !is_this(first)
    {
        let shown = env.shorten(first);
        let folder = this.parent().unwrap_or(this).display().to_string();
        let problem = format!("`xauth` on `PATH` is `{shown}`, and not this program");
        let command = format!("export PATH={}:\"$PATH\"", word(&folder));
        findings.push(Finding::advice(problem).run(command));
    }
    let has_other = found.iter().any(|path| !is_this(path));
    if let Some(needs) = NEED_XORGS.iter().find(|name| env.finds(name))
        && !has_other
    {
        let problem = format!("`{needs}` needs X.Org's `xauth`, and there is none on `PATH`");
        findings.push(Finding::advice(problem).remedy("install it (Debian: `apt install xauth`)"));
    }
    findings
}

fn is_same(path: &Path, env: &Env) -> bool {
    let this = env.this_program().and_then(|this| this.canonicalize().ok());
    this.is_some() && path.canonicalize().ok() == this
}
