//! Conda tokens: conda puts them into URLs by itself, from token files that it compares with the beginnings of URLs.

use url::Url;

use super::channel::Names;
use crate::{
    secret::Secret,
    target::key::lookup,
    tool::{
        Login, Piece, Unusable,
        token_files::{self, TokenFiles},
    },
};

/// The token files of a login.
pub(super) fn pieces(
    login: &Login<'_>,
    files: &TokenFiles,
    names: &Names,
) -> Result<Vec<Piece>, Unusable> {
    let token = login.credential.scheme().only_field().unwrap_or_default();
    check(token)?;
    let mut pieces = Vec::new();
    for site in &login.sites {
        if !login.may_go_to(site) {
            continue;
        }
        check_place(site, names)?;
        let site = beginning(site);
        check_twin(login, &site)?;
        pieces.extend(files.conda.iter().map(|directory| Piece {
            slot: token_files::slot(directory, &site),
            value: Secret::new(token),
        }));
    }
    match (pieces.is_empty(), files.conda.is_empty()) {
        (_, true) => Err(Unusable::because("the home directory is not known")),
        (true, _) => Err(Unusable::because(super::PLAIN_HTTP)),
        (false, _) => Ok(pieces),
    }
}

/// conda takes a token back out of a URL up to the first other character (`conda/common/url.py`, `split_anaconda_token`):
/// its messages show the rest, and a request that it repeats goes to another host.
fn check(token: &str) -> Result<(), Unusable> {
    match token.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        true => Ok(()),
        false => Err(Unusable::because(
            "it cuts a token at other characters than letters, digits and `-`, and shows the rest",
        )),
    }
}

/// conda puts the token behind a channel alias or the place of a custom channel, not behind the host, where the two are
/// not the same.
fn check_place(site: &Url, names: &Names) -> Result<(), Unusable> {
    let Some(place) = names.place_with_path(site) else {
        return Ok(());
    };
    let why = format!(
        "it puts the token into the middle of the path of `{}`, because of `channel_alias` or `custom_channels`",
        crate::text::escape(&place)
    );
    let hint = "set that in `~/.condarc` to a URL without a path".into();
    Err(Unusable {
        is_passing: false,
        why,
        hint: Some(hint),
    })
}

/// What the URLs begin with. Without the slash, `https://host` is the beginning of `https://host.evil.example` too.
fn beginning(site: &Url) -> String {
    let text = site.as_str();
    match text.ends_with('/') {
        true => text.to_owned(),
        false => format!("{text}/"),
    }
}

/// conda uses a token for `api` for `conda` too (`replace_first_api_with_conda`), which may be somebody else's place.
fn check_twin(login: &Login<'_>, site: &str) -> Result<(), Unusable> {
    let Some(twin) = twin(site) else {
        return Ok(());
    };
    let is_meant = Url::parse(&twin).is_ok_and(|url| {
        lookup(&url)
            .iter()
            .any(|candidate| candidate.key == *login.key)
    });
    match is_meant {
        true => Ok(()),
        false => Err(Unusable::because(format!(
            "it would send the token to `{twin}` too"
        ))),
    }
}

fn twin(site: &str) -> Option<String> {
    let bytes = site.as_bytes();
    let is_api = |window: &[u8]| {
        matches!(
            window,
            [b'.' | b'/', b'a', b'p', b'i', b'.' | b'/' | b'|' | b'$']
        )
    };
    let at = bytes.windows(5).position(is_api)? + 1;
    Some(format!("{}conda{}", &site[..at], &site[at + "api".len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_twin_of_api_is_that_of_conda() {
        for (site, wanted) in [
            (
                "https://api.example.com/",
                Some("https://conda.example.com/"),
            ),
            (
                "https://h.example/api/chan/",
                Some("https://h.example/conda/chan/"),
            ),
            ("https://myapi.example/", None),
            ("https://h.example/apis/", None),
        ] {
            assert_eq!(twin(site).as_deref(), wanted);
        }
    }
}
