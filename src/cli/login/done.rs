//! What is said after a login: three lines, JSON, and what a person would be surprised by later.

use serde_json::json;

use super::{Context, Subject, Wanted, neighbour, report, sharing, verification::Verification};
use crate::{
    cli::{
        save::{Request, stored_in},
        time,
    },
    error::{Error, Result},
    scheme::{Credential, Scheme},
    store::Protection,
    target::{Key, Kind},
    tool::Theirs,
    ui::Tone,
    vault::{Saved, Vault},
};

/// A login that was made.
pub(in crate::cli) struct Done<'a> {
    pub(in crate::cli) request: &'a Request,
    pub(in crate::cli) credential: &'a Credential,
    pub(in crate::cli) verification: &'a Verification,
    pub(in crate::cli) saved: &'a Saved<'a>,
}

impl Done<'_> {
    /// Says it, and gives it to the tools that are to see it.
    ///
    /// # Errors
    /// As [`share`](Self::share), and when the person pressed Ctrl-C after the login was made.
    pub(in crate::cli) fn conclude(
        &self,
        wanted: Option<Wanted>,
        vault: &Vault,
        context: &mut Context<'_>,
    ) -> Result<()> {
        let is_interrupted = self.verification.is_interrupted();
        // Who wants to go is asked nothing.
        let nobody_new = || Wanted::Usual(Vec::new());
        let wanted = wanted.or_else(|| is_interrupted.then(nobody_new));
        self.report(context);
        context.pass_on(vault);
        self.warn_of_others(context, vault);
        self.share(wanted, context)?;
        match is_interrupted {
            true => Err(Error::Stopped("the login is stored, and was not verified")),
            false => Ok(()),
        }
    }

    /// The three lines: who logged in, where it goes, where it is stored; and what is gone.
    pub(super) fn report(&self, context: &mut Context<'_>) {
        let scheme = self.credential.scheme();
        let account = self.account(context);
        let account = account.map(|name| format!(" as {}", crate::text::escape(&name)));
        context.note(&format!(
            "logged in to {} with {}{}",
            self.request.target,
            scheme.describe(),
            account.unwrap_or_default()
        ));
        context.note(&format!("applies to {}", self.reach()));
        self.verification.report(self.request, context);
        self.note_renewal(context);
        let stored = stored_in(self.saved.store, self.saved.instead_of.as_deref(), context);
        context.note(&stored);
        for (key, store) in &self.saved.removed {
            let name = context.store_name(*store);
            context.note(&format!("removed the older login `{key}` from {name}"));
        }
    }

    /// Whose it is, as the server says or once said, or as it says itself.
    fn account(&self, context: &Context<'_>) -> Option<String> {
        let told = self.verification.account(self.credential);
        let once = || {
            let told = context.notes().get(&self.request.key)?.told;
            let told = told.filter(|told| told.is_about(self.credential));
            told?.account
        };
        told.or_else(once)
            .or_else(|| self.credential.scheme().account())
    }

    fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.request.key).chain(&self.saved.also)
    }

    fn origins(&self) -> Vec<String> {
        let origins = |key| report::origins(key, self.request.plain_http);
        self.keys().flat_map(origins).collect()
    }

    fn reach(&self) -> String {
        match self.saved.also.is_empty() {
            true => report::reach(&self.request.key, self.request.plain_http),
            false => format!("{} (every port and path)", self.origins().join(", ")),
        }
    }

    /// How long an OAuth login lasts, and what has to be done then.
    fn note_renewal(&self, context: &mut Context<'_>) {
        let Credential::OAuth(login) = self.credential else {
            return;
        };
        let expires = login.expires_at().map(time::relative);
        match (login.is_refreshable(), expires) {
            (true, Some(expires)) => {
                context.note(&format!("its token expires {expires}, and is renewed by itself"));
            }
            (false, Some(expires)) => context.warn(&format!(
                "the provider gave no refresh token: the login expires {expires}, and has to be made again then"
            )),
            (false, None) => context.warn(
                "the provider gave no refresh token: the login has to be made again when it expires, and it does not say when",
            ),
            (true, None) => {}
        }
    }

    /// Gives the login to other tools, takes back from them what it replaces, and prints the JSON.
    ///
    /// # Errors
    /// When a tool that was named has not got it; the login is stored all the same.
    pub(super) fn share(&self, wanted: Option<Wanted>, context: &mut Context<'_>) -> Result<()> {
        let key = &self.request.key;
        let subject = Subject {
            key,
            credential: self.credential,
            target: Some(&self.request.target),
        };
        let wanted = match wanted {
            Some(wanted) => Ok(wanted),
            None => sharing::answer(&subject, context),
        };
        let is_nobody = wanted
            .as_ref()
            .is_ok_and(|wanted| *wanted == Wanted::These(Vec::new()));
        let given = wanted.and_then(|wanted| match is_nobody {
            true => Ok(Vec::new()),
            false => {
                let given =
                    subject.give_all(&self.saved.also, &wanted, self.theirs(&wanted), context);
                given.map_err(sharing::unusable_record)
            }
        });
        if self.request.is_json {
            let mut value = self.json(context);
            let told = given.iter().flatten();
            let told = told.flat_map(|(key, told)| told.iter().map(|told| told.json(key, context)));
            value["tools"] = told.collect();
            context.ui.out(&report::line(value))?;
        }
        self.take_back(is_nobody, context)?;
        for (key, told) in given.iter().flatten() {
            sharing::take_outdated(told, key, context)?;
        }
        for (key, told) in given? {
            sharing::conclude(told, &key, context)?;
        }
        Ok(())
    }

    /// A tool that is named beside `--force` loses a login of its own; one that has all logins does not.
    fn theirs(&self, wanted: &Wanted) -> Theirs {
        match wanted {
            Wanted::These(_) if self.request.may_replace => Theirs::Goes,
            _ => Theirs::Stays,
        }
    }

    /// Takes back from tools what this login replaces: other logins, and its own earlier one if nobody is to see it.
    fn take_back(&self, is_for_nobody: bool, context: &mut Context<'_>) -> Result<()> {
        let key = &self.request.key;
        let replaced = self.saved.removed.iter().map(|(old, _)| old);
        let mut keys: Vec<Key> = replaced.filter(|old| *old != key).cloned().collect();
        keys.extend(self.keys().filter(|_| is_for_nobody).cloned());
        let taken = sharing::take(None, &keys, context);
        sharing::report_taken(&taken.map_err(sharing::unusable_record)?, context)
    }

    pub(super) fn json(&self, context: &Context<'_>) -> serde_json::Value {
        let removed = self.saved.removed.iter();
        let mut value = report::credential(self.credential);
        if let Credential::OAuth(login) = self.credential {
            value["event"] = json!("logged_in");
            value["refreshable"] = json!(login.is_refreshable());
            value["issuer"] = json!(login.facts().issuer);
            value["scopes"] = json!(login.facts().scopes);
        }
        value["target"] = json!(self.request.target.to_string());
        value["key"] = json!(self.request.key.as_str());
        value["applies_to"] = json!(self.origins());
        value["store"] = json!(self.saved.store.name());
        value["place"] = json!(context.place(self.saved.store));
        value["encrypted"] = json!(self.saved.store.protection() == Protection::Encrypted);
        value["instead_of"] = json!(self.saved.instead_of);
        value["account"] = json!(self.account(context).map(|name| crate::text::escape(&name)));
        self.verification.add_to(&mut value);
        value["removed"] = removed
            .map(|(key, store)| report::copy(key, *store))
            .collect();
        value
    }

    /// What a person would be surprised by later.
    pub(super) fn warn_of_others(&self, context: &mut Context<'_>, vault: &Vault) {
        for (store, failure) in &self.saved.unchecked {
            let warning = format!(
                "the {} could not be checked ({failure}): an older login there would win",
                store.name()
            );
            context.warn(&warning);
        }
        let is_for_host = !matches!(self.request.key.kind(), Kind::Path(_));
        if let Some(port) = self.request.target.port().filter(|_| is_for_host) {
            let note = format!(
                "it applies to every port, not only {port}: pixi and other rattler tools ignore ports and schemes"
            );
            context.ui.say(Tone::Note, &note);
        }
        if !is_for_host {
            context.note(
                "pixi and rattler-build do not see it: they know logins for whole hosts only",
            );
        }
        let before = vault
            .stores()
            .take_while(|store| store.name() != self.saved.store.name());
        let first = before
            .filter(|store| store.protection() == Protection::ReadOnly)
            .find(|store| store.holds(&self.request.key).unwrap_or_default());
        if let Some(store) = first {
            let name = context.store_name(store);
            context.warn(&format!(
                "{name} also has `{}`, and answers first",
                self.request.key
            ));
        }
        neighbour::note(self.request, vault, context);
    }
}
