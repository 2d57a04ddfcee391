//! Environment: tokens that a script or CI job hands over in variables; read, never written.

use url::Url;

use super::{Detail, Entry, Protection, Store};
use crate::{
    env::Env,
    error::{Error, Failure, Result},
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
    found: Vec<(Key, Credential, String)>,
    warnings: Vec<String>,
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
                store.warnings.push(warning);
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

    fn take(&mut self, variable: &str, host: &str, token: &str) {
        match credential(host, token) {
            Ok((key, credential)) => self.found.push((key, credential, variable.to_owned())),
            Err(error) => {
                let warning = format!("`{variable}` is ignored: {}", error.message());
                self.warnings.push(warning);
            }
        }
    }

    fn find(&self, key: &Key) -> Option<&Credential> {
        let found = self.found.iter().find(|(stored, ..)| stored == key);
        found.map(|(_, credential, _)| credential)
    }
}

fn credential(host: &str, token: &str) -> Result<(Key, Credential)> {
    let typed: Typed = host.parse().unwrap_or_else(|never| match never {});
    let no_alias = || Url::parse("https://conda.anaconda.org").expect("it is a URL");
    let target = typed.resolve(no_alias)?;
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

impl Store for Environment {
    fn name(&self) -> &'static str {
        "environment"
    }

    fn place(&self) -> String {
        let names: Vec<&str> = self.found.iter().map(|(.., name)| name.as_str()).collect();
        names.join(", ")
    }

    fn protection(&self) -> Protection {
        Protection::ReadOnly
    }

    fn probe(&self) -> Result<(), Failure> {
        Ok(())
    }

    fn get(&self, key: &Key) -> Result<Option<Credential>, Failure> {
        Ok(self.find(key).cloned())
    }

    fn holds(&self, key: &Key) -> Result<bool, Failure> {
        Ok(self.find(key).is_some())
    }

    fn set(&self, _: &Key, _: &Credential) -> Result<(), Failure> {
        Err(Failure::Refused("variables are read only".into()))
    }

    fn remove(&self, key: &Key) -> Result<bool, Failure> {
        match self.find(key) {
            Some(_) => Err(Failure::Refused("variables are read only".into())),
            None => Ok(false),
        }
    }

    fn entries(&self) -> Result<Vec<Entry>, Failure> {
        let entries = self.found.iter().map(|(key, credential, _)| Entry {
            key: key.clone(),
            detail: Detail::Known(credential.into()),
            changed_at: None,
        });
        Ok(entries.collect())
    }

    fn warnings(&self) -> Vec<String> {
        self.warnings.clone()
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
        let keys: Vec<&str> = store.found.iter().map(|(key, ..)| key.as_str()).collect();
        assert_eq!(keys, ["my-quetz.example.com", "*.prefix.dev"]);
        assert_eq!(store.warnings.len(), 2, "{:?}", store.warnings);
    }
}
