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
        let mut held: Vec<Held> = Vec::new();
        for entry in &entries.found {
            let Some(machine) = &entry.machine else {
                continue;
            };
            // Of two entries for a machine, curl reads the first.
            if !held
                .iter()
                .any(|held| held.site.eq_ignore_ascii_case(machine))
            {
                held.push(Held {
                    slot: Slot::Netrc {
                        path: path.clone(),
                        machine: machine.clone(),
                    },
                    site: machine.clone(),
                    credential: credential(entry),
                });
            }
        }
        Ok(held)
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
