//! Split: a channel's URL taken apart, the credential on one side and the plain URL on the other.

use crate::{
    scheme::{Basic, Credential},
    secret::Secret,
    target::is_platform,
    text::percent_decoded,
};

/// A URL without its credential, and the credential.
#[derive(Debug)]
pub(super) struct Split {
    /// What it is for.
    pub(super) site: String,
    /// What is left of the text: a user name that no password belongs to stays.
    pub(super) rest: String,
    /// Whether it begins with a scheme.
    pub(super) has_scheme: bool,
    pub(super) credential: Result<Credential, String>,
    pub(super) is_variable: bool,
}

/// Takes `https://host/t/TOKEN/chan` or `https://user:pass@host/chan` apart; `None` when it has no credential.
pub(super) fn split(text: &str) -> Option<Split> {
    let (scheme, rest) = match text.find("://") {
        Some(at) => text.split_at(at + 3),
        None => ("", text),
    };
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (user_info, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (token, plain_path) = token(path);
    let has_user = user_info.contains(':');
    let credential = match token {
        None if !has_user => return None,
        Some(_) if has_user => Err("it has a password and a token".into()),
        Some(token) => Credential::of_token("conda-token", &Secret::new(token))
            .map_err(|error| error.message()),
        None => user(user_info),
    };
    let is_variable = names_variable(user_info) || token.is_some_and(names_variable);
    let lone_user = match user_info.is_empty() || has_user {
        true => String::new(),
        false => format!("{user_info}@"),
    };
    Some(Split {
        site: format!("{scheme}{host}{plain_path}"),
        rest: format!("{scheme}{lone_user}{host}{plain_path}"),
        has_scheme: !scheme.is_empty(),
        credential: match is_variable {
            true => Err("it names a variable of the environment".into()),
            false => credential,
        },
        is_variable,
    })
}

/// The user name and password, if they can be sent.
pub(super) fn basic(username: String, password: Secret) -> Result<Credential, String> {
    let bad = |c: char| c == ':' || c.is_control();
    if username.is_empty() || username.contains(bad) || password.expose().contains(char::is_control)
    {
        return Err("its user name or password has characters that cannot be sent".into());
    }
    Ok(Credential::Basic(Basic::new(username, password)))
}

fn user(user_info: &str) -> Result<Credential, String> {
    let (name, password) = user_info.split_once(':').unwrap_or((user_info, ""));
    let decoded = (percent_decoded(name), percent_decoded(password));
    let (Some(name), Some(password)) = decoded else {
        return Err("its user name or password is not UTF-8".into());
    };
    basic(name, Secret::new(password))
}

/// The first token in a path, wherever it is (`conda/common/url.py`, `split_anaconda_token`), and the path without it.
fn token(path: &str) -> (Option<&str>, String) {
    let tokens = path.match_indices("/t/").map(|(at, mark)| {
        let rest = &path[at + mark.len()..];
        (at, rest.split('/').next().unwrap_or_default())
    });
    let mut tokens = tokens.filter(|(_, token)| !token.is_empty() && !is_platform(token));
    match tokens.next() {
        Some((at, token)) => {
            let after = at + "/t/".len() + token.len();
            (Some(token), format!("{}{}", &path[..at], &path[after..]))
        }
        None => (None, path.to_owned()),
    }
}

/// Whether conda would put a variable's value there: `$NAME` or `${NAME}`.
fn names_variable(text: &str) -> bool {
    let after = text
        .match_indices('$')
        .filter_map(|(at, _)| text[at + 1..].chars().next());
    after
        .into_iter()
        .any(|next| next == '{' || next == '_' || next.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart() {
        for (url, plain, name) in [
            (
                "https://h.example/t/tk-1/chan",
                "https://h.example/chan",
                "conda-token",
            ),
            (
                "https://h.example/conda/t/tk-1/chan/label/x",
                "https://h.example/conda/chan/label/x",
                "conda-token",
            ),
            (
                "https://h.example/t/tk-1",
                "https://h.example",
                "conda-token",
            ),
            ("h.example/t/tk-1/x", "h.example/x", "conda-token"),
            (
                "https://u:p%40s@h.example:8443/c",
                "https://h.example:8443/c",
                "basic",
            ),
        ] {
            let split = split(url).unwrap();
            assert_eq!((&*split.site, &*split.rest), (plain, plain));
            assert_eq!(split.credential.unwrap().scheme().name(), name, "{url}");
        }
        for plain in [
            "defaults",
            "https://h.example/t/noarch",
            "https://u@h.example/c",
            "https://h.example/t/",
            "t/x",
        ] {
            assert!(split(plain).is_none(), "{plain}");
        }
    }

    #[test]
    fn a_user_name_without_a_password_is_no_part_of_the_credential() {
        let split = split("https://u@h.example/t/tk-1/c").unwrap();
        assert_eq!(split.site, "https://h.example/c");
        assert_eq!(split.rest, "https://u@h.example/c");
        assert_eq!(user("u:%+5"), basic("u".into(), Secret::new("%+5")));
    }

    #[test]
    fn what_is_of_no_use_is_found_all_the_same() {
        for (url, is_variable) in [
            ("https://h.example/t/$TOKEN/chan", true),
            ("https://${USER}:${PASS}@h.example/chan", true),
            ("https://u:p@h.example/t/tk-1/chan", false),
            ("https://u%3a:p@h.example/chan", false),
            ("https://u:%ff@h.example/chan", false),
            ("https://h.example/t/<token>/chan", false),
        ] {
            let split = split(url).unwrap();
            assert!(split.credential.is_err(), "{url}");
            assert_eq!(split.is_variable, is_variable, "{url}");
        }
    }
}
