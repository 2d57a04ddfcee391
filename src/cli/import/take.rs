//! Taking: each login is saved and read back before anything is removed.

use super::{
    Context, Import,
    plan::{Item, Plan, State},
    stored::holder,
};
use crate::{
    cli::sharing,
    error::{Error, Result},
    store::Store,
    target::{Key, Kind},
    tool::{Hands, Shares},
    vault::{Saved, Vault},
};

impl Import {
    /// Does what the plan says. What fails keeps nothing else from being done.
    pub(super) fn take(
        &self,
        plan: &mut Plan,
        vault: &Vault,
        home: &(&dyn Store, Option<String>),
        shares: &Shares,
        context: &mut Context<'_>,
    ) -> Result<()> {
        let mut saved = Vec::new();
        for item in &mut plan.items {
            let kept = match item.state {
                State::New | State::Replaces => self.save(item, &mut saved, vault, home, context),
                State::Same => Ok(()),
                _ => continue,
            };
            match kept.and_then(|()| read_back(item, vault)) {
                Ok(store) => item.fate.store = Some(store),
                Err(error) => item.fate.failed = Some(error),
            }
        }
        let is_some = |item: &Item| item.fate.store.is_some();
        if self.remove_source && plan.items.iter().any(is_some) {
            let held = shares.hold().map_err(sharing::unusable_record)?;
            for item in plan.items.iter_mut().filter(|item| is_some(item)) {
                take_away(item, shares.hands());
            }
            drop(held);
        }
        Ok(())
    }

    /// Saves a login, unless the same one was saved for another source.
    fn save(
        &self,
        item: &Item,
        saved: &mut Vec<Key>,
        vault: &Vault,
        home: &(&dyn Store, Option<String>),
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (request, credential) = item.login().expect("what is wanted can be used");
        if saved.contains(&request.key) {
            return Ok(());
        }
        let done = request.save(home.clone(), vault, credential, context)?;
        report(&done, context);
        if matches!(request.key.kind(), Kind::Path(_)) {
            context.note(&format!(
                "pixi and rattler-build do not see `{}`: they know logins for whole hosts only",
                request.key
            ));
        }
        sharing::follow(&request.key, credential, context);
        saved.push(request.key.clone());
        Ok(())
    }
}

/// What a person would be surprised by later.
fn report(done: &Saved<'_>, context: &mut Context<'_>) {
    for key in &done.also {
        context.note(&format!("stored it as `{key}`, too"));
    }
    for (key, store) in &done.removed {
        let name = context.store_name(*store);
        context.note(&format!("removed the older login `{key}` from {name}"));
    }
    for (store, failure) in &done.unchecked {
        context.warn(&format!(
            "the {} could not be checked ({failure}): an older login there would win",
            store.name()
        ));
    }
}

/// The store that has the login now; nothing is removed on a store's word alone.
fn read_back(item: &Item, vault: &Vault) -> Result<&'static str> {
    let (request, credential) = item.login().expect("what is stored can be used");
    holder(request, credential, vault)?.ok_or_else(|| Error::Failed {
        problem: format!("the login `{}` could not be read back", request.key),
        hint: None,
        source: None,
    })
}

fn take_away(item: &mut Item, hands: &Hands) {
    match item.find.found.spot.take_away(hands) {
        Ok(with_it) => {
            item.fate.removed = Some(with_it.is_some());
            item.fate.settings = with_it.unwrap_or_default();
        }
        Err(failure) => {
            item.fate.removed = Some(false);
            item.fate.failed = Some(failure.during("source", "remove the login from"));
        }
    }
}
