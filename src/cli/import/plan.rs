//! The plan: for each login that was found the key it gets, and whether it is to be taken.

use super::{Context, Import, search::Find, stored::state};
use crate::{
    cli::save::Request,
    condarc,
    error::{Error, Result},
    scheme::Credential,
    source::{Aim, Site},
    store::Store,
    tool::Slot,
    vault::Vault,
};

/// Everything that was found, in order.
pub(super) struct Plan {
    pub(super) items: Vec<Item>,
}

/// One login that was found.
pub(super) struct Item {
    pub(super) find: Find,
    /// The file or keychain it is in, for people.
    pub(super) place: String,
    /// What is to be stored; none for one that cannot be used.
    pub(super) request: Option<Request>,
    pub(super) state: State,
    pub(super) fate: Fate,
}

/// What a login is to what is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing is stored for it.
    New,
    /// Something else is stored, and the person said that it goes.
    Replaces,
    /// It is stored.
    Same,
    /// Something else is stored.
    Differs,
    /// Another source holds something else for the same key.
    Rival,
    /// Another source holds something else, which the person chose.
    PassedOver,
    /// It is of no use.
    Unusable(String),
}

/// What became of a login.
#[derive(Debug, Default)]
pub(super) struct Fate {
    /// The store that it is in now.
    pub(super) store: Option<&'static str>,
    /// Whether it was gone from its source; none when that was not tried.
    pub(super) removed: Option<bool>,
    /// The settings that were removed with it.
    pub(super) settings: Vec<Slot>,
    /// Why it could not be saved or removed.
    pub(super) failed: Option<Error>,
}

impl Plan {
    /// What is to be taken.
    pub(super) fn wanted(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.is_wanted())
    }

    /// What is stored already.
    pub(super) fn stored(&self) -> impl Iterator<Item = &Item> {
        let items = self.items.iter();
        items.filter(|item| item.state == State::Same)
    }
}

impl Item {
    pub(super) fn is_wanted(&self) -> bool {
        matches!(self.state, State::New | State::Replaces)
    }

    /// The credential and what is to be stored with it, of a login that can be used.
    pub(super) fn login(&self) -> Option<(&Request, &Credential)> {
        let credential = self.find.found.credential.as_ref().ok();
        self.request.as_ref().zip(credential)
    }

    /// What it is for: the key, or the source's own words.
    pub(super) fn name(&self) -> String {
        match &self.request {
            Some(request) => request.key.to_string(),
            None => self.find.found.site.shown(),
        }
    }

    /// The source with the place, for people.
    pub(super) fn origin(&self) -> String {
        let source = crate::text::escape(&self.find.source);
        match self.place.ends_with(source.trim_start_matches("./")) {
            true => self.place.clone(),
            false => format!("{source} ({})", self.place),
        }
    }
}

impl Import {
    /// Says of each login what is to become of it.
    pub(super) fn plan(
        &self,
        finds: Vec<Find>,
        vault: &Vault,
        home: &dyn Store,
        context: &Context<'_>,
    ) -> Result<Plan> {
        let mut items = Vec::new();
        for find in finds {
            let (place, _) = find.found.spot.describe();
            let mut item = Item {
                place: context.env.shorten(place.as_ref()),
                request: None,
                state: State::New,
                fate: Fate::default(),
                find,
            };
            let site = item.find.found.site.clone();
            self.assess(&mut item, &site, vault, home, context)?;
            items.push(item);
        }
        let mut plan = Plan { items };
        for at in plan.rivals_by_channel() {
            let item = &mut plan.items[at];
            if let Some(site) = item.find.found.site.narrowed() {
                self.assess(item, &site, vault, home, context)?;
            }
        }
        Ok(plan)
    }

    /// Sets an item's request and state, as a login for `site`.
    fn assess(
        &self,
        item: &mut Item,
        site: &Site,
        vault: &Vault,
        home: &dyn Store,
        context: &Context<'_>,
    ) -> Result<()> {
        let usable = item.find.found.usable();
        let request = usable.and_then(|credential| self.request(site, credential, context));
        match request {
            Err(why) => (item.request, item.state) = (None, State::Unusable(why)),
            Ok(request) => {
                // Entries of another store of rattler's are moved, and not compared with themselves.
                let only = (item.find.source == "rattler").then_some(home);
                let credential = item
                    .find
                    .found
                    .credential
                    .as_ref()
                    .expect("it was asked for");
                item.state = match state(&request, credential, vault, only)? {
                    State::Differs if self.force => State::Replaces,
                    state => state,
                };
                item.request = Some(request);
            }
        }
        Ok(())
    }

    fn request(
        &self,
        site: &Site,
        credential: &Credential,
        context: &Context<'_>,
    ) -> Result<Request, String> {
        let aim = site.aim(|| condarc::channel_alias(context.env))?;
        let Aim { target, key, scope } = aim;
        let is_s3 = matches!(credential, Credential::S3(_));
        if target.is_bucket() != is_s3 {
            return Err("only buckets take S3 keys, and they take nothing else".into());
        }
        if target.is_insecure() && !self.allow_insecure_http {
            return Err(
                "it is for plain http, where everyone on the way can read it (`--allow-insecure-http` takes it)".into(),
            );
        }
        Ok(Request {
            plain_http: target.is_insecure(),
            may_replace: self.force,
            is_json: self.json,
            target,
            key,
            scope,
        })
    }
}
