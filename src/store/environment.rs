//! Environment: tokens that a script or CI job hands over in variables; read, never written.

use super::read_only::{List, ReadOnly};
use crate::{
    anaconda::Site,
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

/// `XAUTH_TOKEN` with `XAUTH_HOST`, `XAUTH_TOKEN_<HOST>`, and the API key of an Anaconda account as anaconda-auth takes it.
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
        store.take_anaconda(env);
        store
    }

    /// The variables that are used, and what each is for.
    pub fn used(&self) -> impl Iterator<Item = (&str, &Key)> {
        let names = self.variables.iter().map(String::as_str);
        names.zip(self.list.found.iter().map(|(key, _)| key))
    }

    fn take(&mut self, variable: &str, host: &str, token: &str) {
        self.put(variable, credential(host, token));
    }

    /// The API key of an Anaconda account, for the site that anaconda-auth would use it for.
    fn take_anaconda(&mut self, env: &Env) {
        let mut set = API_KEYS
            .iter()
            .filter_map(|name| Some((*name, env.variable(name)?)));
        if let Some((variable, key)) = set.next() {
            self.put(variable, api_key(env, key));
        }
    }

    fn put(&mut self, variable: &str, found: Result<(Vec<Key>, Credential)>) {
        match found {
            Ok((keys, credential)) => {
                for key in keys {
                    self.list.found.push((key, credential.clone()));
                    self.variables.push(variable.to_owned());
                }
            }
            Err(error) => {
                let warning = format!("`{variable}` is ignored: {}", error.message());
                self.list.warnings.push(warning);
            }
        }
    }
}

/// The variables of anaconda-auth, and of cloud-auth in both of its generations; the first that is set counts
/// (`anaconda_auth/config.py`).
const API_KEYS: [&str; 2] = ["ANACONDA_AUTH_API_KEY", "ANACONDA_CLOUD_API_KEY"];

fn api_key(env: &Env, key: &str) -> Result<(Vec<Key>, Credential)> {
    let site = Site::of(env, None, None)?;
    let credential = Credential::of_token("bearer", &Secret::new(key))?;
    Ok((site.keys(), credential))
}

fn credential(host: &str, token: &str) -> Result<(Vec<Key>, Credential)> {
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
    let key = target.login_key(Scope::Host)?;
    let mut keys = match credential {
        Credential::Bearer(_) => target.other_keys(&key),
        _ => Vec::new(),
    };
    keys.insert(0, key);
    Ok((keys, credential))
}

impl ReadOnly for Environment {
    const NAME: &'static str = "environment";
    const REFUSAL: &'static str = "variables are read only";

    fn source(&self) -> String {
        let mut names = self.variables.clone();
        names.dedup();
        names.join(", ")
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
