//! `xauth login`: choose, obtain, save, report.

use serde_json::json;

use super::{context::Context, input::Input, report, time};
use crate::{
    error::{Error, Result},
    notes::Note,
    scheme::{Credential, Flags},
    store::{Protection, Store, Summary},
    target::{Candidate, Key, Scope, Target, Typed},
    ui::Tone,
    vault::{Choice, Reach, Saved, Superseded, Vault},
};

/// Log in to a host, channel or bucket
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Login {
    /// A host, a URL, `*.DOMAIN`, `s3://BUCKET/PREFIX`, or a channel's name
    #[arg(value_name = "HOST|URL|CHANNEL")]
    target: Typed,
    #[command(flatten)]
    flags: Flags,
    /// Where to store the login
    #[arg(long, value_name = "STORE")]
    store: Option<Choice>,
    /// For the host and all hosts below it
    #[arg(long, conflicts_with = "channel_only")]
    subdomains: bool,
    /// For the channel of the URL alone; pixi and rattler-build do not see such a login
    #[arg(long)]
    channel_only: bool,
    /// Send it over plain http, too, where everyone on the way can read it
    #[arg(long)]
    allow_insecure_http: bool,
    /// Replace a login that was made for another channel of the same host
    #[arg(long)]
    force: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  xauth login prefix.dev --token               asks for the token
  xauth login anaconda.org --conda-token - < token.txt
  xauth login https://myquetz.server --username john --password
  xauth login s3://my-bucket --s3-access-key-id ID --s3-secret-access-key
  xauth login https://host/get/one --channel-only --token";

impl Login {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let target = context.target(&self.target)?;
        self.check(&target)?;
        let key = target.login_key(self.scope())?;
        let scheme = self.scheme(&target, context)?;
        let vault = context.vault(self.store, Reach::All)?;
        let (home, instead_of) = vault.home()?;
        let (scope, choices) = (self.scope(), self.choices());
        let credential = self.flags.credential(scheme, &mut Input::new(context.ui))?;
        let note = choices.note(&target, scope, &key, &credential, &vault, context)?;
        let superseded = superseded(&target, &key);
        let bucket = target.bare_bucket();
        context.notes().forget(&key)?;
        let saved = vault.save(
            (home, instead_of),
            &key,
            &credential,
            Superseded {
                keys: &superseded,
                bucket: bucket.as_ref(),
            },
        )?;
        remember(context, &key, note, &saved, &credential)?;
        let done = Done {
            target: &target,
            key: &key,
            credential: &credential,
            plain_http: choices.allow_insecure_http,
            saved: &saved,
        };
        done.report(context)?;
        if choices.json {
            context.ui.out(&report::line(done.json(context)))?;
        }
        context.pass_on(&vault);
        done.warn_of_others(context, &vault);
        Ok(())
    }

    fn scope(&self) -> Scope {
        match (self.subdomains, self.channel_only) {
            (true, _) => Scope::Subdomains,
            (_, true) => Scope::Channel,
            _ => Scope::Host,
        }
    }

    fn choices(&self) -> Choices {
        Choices {
            force: self.force,
            allow_insecure_http: self.allow_insecure_http,
            json: self.json,
        }
    }

    fn check(&self, target: &Target) -> Result<()> {
        if target.held_token {
            return Err(Error::Usage {
                problem: "the URL has a token in it (`/t/***/`)".into(),
                hint: Some(format!(
                    "take it out: `xauth login {target} --conda-token - < FILE`"
                )),
            });
        }
        if target.is_insecure() && !self.allow_insecure_http {
            let url = target.url().map_or_else(String::new, ToString::to_string);
            return Err(Error::usage(
                format!("`{url}` is plain http, where everyone on the way can read the credential"),
                format!("xauth login {}", url.replacen("http://", "https://", 1)),
            ));
        }
        Ok(())
    }

    /// The scheme: the flags', else what the server is known for, else what a person says.
    fn scheme(&self, target: &Target, context: &mut Context<'_>) -> Result<&'static str> {
        let named = match self.flags.named()? {
            Some(name) => name,
            None if !context.ui.can_ask() => return Err(no_scheme(target)),
            None if target.is_bucket() => "s3",
            None => match target.server() {
                Some(server) => {
                    context.note(&format!("make a token at {}", server.tokens));
                    server.scheme
                }
                None => ask_scheme(context)?,
            },
        };
        if target.is_bucket() != (named == "s3") {
            let (is, needs, flag) = match target.is_bucket() {
                true => (
                    "a bucket",
                    "S3 keys",
                    "--s3-access-key-id ID --s3-secret-access-key",
                ),
                false => ("no bucket", "no S3 keys", "--token"),
            };
            return Err(Error::usage(
                format!("`{target}` is {is}, which takes {needs}"),
                format!("xauth login {target} {flag}"),
            ));
        }
        Ok(named)
    }
}

fn ask_scheme(context: &mut Context<'_>) -> Result<&'static str> {
    let schemes = ["bearer", "conda-token", "basic"];
    let options = [
        "a bearer token (prefix.dev, Artifactory, most servers)",
        "a conda token, sent in the URL (anaconda.org, quetz)",
        "a user name and password",
    ];
    let chosen = context
        .ui
        .ask_one("Log in with", &options.map(String::from))?;
    Ok(schemes[chosen])
}

fn no_scheme(target: &Target) -> Error {
    let flag = match (target.is_bucket(), target.server()) {
        (true, _) => "--s3-access-key-id ID --s3-secret-access-key - < FILE",
        (_, Some(server)) if server.scheme == "conda-token" => "--conda-token - < FILE",
        _ => "--token - < FILE",
    };
    Error::Usage {
        problem: format!("how to log in to `{target}` was not said, and there is nobody to ask"),
        hint: Some(format!(
            "run `xauth login {target} {flag}`, or see the other flags with `xauth login --help`"
        )),
    }
}

/// The flags that are needed after the secret was obtained.
struct Choices {
    force: bool,
    allow_insecure_http: bool,
    json: bool,
}

impl Choices {
    /// What to remember, unless the login would replace another channel's secret.
    fn note(
        &self,
        target: &Target,
        scope: Scope,
        key: &Key,
        credential: &Credential,
        vault: &Vault,
        context: &Context<'_>,
    ) -> Result<Note> {
        let channel = target.channel.as_ref().filter(|_| scope != Scope::Channel);
        let mut channel = channel.map(ToString::to_string);
        let earlier = context.notes().get(key).and_then(|note| note.channel);
        if let (Some(typed), Some(earlier)) = (&channel, earlier)
            && *typed != earlier
        {
            match stored(vault, key)? {
                Some(stored) if stored == *credential => channel = None,
                Some(_) if !self.force => return Err(other_channel(target, &earlier)),
                _ => {}
            }
        }
        Ok(Note {
            channel,
            plain_http: self.allow_insecure_http,
            summary: None,
            stored_at: time::now(),
        })
    }
}

fn stored(vault: &Vault, key: &Key) -> Result<Option<Credential>> {
    let found = vault.find(&[Candidate::from(key.clone())])?;
    Ok(found.map(|found| found.credential))
}

fn other_channel(target: &Target, earlier: &str) -> Error {
    Error::Usage {
        problem: format!(
            "a login for `{earlier}` is stored for the whole host, and this one for `{target}` would replace it"
        ),
        hint: Some(format!(
            "keep both with `xauth login {target} --channel-only`, or replace it with `--force`"
        )),
    }
}

/// Keys that would answer before the new one for what was typed.
fn superseded(target: &Target, key: &Key) -> Vec<Key> {
    if matches!(
        key.kind(),
        crate::target::Kind::Host(_) | crate::target::Kind::Path(_)
    ) {
        return Vec::new();
    }
    let mut keys = target.forms(|_| false);
    keys.retain(|form| form != key);
    keys
}

/// Notes what no store has a place for; also the description of a credential whose store lists no secrets.
fn remember(
    context: &Context<'_>,
    key: &Key,
    mut note: Note,
    saved: &Saved<'_>,
    credential: &Credential,
) -> Result<()> {
    if saved.store.protection() == Protection::Encrypted {
        note.summary = Some(Summary::from(credential));
    }
    context.notes().set(key, note)
}

/// A login that was made.
struct Done<'a> {
    target: &'a Target,
    key: &'a Key,
    credential: &'a Credential,
    plain_http: bool,
    saved: &'a Saved<'a>,
}

impl Done<'_> {
    fn report(&self, context: &mut Context<'_>) -> Result<()> {
        let scheme = self.credential.scheme();
        let account = scheme
            .account()
            .map(|name| format!(" as {}", crate::text::escape(&name)));
        context.note(&format!(
            "logged in to {} with {}{}",
            self.target,
            scheme.describe(),
            account.unwrap_or_default()
        ));
        context.note(&format!(
            "applies to {}",
            report::reach(self.key, self.plain_http)
        ));
        let stored = stored_in(self.saved.store, self.saved.instead_of.as_deref(), context);
        context.note(&stored);
        for (key, store) in &self.saved.removed {
            let name = context.store_name(*store);
            context.note(&format!("removed the older login `{key}` from {name}"));
        }
        Ok(())
    }

    fn json(&self, context: &Context<'_>) -> serde_json::Value {
        let removed = self.saved.removed.iter();
        let mut value = report::credential(self.credential);
        value["target"] = json!(self.target.to_string());
        value["key"] = json!(self.key.to_string());
        value["applies_to"] = json!(report::origins(self.key, self.plain_http));
        value["store"] = json!(self.saved.store.name());
        value["place"] = json!(context.place(self.saved.store));
        value["encrypted"] = json!(self.saved.store.protection() == Protection::Encrypted);
        value["instead_of"] = json!(self.saved.instead_of);
        value["removed"] = removed
            .map(|(key, store)| report::copy(key, *store))
            .collect();
        value
    }

    /// What a person would be surprised by later.
    fn warn_of_others(&self, context: &mut Context<'_>, vault: &Vault) {
        for (store, failure) in &self.saved.unchecked {
            let warning = format!(
                "the {} could not be checked ({failure}): an older login there would win",
                store.name()
            );
            context.warn(&warning);
        }
        if let Some(port) = self.target.port() {
            let note = format!(
                "it applies to every port, not only {port}: pixi and other rattler tools ignore ports and schemes"
            );
            context.ui.say(Tone::Note, &note);
        }
        if matches!(self.key.kind(), crate::target::Kind::Path(_)) {
            context.note(
                "pixi and rattler-build do not see it: they know logins for whole hosts only",
            );
        }
        let first = vault
            .holder(self.key)
            .filter(|store| store.protection() == Protection::ReadOnly);
        if let Some(store) = first {
            let name = context.store_name(store);
            context.warn(&format!(
                "{name} also has `{}`, and answers first",
                self.key
            ));
        }
        self.note_wildcard(context, vault);
    }

    /// rattler's own command line stores `example.com` as `*.example.com`.
    fn note_wildcard(&self, context: &mut Context<'_>, vault: &Vault) {
        let crate::target::Kind::Host(host) = self.key.kind() else {
            return;
        };
        let wildcard = Key::stored(format!("*.{host}"));
        if vault.holder(&wildcard).is_some() {
            let note = format!(
                "`{wildcard}` is stored too, and answers for the hosts below: `xauth logout '{wildcard}'` removes it"
            );
            context.note(&note);
        }
    }
}

fn stored_in(store: &dyn Store, instead_of: Option<&str>, context: &Context<'_>) -> String {
    let name = context.store_name(store);
    match (store.protection(), instead_of) {
        (Protection::Encrypted, _) => format!("stored in {name}"),
        (_, Some(why)) => format!("stored in {name}, unencrypted ({why})"),
        (_, None) => format!("stored in {name}, unencrypted (as chosen)"),
    }
}
