//! netrc: the file that curl, git, requests, conda, mamba and others read, with a user name and a password for each host.
//! It knows no schemes, ports, paths or wildcards: what is in it goes to the whole host.

use std::path::{Path, PathBuf};

use url::{Host, Url};

use super::{
    Hands, Held, Login, Piece, Slot, Tool, Unusable,
    slot::{self, netrc_file},
};
use crate::{
    env::Env,
    error::Failure,
    scheme::{Basic, Credential, Scheme},
    secret::Secret,
    store::netrc::{
        self,
        entries::{Entries, Entry},
    },
};

/// The netrc file.
pub(crate) struct Netrc {
    file: Option<PathBuf>,
}

impl Netrc {
    pub(super) fn of(env: &Env) -> Self {
        // Our record has to lead to it from any directory.
        let file = netrc::file(env).and_then(|file| std::path::absolute(file).ok());
        Self { file }
    }

    /// The file at `path`, whatever the environment says.
    pub(crate) fn at(path: &Path) -> Self {
        let file = Some(path.to_owned());
        Self { file }
    }

    fn slot(&self, machine: &str) -> Result<Slot, Unusable> {
        let path = self.file.clone();
        let path = path.ok_or_else(|| Unusable::because("the home directory is not known"))?;
        let machine = machine.to_owned();
        Ok(Slot::Netrc { path, machine })
    }
}

impl Tool for Netrc {
    fn name(&self) -> &'static str {
        "netrc"
    }

    fn detect(&self) -> Option<PathBuf> {
        self.file.clone().filter(|file| file.exists())
    }

    fn pieces(&self, login: &Login<'_>) -> Result<Vec<Piece>, Unusable> {
        let Credential::Basic(basic) = login.credential else {
            let why = "it has a place for a user name and a password only";
            return Err(Unusable::because(why));
        };
        if login.is_for_channel() {
            let why = "it knows whole hosts only, and this login is for one channel";
            return Err(Unusable::because(why));
        }
        let fields = basic.fields();
        let value = netrc_file::value(fields[0].1, fields[1].1).map_err(Unusable::because)?;
        // A login may have been typed for a port: its host is one machine.
        let mut machines: Vec<String> = Vec::new();
        for site in &login.sites {
            let machine = machine(site)?;
            if !machines.contains(&machine) {
                machines.push(machine);
            }
        }
        let piece = |machine: &String| {
            let (slot, value) = (self.slot(machine)?, value.clone());
            Ok(Piece { slot, value })
        };
        machines.iter().map(piece).collect()
    }

    fn held(&self, _: &Hands) -> Result<Vec<Held>, Failure> {
        let Some(path) = &self.file else {
            return Ok(Vec::new());
        };
        let entries = Entries::of(&slot::text(path)?);
        let held = entries.found.iter().enumerate().filter_map(|(at, entry)| {
            let machine = entry.machine.clone()?;
            Some(Held {
                credential: credential(entry),
                keep: keep(entry, &entries.found[..at]),
                slot: Slot::Netrc {
                    path: path.clone(),
                    machine: machine.clone(),
                },
                site: machine,
            })
        });
        Ok(held.collect())
    }

    fn is_only_named(&self) -> bool {
        true
    }
}

/// The host, as all who read netrc look it up: without a port.
fn machine(site: &Url) -> Result<String, Unusable> {
    match site.host() {
        Some(Host::Domain(host)) => Ok(host.to_owned()),
        Some(Host::Ipv4(address)) => Ok(address.to_string()),
        _ => Err(Unusable::because(
            "those who read it do not agree on how an IPv6 address is written there",
        )),
    }
}

/// Why an entry is not to be moved: something of it would be lost, or would stay behind.
fn keep(entry: &Entry, before: &[Entry]) -> Option<String> {
    let machine = entry.machine.as_deref()?;
    if entry.is_odd {
        return Some("a word in it means nothing, and may be a part of its password".into());
    }
    if entry.has_account {
        return Some("it has an `account`, which a login has no place for".into());
    }
    // Of two entries for a machine, curl reads the first.
    let has_another = before.iter().any(|entry| entry.is_for(machine));
    has_another.then(|| "another entry for the same machine comes before it".into())
}

fn credential(entry: &Entry) -> Result<Credential, String> {
    match entry.pair() {
        ("", _) => Err("it has no user name".into()),
        (_, "") => Err("it has no password".into()),
        (login, password) => {
            let basic = Basic::new(login.to_owned(), Secret::new(password));
            Ok(Credential::Basic(basic))
        }
    }
}
