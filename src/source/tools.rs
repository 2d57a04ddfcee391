//! Tools: what the tools that logins are shared with hold by themselves.

use std::{path::Path, rc::Rc};

use super::{Found, Site, Source, Spot, site::with_scheme, unreadable};
use crate::{
    env::Env,
    error::{Failure, Result},
    scheme::Credential,
    tool::{
        self, Hands, Held, Slot, Tool,
        netrc::Netrc,
        slot::{Wish, channel_settings::Settings},
    },
};

/// What one tool holds.
pub(super) struct InTool {
    name: &'static str,
    tool: Option<Rc<dyn Tool>>,
}

impl InTool {
    pub(super) fn of(name: &'static str, env: &Env) -> Self {
        let mut tools = tool::all(env).into_iter();
        let tool = tools.find(|tool| tool.name() == name).map(Rc::from);
        Self { name, tool }
    }

    /// The netrc file at `path`.
    pub(super) fn in_netrc(path: &Path) -> Self {
        let tool: Rc<dyn Tool> = Rc::new(Netrc::at(path));
        Self {
            name: "netrc",
            tool: Some(tool),
        }
    }
}

impl Source for InTool {
    fn name(&self) -> &str {
        self.name
    }

    fn found(&self, hands: &Hands) -> Result<Vec<Found>> {
        let Some(tool) = &self.tool else {
            return Ok(Vec::new());
        };
        let held = tool.held(hands).map_err(unreadable)?.into_iter();
        Ok(held.map(|held| found(tool, held)).collect())
    }
}

fn found(tool: &Rc<dyn Tool>, held: Held) -> Found {
    let site = match tool.name() {
        // They know no schemes.
        "mamba" | "netrc" => with_scheme(&held.site),
        _ => held.site.trim_end_matches("/*").to_owned(),
    };
    let credential = match held.keep {
        Some(why) => Err(why),
        None => held.credential,
    };
    let spot = Box::new(Place {
        tool: Rc::clone(tool),
        slot: held.slot,
        credential: credential.as_ref().ok().cloned(),
    });
    Found {
        // An account's key is for all of its server's hosts, and an organisation's token for this one.
        site: match (&spot.slot, site.contains("://")) {
            (Slot::AnacondaRepoToken { .. }, false) => Site::Key(site),
            _ => Site::Channel(site),
        },
        credential,
        spot,
    }
}

/// A place of a tool's, and what was found in it.
struct Place {
    tool: Rc<dyn Tool>,
    slot: Slot,
    credential: Option<Credential>,
}

impl Place {
    /// Clears the settings that led to nothing but this: without a secret they only stop the tool.
    fn clear_settings(&self, hands: &Hands) -> Result<Vec<Slot>, Failure> {
        let mut cleared = Vec::new();
        for settings in self.tool.leading_to(&self.slot, hands)? {
            let mut is_bare = false;
            settings.change(hands, &mut |value| {
                let of = value.and_then(Settings::of);
                is_bare = of.is_some_and(|of| of.token.is_none() && of.password.is_none());
                match is_bare {
                    true => Wish::Clear,
                    false => Wish::Keep,
                }
            })?;
            if is_bare {
                cleared.push(settings);
            }
        }
        Ok(cleared)
    }
}

impl Spot for Place {
    fn describe(&self) -> (String, Option<String>) {
        self.slot.describe()
    }

    fn take_away(&self, hands: &Hands) -> Result<Option<Vec<Slot>>, Failure> {
        // Read before it is looked at: a value that comes in between is not the one that goes.
        let seen = self.slot.read(hands)?;
        let held = self.tool.held(hands)?;
        let held = held.iter().find(|held| held.slot == self.slot);
        let is_other = |held: &&Held| {
            held.keep.is_some() || held.credential.as_ref().ok() != self.credential.as_ref()
        };
        if held.is_some_and(|held| is_other(&held)) {
            return Ok(None);
        }
        let mut is_gone = true;
        self.slot.change(hands, &mut |value| {
            is_gone = value.is_none() || value == seen.as_ref();
            match is_gone {
                true => Wish::Clear,
                false => Wish::Keep,
            }
        })?;
        match is_gone {
            true => self.clear_settings(hands).map(Some),
            false => Ok(None),
        }
    }

    fn slot(&self) -> Option<&Slot> {
        Some(&self.slot)
    }
}
