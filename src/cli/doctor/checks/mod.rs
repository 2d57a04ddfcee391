//! Checks: what can be wrong. One file a check; the list is here.

mod auth_file;
mod condarc;
mod doubles;
mod expiry;
mod history;
mod keys;
mod lines;
mod modes;
mod names;
mod netrc;
mod notes;
mod online;
mod program;
mod settings;
mod startup;
mod stores;
mod tools;
mod variables;

use super::{facts::Facts, finding::Finding, fix};

/// A check.
pub(super) struct Check {
    /// Its name in `--json`.
    pub(super) name: &'static str,
    /// What it finds to be fine, when it finds nothing.
    pub(super) what: &'static str,
    /// What it finds.
    pub(super) run: fn(&Facts<'_, '_>) -> Vec<Finding>,
}

const fn check(
    name: &'static str,
    what: &'static str,
    run: fn(&Facts<'_, '_>) -> Vec<Finding>,
) -> Check {
    Check { name, what, run }
}

/// All checks, in the order in which they are made. Who reads what comes before what is in it.
pub(super) const CHECKS: [Check; 16] = [
    check("settings", "the settings can be used", settings::run),
    check(
        "modes",
        "files and directories are closed to others",
        modes::run,
    ),
    check("stores", "the stores can be used", stores::run),
    check("names", "both names of the file hold the same", names::run),
    check("doubles", "no login is stored twice", doubles::run),
    check("keys", "every login can be found", keys::run),
    check("auth-file", "no variable hides a store", auth_file::run),
    check("variables", "no token is in a variable", variables::run),
    check("netrc", "netrc can be read", netrc::run),
    check("expiry", "no login has expired", expiry::run),
    check(
        "notes",
        "what is remembered is of logins that are there",
        notes::run,
    ),
    check("tools", "other tools see what they were given", tools::run),
    check("program", "`xauth` on PATH is this one", program::run),
    check("condarc", "no secret is in conda's settings", condarc::run),
    check(
        "startup",
        "no secret is in a file that a shell reads",
        startup::run,
    ),
    check("history", "no secret is in a history or log", history::run),
];

/// The check that is made with `--online` alone.
pub(super) const ONLINE: Check = check("online", "servers take the logins", online::run);
