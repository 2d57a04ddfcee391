//! Which server is asked: anaconda.org's, or the one that `--url` names.

use url::Url;

use super::Context;
use crate::{
    anaconda::org,
    error::{Error, Result},
    known::Server,
    target::{Target, Typed},
    text::word,
};

/// What a login to anaconda.org is typed for.
const PUBLIC: &str = "anaconda.org";
/// What people may type for its API.
const PUBLIC_HOSTS: [&str; 3] = [PUBLIC, "www.anaconda.org", "api.anaconda.org"];

#[derive(Debug, Default, clap::Args)]
pub(super) struct Flags {
    /// The API of an Anaconda Repository of your own, `https://HOST/api` [default: anaconda.org's]
    #[arg(long, value_name = "URL")]
    url: Option<Typed>,
}

/// A server.
pub(super) struct Site {
    /// Where its API is.
    pub(super) base: Url,
    /// The same, as what a login is for.
    pub(super) target: Target,
    /// Whether it is anaconda.org's.
    pub(super) is_public: bool,
}

impl Flags {
    pub(super) fn site(&self, context: &Context<'_>) -> Result<Site> {
        let Some(typed) = &self.url else {
            return public(context);
        };
        let target = context.target(typed)?;
        let url = target
            .url()
            .filter(|url| matches!(url.scheme(), "http" | "https"));
        let base = url.cloned().ok_or_else(|| Error::Usage {
            problem: format!("`{target}` is no address of an API"),
            hint: Some("give one: `--url https://HOST/api`".into()),
        })?;
        let is_public = target
            .host()
            .is_some_and(|host| PUBLIC_HOSTS.contains(&host));
        if is_public && base.scheme() == "https" && base.port().is_none() {
            return public(context);
        }
        Ok(Site {
            base,
            target,
            is_public: false,
        })
    }
}

fn public(context: &Context<'_>) -> Result<Site> {
    Ok(Site {
        base: Url::parse(org::PUBLIC).expect("it is a URL"),
        target: target(org::PUBLIC, context)?,
        is_public: true,
    })
}

/// What was written for a host.
pub(super) fn target(text: &str, context: &Context<'_>) -> Result<Target> {
    let typed: Typed = text.parse().unwrap_or_else(|never| match never {});
    context.target(&typed)
}

impl Site {
    /// Its host, for people.
    pub(super) fn host(&self) -> String {
        self.base.host_str().unwrap_or_default().to_owned()
    }

    /// What a login for its channels is typed for.
    pub(super) fn channels(&self, context: &Context<'_>) -> Result<Target> {
        match self.is_public {
            true => target(PUBLIC, context),
            false => target(&self.base.origin().ascii_serialization(), context),
        }
    }

    /// The flag that names it in a command, with a space before it.
    pub(super) fn flag(&self) -> String {
        match self.is_public {
            true => String::new(),
            false => format!(" --url {}", word(self.base.as_str().trim_end_matches('/'))),
        }
    }
}

/// The URL of a channel where channels are: people type anaconda.org for conda.anaconda.org.
pub(super) fn channel_host(mut url: Url) -> Url {
    let row = url.host_str().and_then(Server::of);
    let host = row.and_then(|row| row.hosts.first());
    let row_has = |row: &Server| row.hosts.contains(&url.host_str().unwrap_or_default());
    if let (Some(host), false) = (host, row.is_some_and(row_has)) {
        // A host of a known server is always a name.
        let _ = url.set_host(Some(host));
    }
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty();
    }
    url
}
