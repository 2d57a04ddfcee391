//! condarc: credentials that stand in clear in the user's conda files, most of them in channels' URLs.

use super::{Found, Site, Source, Spot, unreadable};
use crate::{
    condarc::{self, conceal},
    env::Env,
    error::{Failure, Result},
    tool::{Hands, Slot},
};

/// The user's conda files.
pub(super) struct Condarc {
    env: Env,
}

impl Condarc {
    pub(super) fn of(env: &Env) -> Self {
        Self { env: env.clone() }
    }
}

impl Source for Condarc {
    fn name(&self) -> &str {
        "condarc"
    }

    fn found(&self, _: &Hands) -> Result<Vec<Found>> {
        let found = condarc::secrets(&self.env).map_err(unreadable)?;
        Ok(found.into_iter().map(of_ours).collect())
    }
}

fn of_ours(found: condarc::Found) -> Found {
    // A channel's settings are for that channel alone; a URL is what a login is typed with.
    let site = match found.key.starts_with("channel_settings") {
        true => Site::Channel(found.site.clone()),
        false => Site::Host(found.site.clone()),
    };
    Found {
        site,
        credential: found.credential.clone(),
        spot: Box::new(InFile(found)),
    }
}

/// A place in a file.
struct InFile(condarc::Found);

impl Spot for InFile {
    fn describe(&self) -> (String, Option<String>) {
        (self.0.file.display().to_string(), Some(self.0.key.clone()))
    }

    fn take_away(&self, _: &Hands) -> Result<Option<Vec<Slot>>, Failure> {
        Ok(conceal(&self.0)?.then(Vec::new))
    }
}
