//! Settings: what anaconda-auth is set to, from where it looks, in its order (`anaconda_auth/config.py`,
//! `settings_customise_sources`). A `.env` of the working directory, which it reads too, is not: files of a project
//! are never read.

use std::path::PathBuf;

use toml::Value;

use super::{choose::choose, config_toml::ConfigToml, expand::expand};
use crate::{env::Env, error::Failure, store::file::read_foreign_text};

/// The settings of one site, or of what is used when none is named.
#[derive(Debug)]
pub(crate) struct Settings<'e> {
    env: &'e Env,
    file: ConfigToml,
    /// The directory for secrets, if there is one.
    secrets: Option<PathBuf>,
    site: Option<String>,
    /// The same, where a person named it, so that it counts before what is set.
    named: Option<String>,
}

impl<'e> Settings<'e> {
    /// The settings, with no site of the file.
    ///
    /// # Errors
    /// When the file cannot be read or understood.
    pub(super) fn read(env: &'e Env) -> Result<Self, Failure> {
        Ok(Self {
            env,
            file: ConfigToml::read(env)?,
            secrets: secrets(env),
            site: None,
            named: None,
        })
    }

    /// The settings that hold when no site is named; none where that cannot be told.
    pub(super) fn usual(env: &'e Env) -> Option<Self> {
        let settings = Self::read(env).ok()?;
        let site = choose(&settings, None, None).ok()?;
        Some(settings.of_site(site))
    }

    /// The same with the values of a site.
    pub(super) fn of_site(self, site: Option<String>) -> Self {
        Self { site, ..self }
    }

    /// The same with the values of a site that a person named: they count before the environment.
    pub(super) fn of_named(self, site: Option<String>) -> Self {
        let named = site.clone();
        Self {
            site,
            named,
            ..self
        }
    }

    /// The names of the sites, the default first if none is named.
    pub(super) fn sites(&self) -> &[String] {
        self.file.sites()
    }

    /// The environment that it was read from.
    pub(super) fn env(&self) -> &Env {
        self.env
    }

    /// The site whose values are in it.
    pub(super) fn site(&self) -> Option<&str> {
        self.site.as_deref()
    }

    /// A value of one site alone.
    pub(super) fn of_one(&self, site: &str, field: &str) -> Option<String> {
        text(self.file.get(&["sites", site, field])?)
    }

    /// A setting that is none of a site's: `default_site`.
    pub(super) fn top(&self, field: &str) -> Option<String> {
        let set = self.set("ANACONDA_", field);
        set.or_else(|| text(self.file.get(&[field])?))
    }

    /// What a field is set to.
    pub(crate) fn get(&self, field: &str) -> Option<String> {
        let of = |site: &Option<String>| self.of_one(site.as_deref()?, field);
        of(&self.named)
            .or_else(|| self.over_sites(field))
            .or_else(|| of(&self.site))
            .or_else(|| self.legacy(field))
            .or_else(|| text(self.file.get(&["plugin", "auth", field])?))
    }

    /// What a field is set to in what counts before any site.
    pub(super) fn over_sites(&self, field: &str) -> Option<String> {
        self.set("ANACONDA_AUTH_", field)
    }

    /// The older names (`AnacondaCloudConfig`), and those of cloud-auth before 0.7 (`APIConfig`, `AuthConfig`).
    fn legacy(&self, field: &str) -> Option<String> {
        let oldest = || {
            let (prefix, field) = oldest(field)?;
            self.set(prefix, field)
        };
        self.set("ANACONDA_CLOUD_", field)
            .or_else(|| text(self.file.get(&["plugin", "cloud", field])?))
            .or_else(oldest)
    }

    /// A variable, or a file of the directory for secrets.
    fn set(&self, prefix: &str, field: &str) -> Option<String> {
        let name = format!("{prefix}{field}");
        let variable = self.env.variable(&name.to_ascii_uppercase());
        variable
            .map(str::to_owned)
            .or_else(|| self.secret(&name.to_ascii_lowercase()))
    }

    fn secret(&self, name: &str) -> Option<String> {
        let text = read_foreign_text(&self.secrets.as_ref()?.join(name))?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }
}

/// The directory for secrets: one that is there.
fn secrets(env: &Env) -> Option<PathBuf> {
    let named = env.variable("ANACONDA_SECRETS_DIR");
    let path = expand(env, named.unwrap_or("/run/secrets"));
    path.filter(|path| path.is_dir())
}

/// The name that cloud-auth before 0.7 had for a field.
fn oldest(field: &str) -> Option<(&'static str, &str)> {
    match field {
        // `api_key` was `ANACONDA_CLOUD_API_KEY` then, as it is in the next generation.
        "domain" | "ssl_verify" | "extra_headers" => Some(("ANACONDA_CLOUD_API_", field)),
        "auth_domain_override" => Some(("ANACONDA_CLOUD_AUTH_", "domain")),
        "client_id" | "redirect_uri" | "openid_config_path" => {
            Some(("ANACONDA_CLOUD_AUTH_", field))
        }
        _ => None,
    }
}

/// A value as a variable would have it. Of a table nobody asks more than whether it is there.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Boolean(value) => value.to_string(),
        Value::Table(table) if table.is_empty() => return None,
        Value::Table(_) => "{}".into(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}
