//! Sharing: what `login`, `logout`, `share` and `unshare` do about other tools.

mod asked;
mod beside;
mod given;
mod taken;
mod wanted;

pub(super) use self::{
    asked::answer,
    given::{Told, conclude, place},
    taken::{json_of as taken_json, report as report_taken},
    wanted::{Wanted, wanted, words, words_for_some},
};
use super::context::Context;
use crate::{
    error::{Error, Failure, Result},
    scheme::Credential,
    target::{Key, Target},
    tool::{Login, Taken, Theirs, Tool},
};

/// A login that is to be shared.
pub(super) struct Subject<'a> {
    pub(super) key: &'a Key,
    pub(super) credential: &'a Credential,
    /// What the person named.
    pub(super) target: Option<&'a Target>,
}

impl Subject<'_> {
    /// Gives it to `wanted`, and to the tools that it was given to before.
    pub(super) fn give(
        &self,
        wanted: &Wanted,
        theirs: Theirs,
        context: &Context<'_>,
    ) -> Result<Vec<Told>, Failure> {
        let before = context.shares().of(self.key)?;
        let tools = wanted.tools(self.key, &before, context);
        Ok(self.give_to(tools, wanted, &before, theirs, context))
    }

    /// Gives it to `wanted` alone.
    pub(super) fn give_only(
        &self,
        wanted: &Wanted,
        theirs: Theirs,
        context: &Context<'_>,
    ) -> Result<Vec<Told>, Failure> {
        let tools = wanted.tools(self.key, &[], context);
        Ok(self.give_to(tools, wanted, &[], theirs, context))
    }

    fn give_to(
        &self,
        tools: Vec<Box<dyn Tool>>,
        wanted: &Wanted,
        before: &[String],
        theirs: Theirs,
        context: &Context<'_>,
    ) -> Vec<Told> {
        let shares = context.shares();
        let login = self.login(context);
        let mut told = Vec::new();
        for tool in tools {
            // What is to be replaced is what a tool has that the person named.
            let theirs = match wanted.is_for(&*tool, self.key) {
                true => theirs,
                false => Theirs::Stays,
            };
            told.push(Told {
                tool: tool.name(),
                is_named: wanted.names(tool.name()),
                had_earlier: before.iter().any(|name| name == tool.name()),
                outcome: shares.give(&*tool, &login, theirs),
            });
        }
        told
    }

    /// The login as a tool sees it.
    pub(super) fn login(&self, context: &Context<'_>) -> Login<'_> {
        let note = context.notes().get(self.key).unwrap_or_default();
        let typed = self.target.and_then(Target::url);
        let typed = typed.filter(|url| matches!(url.scheme(), "http" | "https"));
        // The channel that it was typed for: now, or when it was stored.
        let channel = self.target.and_then(|target| target.channel.clone());
        let channel = channel.or_else(|| note.channel?.parse().ok());
        Login {
            plain_http: note.plain_http,
            ..Login::new(
                self.key,
                self.credential,
                typed.cloned().into_iter().chain(channel),
            )
        }
    }
}

/// Gives a renewed login to the tools that have its older token.
pub(super) fn follow(key: &Key, credential: &Credential, context: &mut Context<'_>) {
    let subject = Subject {
        key,
        credential,
        target: None,
    };
    let login = subject.login(context);
    match context.shares().follow(context.env, &login) {
        Ok(followed) => {
            let told = followed.into_iter().map(Told::followed);
            let told: Vec<Told> = told.collect();
            for told in told.iter().filter(|told| told.failed()) {
                told.report(key, context);
            }
            if let Err(error) = take_outdated(&told, key, context) {
                context.warn(&error.message());
            }
        }
        Err(failure) => context.warn(&format!(
            "the tools that share `{key}` were not told: {failure}"
        )),
    }
}

/// Takes an earlier login back from tools that cannot use the one in its place.
pub(super) fn take_outdated(told: &[Told], key: &Key, context: &mut Context<'_>) -> Result<()> {
    for tool in told.iter().filter_map(Told::has_outdated) {
        let taken = take(Some(tool), std::slice::from_ref(key), context);
        report_taken(&taken.map_err(unusable_record)?, context)?;
    }
    Ok(())
}

/// Takes back what tools were given under `keys`.
pub(super) fn take(
    tool: Option<&str>,
    keys: &[Key],
    context: &Context<'_>,
) -> Result<Vec<Taken>, Failure> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let (shares, shared) = (context.shares(), self::keys(context)?);
    let mut taken = Vec::new();
    for key in keys.iter().filter(|key| shared.contains(key)) {
        taken.extend(shares.take(tool, key)?);
    }
    Ok(taken)
}

/// Every key that a tool was given, each once.
pub(super) fn keys(context: &Context<'_>) -> Result<Vec<Key>, Failure> {
    let shared = context.shares().all()?.into_iter();
    let mut keys: Vec<Key> = shared.map(|(_, key)| key).collect();
    keys.sort();
    keys.dedup();
    Ok(keys)
}

/// The shared keys that a login for the target may have.
pub(super) fn of_target(target: &Target, shared: &[Key]) -> Vec<Key> {
    let mut keys = target.forms(|key| shared.contains(key));
    keys.retain(|key| shared.contains(key));
    keys
}

/// The record of shares cannot be used.
pub(super) fn unusable_record(failure: Failure) -> Error {
    failure.during("record of shares", "use")
}
