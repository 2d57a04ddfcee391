//! Source: where logins may already be, to take them in. One file a source; the traits and the list are here.

mod condarc;
mod docker;
mod file;
mod json;
mod rattler;
mod site;
mod tools;

use std::path::Path;

pub use self::site::{Aim, Site};
use crate::{
    env::Env,
    error::{Failure, Result},
    scheme::Credential,
    store::{Store, keychain::Patience},
    tool::{Hands, Slot},
};

/// A program or file that may hold logins.
///
/// Nothing in a source prints or reads the environment, and nothing is changed but by a [`Spot`].
pub trait Source {
    /// The name that `--from` takes, or the file's.
    fn name(&self) -> &str;

    /// Every login that it holds; none where there is nothing of it on this machine.
    ///
    /// # Errors
    /// When it is there and cannot be read or understood.
    fn found(&self, hands: &Hands) -> Result<Vec<Found>>;
}

/// A login that a source holds.
pub struct Found {
    /// What it is for.
    pub site: Site,
    /// The credential, or why it is of no use to us.
    pub credential: Result<Credential, String>,
    /// Where it is.
    pub spot: Box<dyn Spot>,
}

impl Found {
    /// The credential, if it could have been typed for a login: others may have written anything.
    ///
    /// # Errors
    /// Why it is of no use; the value is not quoted.
    pub fn usable(&self) -> Result<&Credential, String> {
        let credential = self.credential.as_ref().map_err(Clone::clone)?;
        let fields = credential.scheme().fields();
        for (name, value) in fields {
            if value.chars().any(char::is_control) {
                return Err(format!("its {name} has a control character in it"));
            }
            if name == "username" && value.contains(':') {
                return Err("its user name has a colon in it".into());
            }
        }
        Ok(credential)
    }
}

/// Where a login was found.
pub trait Spot {
    /// The file or keychain, and the entry in it, for people.
    fn describe(&self) -> (String, Option<String>);

    /// Takes the login away, if it is still the one that was found, and returns the settings that went with it; none
    /// when another is there. All else stays as it is.
    ///
    /// # Errors
    /// When the place cannot be read or written; then it is as before.
    fn take_away(&self, hands: &Hands) -> Result<Option<Vec<Slot>>, Failure>;

    /// The place, if it is one that we ourselves may have shared a login with.
    fn slot(&self) -> Option<&Slot> {
        None
    }
}

/// What the sources are found by.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The environment.
    pub env: &'a Env,
    /// How long a keychain may take.
    pub patience: Patience,
    /// The store that logins go to.
    pub home: &'a dyn Store,
}

/// The sources, in the order in which they are asked.
pub const NAMES: [&str; 7] = [
    "conda", "mamba", "anaconda", "condarc", "rattler", "netrc", "docker",
];

/// Those that hold logins for conda channels and nothing else. The others have to be named: what is in them is
/// mostly for other servers, or found by all who read the stores as it is.
pub const FOR_CHANNELS: [&str; 4] = ["conda", "mamba", "anaconda", "condarc"];

/// The source of this name.
pub fn named(name: &'static str, around: Around<'_>) -> Box<dyn Source> {
    match name {
        "rattler" => Box::new(rattler::Rattler::of(around)),
        "condarc" => Box::new(condarc::Condarc::of(around.env)),
        "docker" => Box::new(docker::Docker::of(around.env)),
        _ => Box::new(tools::InTool::of(name, around.env)),
    }
}

/// The file at `path`, whatever of the kinds that we know it is.
pub fn at(path: &Path) -> Box<dyn Source> {
    Box::new(file::AnyFile::at(path))
}

/// Why a source could not be read.
fn unreadable(failure: Failure) -> crate::Error {
    failure.during("source", "read")
}
