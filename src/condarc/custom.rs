//! Custom: conda's `custom_channels`, names for channels that are anywhere.

use std::path::Path;

use url::Url;

use super::{
    alias::site,
    files,
    yaml::{self, Kind},
};
use crate::{env::Env, store::file::read_foreign_text};

/// The names of `custom_channels` and the URLs of the channels, without secrets.
pub fn custom_channels(env: &Env) -> Vec<(String, Url)> {
    let all = files::all(env);
    all.iter()
        .filter_map(|file| in_file(file))
        .flatten()
        .collect()
}

fn in_file(file: &Path) -> Option<Vec<(String, Url)>> {
    let text = read_foreign_text(file)?;
    let root = yaml::parse(&text).ok()?.root?;
    let Kind::Mapping(names, _) = &root.get("custom_channels").ok()??.kind else {
        return None;
    };
    let channel = |(name, location): &(yaml::Node, yaml::Node)| {
        let name = name.text()?.trim_matches('/').to_owned();
        let mut url = site(location.text()?)?;
        let path = format!("{}/{name}", url.path().trim_end_matches('/'));
        url.set_path(&path);
        Some((name, url))
    };
    Some(names.iter().filter_map(channel).collect())
}
