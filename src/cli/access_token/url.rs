//! `xauth access-token url`: a channel's URL with a token in it, for programs that take nothing else.

use zeroize::Zeroizing;

use super::{Context, explain::Asked, login, server};
use crate::{
    anaconda::org::Server,
    cli::{input::Input, token},
    error::{Error, Result},
    http::Grace,
    scheme::{Argument, Ask, Credential, Sent},
    secret::Secret,
    target::{Target, Typed},
    text::word,
    vault::{Reach, Vault},
};

/// Print a channel's URL with a token in it
///
/// Whoever sees the URL can use the token. Programs that read a store of logins need none: `xauth tools` shows which do.
#[derive(Debug, clap::Args)]
pub(super) struct Url {
    /// `stored` for the login that is stored for the channel, or its token's name; `-` for a token on standard input; or a
    /// token of anaconda.org itself, which other users can see then
    #[arg(value_name = "NAME|TOKEN")]
    token: Argument,
    /// A channel's name or URL
    #[arg(value_name = "CHANNEL")]
    channel: Typed,
    /// One label of the channel
    #[arg(long, short, value_name = "LABEL")]
    label: Option<String>,
}

/// The word for the login that is stored.
const STORED: &str = "stored";

const COMMAND: &str = "xauth access-token url";

impl Url {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let (url, target) = self.channel(context)?;
        let token = self.token(&target, context)?;
        let token = Credential::of_token("conda-token", &token).map_err(unsendable)?;
        let token = token.scheme().only_field().unwrap_or_default();
        let text = Zeroizing::new(format!(
            "{}/t/{token}{}\n",
            url.origin().ascii_serialization(),
            url.path()
        ));
        context.ui.out(&text)
    }

    /// The channel's URL, and what is asked for its login.
    fn channel(&self, context: &Context<'_>) -> Result<(::url::Url, Target)> {
        let target = context.target(&self.channel)?;
        let url = target.url().filter(|_| target.channel.is_some());
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(url) = url.cloned().filter(|_| !target.held_token) else {
            let what = match target.held_token {
                true => "has a token in it already",
                false => "is no channel",
            };
            return Err(Error::Usage {
                problem: format!("`{target}` {what}"),
                hint: Some("give a channel's name, or its URL without a token: `my-channel`, `https://HOST/CHANNEL`".into()),
            });
        };
        let mut url = server::channel_host(url);
        let target = server::target(url.as_str(), context)?;
        if let (Some(label), Ok(mut path)) = (&self.label, url.path_segments_mut()) {
            path.pop_if_empty().extend(["label", label]);
        }
        Ok((url, target))
    }

    fn token(&self, target: &Target, context: &mut Context<'_>) -> Result<Secret> {
        match &self.token {
            Argument::Value(text) if text.expose() == STORED => {
                let vault = context.vault(None, Reach::Chosen)?;
                stored(target, &vault, context)
            }
            Argument::Value(text) if is_token(text.expose()) => {
                context.warn(&format!(
                    "the token can be seen by other users and in the shell's history; `{COMMAND} - CHANNEL` reads it \
                     from standard input"
                ));
                Ok(text.clone())
            }
            Argument::Value(name) => named(name, target, context),
            from => Input::new(context.ui, target).secret(from.clone(), "access token", COMMAND),
        }
    }
}

/// The token of the stored login.
fn stored(target: &Target, vault: &Vault, context: &mut Context<'_>) -> Result<Secret> {
    let found = token::answer(target, vault, context);
    context.pass_on(vault);
    let found = found?;
    let scheme = found.credential.scheme();
    match (scheme.sent(), scheme.only_field()) {
        (Sent::Path, Some(token)) => Ok(Secret::new(token)),
        _ => Err(Error::Usage {
            problem: format!(
                "`{}` holds {}, which is not sent in a URL",
                found.key,
                scheme.describe()
            ),
            hint: Some(format!(
                "give a token on standard input: `{COMMAND} - {} < FILE`",
                word(&target.to_string())
            )),
        }),
    }
}

/// The stored token, if that is its name. A word that is none is not repeated: it may be a token.
fn named(name: &Secret, target: &Target, context: &mut Context<'_>) -> Result<Secret> {
    let public = server::Flags::default().site(context)?;
    let vault = context.vault(None, Reach::Chosen)?;
    let login = login::of_server(&public, "looking for a token by its name", &vault, context)?;
    let client = context.client("looking for a token by its name")?;
    let server = Server::at(&client, public.base.clone());
    let current = context.runner.run(Grace::None, async {
        let _waiting = context.ui.wait("asking the server");
        Ok(server.current(&login.authorization).await)
    })?;
    super::pass_on(&server, context);
    let asked = Asked::of(&public, "show its access token", &login);
    let current = current.map_err(|why| asked.error(why))?;
    if current.name.as_deref() == Some(name.expose()) {
        return stored(target, &vault, context);
    }
    let target = word(&target.to_string());
    Err(Error::Usage {
        problem: "that is neither a token of anaconda.org nor the name of the stored one, and the server shows a token \
                  once, when it is made"
            .into(),
        hint: Some(format!(
            "use the stored one (`{COMMAND} {STORED} {target}`), or give one on standard input: `{COMMAND} - {target} < FILE`"
        )),
    })
}

/// Whether it looks like a token of anaconda.org: two characters of a user's name, and a UUID.
fn is_token(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [.., first, second, third, fourth, fifth] = parts[..] else {
        return false;
    };
    let lengths = [first, second, third, fourth, fifth].map(str::len);
    let is_hex = |part: &&str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    lengths == [8, 4, 4, 4, 12]
        && parts[parts.len() - 5..].iter().all(is_hex)
        && text.len() == "xx-".len() + 36
}

fn unsendable(error: Error) -> Error {
    match error {
        Error::Secret { why, .. } => Error::Secret {
            what: "the token",
            why,
            flag: COMMAND,
        },
        error => error,
    }
}

#[cfg(test)]
mod tests {
    use super::is_token;

    #[test]
    fn tokens_are_told_from_names() {
        for (text, wanted) in [
            ("me-00000000-0000-0000-0000-000000000001", true),
            ("a_-00000000-0000-0000-0000-00000000000f", true),
            ("---00000000-0000-0000-0000-000000000001", true),
            ("00000000-0000-0000-0000-000000000001", false),
            ("me-00000000-0000-0000-0000-00000000000g", false),
            ("my-ci", false),
            ("", false),
        ] {
            assert_eq!(is_token(text), wanted, "{text}");
        }
    }
}
