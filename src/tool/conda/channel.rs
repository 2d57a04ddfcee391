//! Channel: the name by which conda knows a channel, which its settings and conda-auth's keyring go by
//! (`conda/models/channel.py`, `canonical_name`).

use url::Url;

use crate::{condarc, env::Env, text::percent_decoded, tool::Unusable};

/// The names that the user gave to places.
pub(super) struct Names {
    /// Where a bare name is.
    pub(super) alias: Url,
    /// The channels of `custom_channels`.
    pub(super) custom: Vec<(String, Url)>,
}

impl Names {
    pub(super) fn of(env: &Env) -> Self {
        Self {
            alias: condarc::channel_alias(env),
            custom: condarc::custom_channels(env),
        }
    }

    /// The canonical name of a channel.
    pub(super) fn canonical(&self, channel: &Url) -> Result<String, Unusable> {
        let path = decoded(channel);
        refuse_defaults(channel, &path)?;
        self.refuse_custom(channel, &path)?;
        if let Some(name) = below(&self.alias, channel).filter(|name| !name.is_empty()) {
            return match &*name {
                DEFAULTS => Err(of_defaults()),
                _ => Ok(name),
            };
        }
        let origin = channel.origin().ascii_serialization();
        Ok(match path.is_empty() {
            true => origin,
            false => format!("{origin}/{path}"),
        })
    }

    /// Refuses the name that conda has for other channels than the one that the URL says.
    pub(super) fn check_defaults(&self, channels: &[Url]) -> Result<(), Unusable> {
        let is_defaults = |channel: &Url| below(&self.alias, channel).as_deref() == Some(DEFAULTS);
        match channels.iter().any(is_defaults) {
            true => Err(Unusable::because(
                "`defaults` is its name for channels of repo.anaconda.com, and for none on that host",
            )),
            false => Ok(()),
        }
    }

    /// Refuses a channel that goes by a name of `custom_channels`, for which conda forgets the host.
    fn refuse_custom(&self, channel: &Url, path: &str) -> Result<(), Unusable> {
        let is_named = |(name, url): &&(String, Url)| {
            after(name, path).is_some() || below(url, channel).is_some()
        };
        match self.custom.iter().find(is_named) {
            None => Ok(()),
            Some((name, _)) => Err(Unusable::because(format!(
                "it takes this for the channel `{}` of `custom_channels`, on whatever host that name is",
                crate::text::escape(name)
            ))),
        }
    }

    /// Refuses a bare name that is none of a channel on the alias.
    pub(super) fn check_bare(&self, channel: &str) -> Result<(), String> {
        let is_custom = |(name, _): &(String, Url)| after(name, channel).is_some();
        match channel == "defaults" || self.custom.iter().any(is_custom) {
            true => Err("it is for a name that conda has other channels or hosts for".into()),
            false => Ok(()),
        }
    }

    /// The alias or the custom channel's place, if it has a path and the channel is there.
    pub(super) fn place_with_path(&self, site: &Url) -> Option<String> {
        let alias = (site.origin() == self.alias.origin()).then_some(&self.alias);
        let alias = alias.filter(|alias| !decoded(alias).is_empty());
        let custom = || {
            let mut found = self.custom.iter();
            let (name, url) = found.find(|(_, url)| below(url, site).is_some())?;
            (decoded(url) != *name).then_some(url)
        };
        alias.or_else(custom).map(Url::to_string)
    }
}

/// What of a channel's path is below `base`.
fn below(base: &Url, channel: &Url) -> Option<String> {
    match base.origin() == channel.origin() {
        true => after(&decoded(base), &decoded(channel)).map(str::to_owned),
        false => None,
    }
}

/// What follows `start` in `path`, whole segments.
fn after<'p>(start: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(start)?;
    match start.is_empty() || rest.is_empty() {
        true => Some(rest),
        false => rest.strip_prefix('/'),
    }
}

/// Refuses what conda takes for one of its default channels, whatever host it is on.
fn refuse_defaults(channel: &Url, path: &str) -> Result<(), Unusable> {
    let name = path.strip_prefix("conda/").unwrap_or(path);
    let is_default = name.split('/').next() == Some("pkgs");
    match is_default || channel.host_str() == Some("repo.anaconda.com") {
        true => Err(of_defaults()),
        false => Ok(()),
    }
}

/// The name that conda keeps for the channels of Anaconda.
const DEFAULTS: &str = "defaults";

fn of_defaults() -> Unusable {
    Unusable::because(
        "it takes this for its channel `defaults`, for which conda-auth stops it with an error, or sends the login to any mirror",
    )
}

/// The path without the slashes around it, `%` sequences decoded.
fn decoded(url: &Url) -> String {
    let path = url.path().trim_matches('/');
    percent_decoded(path).unwrap_or_else(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(alias: &str, custom: &[(&str, &str)]) -> Names {
        let url = |text: &str| Url::parse(text).unwrap();
        Names {
            alias: url(alias),
            custom: custom
                .iter()
                .map(|(name, place)| ((*name).to_owned(), url(place)))
                .collect(),
        }
    }

    fn canonical(names: &Names, channel: &str) -> Option<String> {
        names.canonical(&Url::parse(channel).unwrap()).ok()
    }

    #[test]
    fn channels_have_the_names_that_conda_gives_them() {
        let plain = names("https://conda.anaconda.org", &[]);
        for (channel, wanted) in [
            ("https://conda.anaconda.org/my-channel", Some("my-channel")),
            (
                "https://conda.anaconda.org/my-channel/label/dev",
                Some("my-channel/label/dev"),
            ),
            ("https://h.example/chan/", Some("https://h.example/chan")),
            (
                "https://host.example:8443/a/b/",
                Some("https://host.example:8443/a/b"),
            ),
            ("https://h.example/", Some("https://h.example")),
            (
                "https://h.example/chan%20x",
                Some("https://h.example/chan x"),
            ),
            ("https://anaconda.org/foo", Some("https://anaconda.org/foo")),
            ("https://mirror.corp/pkgs/main", None),
            ("https://host/conda/pkgs/r", None),
            ("https://repo.anaconda.com/x", None),
            ("https://conda.anaconda.org/defaults", None),
        ] {
            assert_eq!(canonical(&plain, channel).as_deref(), wanted, "{channel}");
        }
    }

    #[test]
    fn the_names_of_the_user_are_followed() {
        let place = "https://h.example/get/general";
        let names = names("https://quetz.example/get", &[("general", place)]);
        for (channel, wanted) in [
            ("https://quetz.example/get/a", Some("a")),
            (
                "https://quetz.example/getter/a",
                Some("https://quetz.example/getter/a"),
            ),
            ("https://h.example/get/general/label/x", None),
            ("https://other.example/general", None),
            (
                "https://h.example/get/generals",
                Some("https://h.example/get/generals"),
            ),
        ] {
            assert_eq!(canonical(&names, channel).as_deref(), wanted, "{channel}");
        }
        let path = |site: &str| names.place_with_path(&Url::parse(site).unwrap());
        assert_eq!(path(place).as_deref(), Some(place));
        assert!(path("https://quetz.example/").is_some());
        assert_eq!(path("https://h.example/"), None);
    }
}
