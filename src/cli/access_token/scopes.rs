//! `xauth access-token scopes`: what tokens can be good for, which the server tells everybody.

use std::collections::BTreeMap;

use serde_json::json;

use super::{
    Context, explain, report,
    server::{self, Site},
};
use crate::{
    anaconda::{NotDone, org::Server},
    error::{Error, Result},
    http::Grace,
    text::escape,
};

/// List what access tokens can be good for
#[derive(Debug, clap::Args)]
pub(super) struct Scopes {
    #[command(flatten)]
    server: server::Flags,
    /// Print them as JSON
    #[arg(long)]
    json: bool,
}

impl Scopes {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let site = self.server.site(context)?;
        let client = context.client("listing scopes")?;
        let server = Server::at(&client, site.base.clone());
        let scopes = context.runner.run(Grace::None, async {
            let _waiting = context.ui.wait("asking the server");
            Ok(server.scopes().await)
        })?;
        super::pass_on(&server, context);
        let scopes = scopes.map_err(|why| match why {
            NotDone::Unheard { url, why } => explain::unheard(url, why),
            NotDone::Refused(refusal) => Error::Denied {
                what: format!("`{}` does not list scopes", site.host()),
                status: refusal.status.as_u16(),
                why: refusal.why,
                hint: Some("give the address of its API: `--url https://HOST/api`".into()),
            },
        })?;
        let text = match self.json {
            true => report::line(json!({ "scopes": scopes })),
            false => table(&scopes),
        };
        context.ui.out(&text)
    }
}

fn table(scopes: &BTreeMap<String, String>) -> String {
    let head = ["SCOPE", "GOOD FOR"].map(String::from);
    let rows: Vec<_> = scopes
        .iter()
        .map(|(name, what)| [escape(name), escape(what)])
        .collect();
    report::table(std::iter::once(head).chain(rows))
}

/// The first of `wanted` that is not among them, with the one that is spelled most like it. A scope may have a part of
/// its own at its end, as `repos:collection:<NAME>`.
pub(super) fn unknown<'w>(
    wanted: &'w [String],
    known: &BTreeMap<String, String>,
) -> Option<(&'w str, Option<String>)> {
    let is_known = |scope: &&String| {
        known.keys().any(|name| match name.split_once('<') {
            Some((before, _)) => scope.starts_with(before) && scope.len() > before.len(),
            None => name == *scope,
        })
    };
    let scope = wanted.iter().find(|scope| !is_known(scope))?;
    let score = |name: &&String| strsim::jaro_winkler(scope, name);
    let best = known
        .keys()
        .max_by(|one, other| score(one).total_cmp(&score(other)));
    let alike = best
        .filter(|name| score(name) > 0.8)
        .map(|name| escape(name));
    Some((scope, alike))
}

/// Unknown scopes are said before a token is made, where the server says which there are.
pub(super) fn check(
    wanted: &[String],
    site: &Site,
    server: &Server<'_>,
    context: &mut Context<'_>,
) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    let known = context.runner.run(Grace::None, async {
        let _waiting = context.ui.wait("asking the server for its scopes");
        Ok(server.scopes().await)
    })?;
    let known: BTreeMap<_, _> = match known {
        Ok(known) if !known.is_empty() => known,
        _ => {
            context.detail("the server does not say which scopes there are");
            return Ok(());
        }
    };
    let Some((scope, alike)) = unknown(wanted, &known) else {
        return Ok(());
    };
    let all = format!("xauth access-token scopes{}", site.flag());
    Err(Error::Usage {
        problem: format!("`{}` knows no scope `{}`", site.host(), escape(scope)),
        hint: Some(match alike {
            Some(alike) => format!("did you mean `{alike}`? see all with `{all}`"),
            None => format!("see which there are: `{all}`"),
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_known_by_its_name_or_by_what_comes_before_a_name_of_its_own() {
        let names = ["api:read", "repos", "repos:collection:<NAME>"];
        let known = names.map(|name| (name.to_owned(), String::new())).into();
        let unknown = |scope: &str| {
            let wanted = [scope.to_owned()];
            unknown(&wanted, &known).map(|(_, alike)| alike)
        };
        for good in ["repos", "api:read", "repos:collection:mine"] {
            assert_eq!(unknown(good), None, "{good}");
        }
        assert_eq!(unknown("repo"), Some(Some("repos".into())));
        assert_eq!(unknown("zzz"), Some(None));
        assert!(unknown("repos:collection:").is_some());
    }
}
