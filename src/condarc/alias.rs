//! Alias: conda's `channel_alias`, the site that a bare channel name is on.

use std::path::Path;

use url::Url;

use super::{files, yaml};
use crate::{env::Env, store::file::read_foreign_text};

/// The channel alias: `CONDA_CHANNEL_ALIAS`, or the last of conda's files that sets one, or conda's default.
///
/// The files are those of the system and of the user, in conda's order
/// (`conda/base/constants.py`, `SEARCH_PATH`). A file inside an environment is not
/// read: a project must not choose where a login goes.
pub fn channel_alias(env: &Env) -> Url {
    let from_variable = env.variable("CONDA_CHANNEL_ALIAS").and_then(site);
    let from_files = || files::all(env).iter().rev().find_map(|file| alias_in(file));
    from_variable
        .or_else(from_files)
        .unwrap_or_else(default_alias)
}

/// Conda's default (`conda/base/constants.py`, `DEFAULT_CHANNEL_ALIAS`).
pub fn default_alias() -> Url {
    Url::parse("https://conda.anaconda.org").expect("it is a URL")
}

fn alias_in(file: &Path) -> Option<Url> {
    let text = read_foreign_text(file)?;
    let root = yaml::parse(&text).ok()?.root?;
    site(root.get("channel_alias").ok()??.text()?)
}

/// A site without the token or password that it may have in it; only http and https sites count.
pub(super) fn site(text: &str) -> Option<Url> {
    let text = match text.contains("://") {
        true => text.to_owned(),
        false => format!("https://{text}"),
    };
    let mut url = Url::parse(&text).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    let segments: Vec<&str> = url.path_segments()?.collect();
    if let ["t", _, rest @ ..] = segments.as_slice() {
        let path = rest.join("/");
        url.set_path(&path);
    }
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_wins_and_secrets_go() {
        for (alias, wanted) in [
            (
                "https://u:p@repo.example/t/CANARY/conda",
                "https://repo.example/conda",
            ),
            ("repo.example", "https://repo.example/"),
            ("ftp://repo.example", "https://conda.anaconda.org/"),
        ] {
            let env = Env::of([("CONDA_CHANNEL_ALIAS", alias)]);
            assert_eq!(channel_alias(&env).as_str(), wanted);
        }
    }
}
