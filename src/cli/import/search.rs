//! Asking the sources what they hold.

use std::path::Path;

use super::{Context, Import, from::From};
use crate::{
    cli::sharing,
    error::{Error, Result},
    source::{self, Around, Found, Source},
    store::Store,
    tool::Shares,
    vault::Vault,
};

/// What the sources hold.
pub(super) struct Search {
    pub(super) finds: Vec<Find>,
    /// Sources that could not be read, and why.
    pub(super) failed: Vec<(String, Error)>,
    /// Sources that hold something and were not asked for.
    pub(super) others: Vec<&'static str>,
}

/// A login, and the source that holds it.
pub(super) struct Find {
    pub(super) source: String,
    pub(super) found: Found,
}

impl Import {
    /// Asks each source; one that was named has to be readable.
    pub(super) fn search(
        &self,
        vault: &Vault,
        home: &dyn Store,
        shares: &Shares,
        context: &Context<'_>,
    ) -> Result<Search> {
        let (mut finds, mut failed) = (Vec::new(), Vec::new());
        for source in self.sources(vault, home, context)? {
            match source.found(shares.hands()) {
                Ok(found) => {
                    for found in found {
                        let is_known = finds.iter().any(|find: &Find| is_one(&find.found, &found));
                        if !is_known && !is_ours(&found, shares)? {
                            let source = source.name().to_owned();
                            finds.push(Find { source, found });
                        }
                    }
                }
                Err(error) if !self.from.is_empty() => return Err(error),
                Err(error) => failed.push((source.name().to_owned(), error)),
            }
        }
        let others = match self.from.is_empty() {
            true => others(home, shares, context),
            false => Vec::new(),
        };
        Ok(Search {
            finds,
            failed,
            others,
        })
    }

    fn sources(
        &self,
        vault: &Vault,
        home: &dyn Store,
        context: &Context<'_>,
    ) -> Result<Vec<Box<dyn Source>>> {
        let around = around(home, context);
        if self.from.is_empty() {
            let names = source::FOR_CHANNELS.into_iter();
            return Ok(names.map(|name| source::named(name, around)).collect());
        }
        let sources = self.from.iter().map(|from| match from {
            From::Source(name) => Ok(source::named(name, around)),
            From::File(path) => {
                check_file(path, vault)?;
                Ok(source::at(path))
            }
        });
        sources.collect()
    }

    /// A source that was named and holds nothing is an error; where nothing was named, there may be nothing.
    pub(super) fn check_is_there(&self, search: &Search) -> Result<()> {
        let named = self.from.iter().map(|from| match from {
            From::Source(name) => format!("`{name}`"),
            From::File(path) => format!("`{}`", path.display()),
        });
        match search.finds.is_empty() && !self.from.is_empty() {
            true => Err(Error::NothingToImport(named.collect::<Vec<_>>().join(", "))),
            false => Ok(()),
        }
    }
}

fn around<'c>(home: &'c dyn Store, context: &'c Context<'_>) -> Around<'c> {
    Around {
        env: context.env,
        patience: context.patience(),
        home,
    }
}

/// Files that hold logins for any kind of server are looked at, and taken from only when they are named.
fn others(home: &dyn Store, shares: &Shares, context: &Context<'_>) -> Vec<&'static str> {
    let holds = |name: &&'static str| {
        let found = source::named(name, around(home, context)).found(shares.hands());
        let is_other = |found: &Found| !is_ours(found, shares).unwrap_or_default();
        found.is_ok_and(|found| found.iter().any(is_other))
    };
    ["netrc", "docker"].into_iter().filter(holds).collect()
}

/// Two tools may read one place.
fn is_one(one: &Found, other: &Found) -> bool {
    let slot = one.spot.slot();
    slot.is_some() && slot == other.spot.slot() && one.credential == other.credential
}

/// What we shared with a tool is a copy of what is stored.
fn is_ours(found: &Found, shares: &Shares) -> Result<bool> {
    let put = found.spot.slot().map(|slot| shares.has_put(slot));
    Ok(put
        .transpose()
        .map_err(sharing::unusable_record)?
        .unwrap_or_default())
}

/// A store is not taken into itself: what is removed from the source would be removed from the store.
fn check_file(path: &Path, vault: &Vault) -> Result<()> {
    match vault.stores().any(|store| store.is_in(path)) {
        false => Ok(()),
        true => Err(Error::Usage {
            problem: format!("`{}` is where logins are stored", path.display()),
            hint: Some("see what is in it with `xauth status`".into()),
        }),
    }
}
