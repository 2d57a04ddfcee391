//! Channel: the name by which conda knows a channel, which its settings and conda-auth's keyring go by
//! (`conda/models/channel.py`, `canonical_name`).

use url::Url;

use crate::{text::percent_decoded, tool::Unusable};

/// The canonical name of a channel.
pub(super) fn canonical(channel: &Url, alias: &Url) -> Result<String, Unusable> {
    let path = decoded(channel);
    refuse_defaults(channel, &path)?;
    if channel.origin() == alias.origin() {
        let alias = decoded(alias);
        let rest = path
            .strip_prefix(&alias)
            .map(|rest| match alias.is_empty() {
                true => Some(rest),
                false => rest.strip_prefix('/'),
            });
        if let Some(name) = rest.flatten().filter(|name| !name.is_empty()) {
            return match name {
                "defaults" => Err(of_defaults()),
                name => Ok(name.to_owned()),
            };
        }
    }
    let origin = channel.origin().ascii_serialization();
    Ok(match path.is_empty() {
        true => origin,
        false => format!("{origin}/{path}"),
    })
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

    #[test]
    fn channels_have_the_names_that_conda_gives_them() {
        let alias = Url::parse("https://conda.anaconda.org").unwrap();
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
            let name = canonical(&Url::parse(channel).unwrap(), &alias).ok();
            assert_eq!(name.as_deref(), wanted, "{channel}");
        }
        let alias = Url::parse("https://quetz.example/get").unwrap();
        let name = |text| canonical(&Url::parse(text).unwrap(), &alias).unwrap();
        assert_eq!(name("https://quetz.example/get/a"), "a");
        assert_eq!(
            name("https://quetz.example/getter/a"),
            "https://quetz.example/getter/a"
        );
    }
}
