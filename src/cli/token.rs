//! `xauth token`: the secret itself, for a script.

use serde_json::{Value, json};

use super::{context::Context, renew, report, time};
use crate::{
    error::{Error, Result},
    scheme::{Credential, Sent},
    target::{Candidate, Scope, Target, Typed, key::lookup},
    text,
    vault::{Choice, Found, Reach, Vault},
};

/// Print the secret that answers for a host or URL
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Token {
    /// A URL, a host, `*.DOMAIN`, `s3://BUCKET/PREFIX`, or a channel's name
    #[arg(value_name = "URL|HOST")]
    target: Typed,
    /// Print the whole value of the `Authorization` header
    #[arg(long, conflicts_with = "field")]
    header: bool,
    /// Print one part: `token`; `username`, `password`; `access-key-id`, `secret-access-key`,
    /// `session-token`; `access-token`, `refresh-token`
    #[arg(long, value_name = "NAME")]
    field: Option<String>,
    /// Print everything as JSON, the secrets too
    #[arg(long, conflicts_with_all = ["header", "field"])]
    json: bool,
    /// Of the stores that xauth writes, look in this one alone
    #[arg(long, value_name = "STORE")]
    store: Option<Choice>,
}

const EXAMPLES: &str = "\
Examples:
  xauth token prefix.dev
  curl -H @<(printf 'Authorization: '; xauth token prefix.dev --header) https://repo.prefix.dev/…";

impl Token {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let target = context.target(&self.target)?;
        let vault = context.vault(self.store, Reach::Chosen)?;
        let found = answer(&target, &vault, context);
        context.pass_on(&vault);
        let found = found?;
        context.detail(&format!(
            "`{}` in {} answers",
            found.key,
            context.store_name(found.store)
        ));
        let text = if self.json {
            report::line(json_of(&found))
        } else if self.header {
            header(&found)? + "\n"
        } else {
            field(&found, self.field.as_deref())? + "\n"
        };
        context.ui.out(&text)
    }
}

/// The keys that answer for what was typed; a wildcard stands for itself.
pub(super) fn candidates(target: &Target) -> Result<Vec<Candidate>> {
    Ok(match target.url() {
        Some(url) => lookup(url),
        None => vec![target.login_key(Scope::Subdomains)?.into()],
    })
}

/// What answers, if it may be sent to that URL and has not expired.
pub(super) fn answer<'v>(
    target: &Target,
    vault: &'v Vault,
    context: &mut Context<'_>,
) -> Result<Found<'v>> {
    let Some(mut found) = vault.find(&candidates(target)?)? else {
        return Err(super::nearest::none_for(target, vault));
    };
    check_plain_http(target, &found, context)?;
    renew::for_use(&mut found, vault, context)?;
    match found.credential.scheme().expires_at() {
        Some(at) if time::is_past(at) => Err(renew::expired(&found, at, context)),
        _ => Ok(found),
    }
}

/// Plain http to another machine needs the user's word.
pub(super) fn check_plain_http(
    target: &Target,
    found: &Found<'_>,
    context: &Context<'_>,
) -> Result<()> {
    let is_allowed = || {
        context
            .notes()
            .get(&found.key)
            .is_some_and(|note| note.plain_http)
    };
    if !target.is_insecure() || is_allowed() {
        return Ok(());
    }
    let url = target.url().map_or_else(String::new, ToString::to_string);
    Err(Error::PlainHttp {
        key: found.key.to_string(),
        https: url.replacen("http://", "https://", 1),
        url,
    })
}

fn header(found: &Found<'_>) -> Result<String> {
    match found.credential.scheme().sent() {
        Sent::Header(value) => Ok(value.expose().to_owned()),
        Sent::Path => Err(Error::usage(
            format!(
                "`{}` is a conda token, which is sent in the URL and not in a header",
                found.key
            ),
            format!("xauth token {}", text::word(found.key.as_str())),
        )),
        Sent::Signature => Err(Error::usage(
            format!(
                "`{}` holds S3 keys, which sign requests and are not sent",
                found.key
            ),
            format!(
                "xauth token {} --field secret-access-key",
                text::word(found.key.as_str())
            ),
        )),
    }
}

fn field(found: &Found<'_>, name: Option<&str>) -> Result<String> {
    let scheme = found.credential.scheme();
    let fields = scheme.fields();
    let value = match name {
        Some(name) => fields
            .iter()
            .find(|(field, _)| *field == name)
            .map(|(_, value)| *value),
        None => scheme.only_field(),
    };
    value.map(str::to_owned).ok_or_else(|| {
        let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        let last = names.last().copied().unwrap_or_default();
        let problem = match name {
            Some(_) => "without that field",
            None => "and which part to print was not said",
        };
        Error::Usage {
            problem: format!("`{}` holds {}, {problem}", found.key, scheme.describe()),
            hint: Some(format!(
                "name one of `{}`, as in `xauth token {} --field {last}`",
                names.join("`, `"),
                text::word(found.key.as_str())
            )),
        }
    })
}

fn json_of(found: &Found<'_>) -> Value {
    let mut value = report::credential(&found.credential);
    value["key"] = json!(found.key.as_str());
    value["store"] = json!(found.store.name());
    value["fields"] = fields(&found.credential);
    value["header"] = match found.credential.scheme().sent() {
        Sent::Header(header) => json!(header.expose()),
        Sent::Path | Sent::Signature => Value::Null,
    };
    value
}

fn fields(credential: &Credential) -> Value {
    let fields = credential.scheme().fields().into_iter();
    Value::Object(
        fields
            .map(|(name, value)| (name.replace('-', "_"), json!(value)))
            .collect(),
    )
}
