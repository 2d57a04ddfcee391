//! Environment: tokens that a script or CI job hands over in variables; read, never written.

use super::read_only::{List, ReadOnly};
use crate::{
    condarc,
    env::Env,
    error::{Error, Result},
    scheme::Credential,
    secret::Secret,
    target::{Key, Scope, Typed},
    text::redact_url,
};

const TOKEN: &str = "XAUTH_TOKEN";
const HOST: &str = "XAUTH_HOST";

/// `XAUTH_TOKEN` with `XAUTH_HOST`, and `XAUTH_TOKEN_<HOST>`.
///
/// In `<HOST>` a dot is `_` and a hyphen is `__`: `XAUTH_TOKEN_MY__QUETZ_EXAMPLE_COM`
/// is for `my-quetz.example.com`, and for no other host.
#[derive(Debug, Default)]
pub struct Environment {
    list: List,
    variables: Vec<String>,
}

impl Environment {
    /// Takes the tokens out of `env`. Variables that cannot be used become warnings.
    pub fn of(env: &Env) -> Self {
        let mut store = Self::default();
        match (env.variable(TOKEN), env.variable(HOST)) {
            (Some(token), Some(host)) => store.take(TOKEN, host, token),
            (Some(_), None) => {
                let warning = format!(
                    "`{TOKEN}` is ignored: `{HOST}`, which says what host it is for, is not set"
                );
                store.list.warnings.push(warning);
            }
            (None, _) => {}
        }
        for (name, token) in env.with_prefix("XAUTH_TOKEN_") {
            let host = name
                .to_ascii_lowercase()
                .replace("__", "-")
                .replace('_', ".");
            store.take(&format!("{TOKEN}_{name}"), &host, token);
        }
        store
    }

    /// The variables that are used, and what each is for.
    pub fn used(&self) -> impl Iterator<Item = (&str, &Key)> {
        let names = self.variables.iter().map(String::as_str);
        names.zip(self.list.found.iter().map(|(key, _)| key))
    }

    fn take(&mut self, variable: &str, host: &str, token: &str) {
        match credential(host, token) {
            Ok(found) => {
                self.list.found.push(found);
                self.variables.push(variable.to_owned());
            }
            Err(error) => {
                let warning = format!("`{variable}` is ignored: {}", error.message());
                self.list.warnings.push(warning);
            }
        }
    }
}

fn credential(host: &str, token: &str) -> Result<(Key, Credential)> {
    let typed: Typed = host.parse().unwrap_or_else(|never| match never {});
    let target = typed.resolve(condarc::default_alias)?;
    if target.channel.is_some() || target.is_insecure() || target.is_bucket() {
        let problem = format!(
            "`{}` must be a host, and no channel, bucket or plain http URL",
            redact_url(host)
        );
        return Err(Error::usage(problem, format!("export {HOST}=HOST")));
    }
    let scheme = target.server().map_or("bearer", |server| server.scheme);
    let credential = Credential::of_token(scheme, &Secret::new(token))?;
    Ok((target.login_key(Scope::Host)?, credential))
}

impl ReadOnly for Environment {
    const NAME: &'static str = "environment";
    const REFUSAL: &'static str = "variables are read only";

    fn source(&self) -> String {
        self.variables.join(", ")
    }

    fn list(&self) -> &List {
        &self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_one_host() {
        let store = Environment::of(&Env::of([
            ("XAUTH_TOKEN_MY__QUETZ_EXAMPLE_COM", "a"),
            ("XAUTH_TOKEN_PREFIX_DEV", "b"),
            ("XAUTH_TOKEN_BAD", "c\u{7}"),
            ("XAUTH_TOKEN", "d"),
        ]));
        let List { found, warnings } = store.list;
        let keys: Vec<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["my-quetz.example.com", "*.prefix.dev"]);
        assert_eq!(warnings.len(), 2, "{warnings:?}");
    }
}
