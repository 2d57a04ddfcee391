//! What is said of an import: what was found, what became of it, and what a person has to know.

use serde_json::{Value, json};
use url::Url;

use super::{
    Context, Import,
    plan::{Item, Plan, State},
    report,
};
use crate::{
    cli::{save::stored_in, sharing::place},
    error::{Error, Result},
    scheme::Scheme,
    source,
    store::Store,
    text::{escape, word},
    tool,
};

/// Everything that was found, in columns.
pub(super) fn table(plan: &Plan) -> String {
    let head = ["LOGIN", "SCHEME", "ACCOUNT", "FROM", "STATE"].map(String::from);
    let rows = plan.items.iter().map(row);
    let rows: Vec<[String; 5]> = std::iter::once(head).chain(rows).collect();
    report::table(rows.iter().map(|row| row.each_ref()))
}

fn row(item: &Item) -> [String; 5] {
    let credential = item.find.found.credential.as_ref().ok();
    let scheme = credential.map(|credential| credential.scheme());
    let account = scheme.and_then(Scheme::account).map(|name| escape(&name));
    [
        item.name(),
        scheme.map_or("-", Scheme::name).into(),
        account
            .filter(|name| !name.is_empty())
            .unwrap_or("-".into()),
        item.origin(),
        item.state.words(),
    ]
}

impl State {
    fn words(&self) -> String {
        match self {
            Self::New => "new".into(),
            Self::Replaces => "replaces what is stored".into(),
            Self::Same => "stored already".into(),
            Self::Differs => "differs from what is stored".into(),
            Self::Rival => "differs from what another source has".into(),
            Self::PassedOver => "passed over".into(),
            Self::Unusable(why) => format!("cannot be used: {}", escape(why)),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Replaces => "replaces",
            Self::Same => "same",
            Self::Differs => "differs",
            Self::Rival => "rival",
            Self::PassedOver => "passed_over",
            Self::Unusable(_) => "unusable",
        }
    }
}

impl Import {
    pub(super) fn report(
        &self,
        plan: &Plan,
        home: &(&dyn Store, Option<String>),
        failed: &[(String, Error)],
        context: &mut Context<'_>,
    ) -> Result<()> {
        // The first is the error that the command ends with.
        for (source, error) in failed.iter().skip(1) {
            context.warn(&format!("{source}: {}", error.message()));
        }
        match (self.json, self.dry_run, plan.items.is_empty()) {
            (true, ..) => context.ui.out(&self.json_of(plan, failed))?,
            (_, true, false) => context.ui.out(&table(plan))?,
            _ => {}
        }
        if plan.items.is_empty() && failed.is_empty() {
            let looked = source::FOR_CHANNELS.join(", ");
            context.note(&format!("nothing was found to import ({looked})"));
        }
        if !self.dry_run {
            for item in &plan.items {
                say(item, context);
            }
            if plan.wanted().any(|item| item.fate.store.is_some()) {
                let stored = stored_in(home.0, home.1.as_deref(), context);
                context.note(&stored);
            }
            note_blind(plan, context);
        }
        Ok(())
    }

    fn json_of(&self, plan: &Plan, failed: &[(String, Error)]) -> String {
        let failed = failed.iter();
        let failed =
            failed.map(|(source, error)| json!({ "source": source, "message": error.message() }));
        report::line(json!({
            "dry_run": self.dry_run,
            "logins": plan.items.iter().map(json_of).collect::<Value>(),
            "failed": failed.collect::<Value>(),
        }))
    }

    /// The command's end: it is done when all that can be used is stored.
    pub(super) fn conclude(&self, mut plan: Plan, failed: Vec<(String, Error)>) -> Result<()> {
        if let Some((_, error)) = failed.into_iter().next() {
            return Err(error);
        }
        if let Some(error) = plan
            .items
            .iter_mut()
            .find_map(|item| item.fate.failed.take())
        {
            return Err(error);
        }
        let is_left = |item: &&Item| matches!(item.state, State::Differs | State::Rival);
        let is_useless = |item: &Item| matches!(item.state, State::Unusable(_));
        let left = plan.items.iter().filter(is_left).count();
        let has_rivals = plan.items.iter().any(|item| item.state == State::Rival);
        let hint = match (has_rivals, self.from.is_empty()) {
            (true, true) => Some("choose a source: `xauth import --from SOURCE`"),
            (true, false) => None,
            (false, _) => Some("replace what is stored: `--force`"),
        };
        match left {
            _ if self.dry_run => Ok(()),
            0 if !self.from.is_empty() && plan.items.iter().all(is_useless) => Err(Error::Failed {
                problem: "nothing of what was found can be used".into(),
                hint: None,
                source: None,
            }),
            0 => Ok(()),
            count => Err(Error::Failed {
                problem: match count {
                    1 => "1 login was not taken".into(),
                    _ => format!("{count} logins were not taken"),
                },
                hint: hint.map(String::from),
                source: None,
            }),
        }
    }
}

/// One line for what became of a login.
fn say(item: &Item, context: &mut Context<'_>) {
    let (name, origin) = (item.name(), item.origin());
    match &item.state {
        _ if item.fate.failed.is_some() => {}
        State::New | State::Replaces => {
            let what = item
                .login()
                .map_or("", |(_, credential)| credential.scheme().describe());
            context.note(&format!("took `{name}`, {what}, from {origin}"));
        }
        State::Same => context.note(&format!("`{name}` from {origin} is stored already")),
        State::Differs => context.warn(&format!(
            "`{name}` from {origin} differs from what is stored, and was left"
        )),
        State::PassedOver => context.note(&format!("left `{name}` in {origin}, as you chose")),
        State::Rival => context.warn(&format!(
            "`{name}` from {origin} differs from what another source has, and was left"
        )),
        State::Unusable(why) => context.warn(&format!(
            "`{name}` from {origin} cannot be used: {}",
            escape(why)
        )),
    }
    match item.fate.removed {
        Some(true) => context.note(&format!("removed `{name}` from {origin}")),
        Some(false) if item.fate.failed.is_none() => context.warn(&format!(
            "`{name}` from {origin} has changed meanwhile, and was left there"
        )),
        _ => {}
    }
    for settings in &item.fate.settings {
        let place = place(settings, context);
        context.note(&format!("removed what led to it: {place}"));
    }
}

/// Says which tools lost their own copy.
fn note_blind(plan: &Plan, context: &mut Context<'_>) {
    let gone = plan
        .items
        .iter()
        .filter(|item| item.fate.removed == Some(true));
    for item in gone {
        let reader = match item.find.source.as_str() {
            "condarc" => "conda",
            source => source,
        };
        if let Some((request, _)) = item.login().filter(|_| tool::NAMES.contains(&reader)) {
            // A tool may know it by its port, which no key has.
            let url = request.target.url().filter(|url| url.port().is_some());
            let target = word(url.map_or(request.key.as_str(), Url::as_str));
            context.note(&format!(
                "{reader} does not see `{}` any more: `xauth share {target} --with {reader}`",
                request.key
            ));
        }
    }
}

fn json_of(item: &Item) -> Value {
    let mut value = match item.find.found.credential.as_ref() {
        Ok(credential) => report::credential(credential),
        Err(_) => json!({ "scheme": null, "account": null, "expires_at": null, "expired": false }),
    };
    let (place, entry) = item.find.found.spot.describe();
    value["source"] = json!(item.find.source);
    value["place"] = json!(place);
    value["entry"] = json!(entry.map(|entry| escape(&entry)));
    value["key"] = json!(item.request.as_ref().map(|request| request.key.as_str()));
    value["state"] = json!(item.state.name());
    value["why"] = match &item.state {
        State::Unusable(why) => json!(escape(why)),
        _ => Value::Null,
    };
    value["store"] = json!(item.fate.store);
    value["removed"] = json!(item.fate.removed.unwrap_or_default());
    value["error"] = json!(item.fate.failed.as_ref().map(Error::message));
    value
}
