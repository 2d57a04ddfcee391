//! The grammar of a typed target: HOST, URL, `*.DOMAIN`, `s3://BUCKET/PREFIX` or a channel's name.

use url::{Host, Url};

use super::{Place, Target};
use crate::{
    error::{Error, Result},
    text,
};

pub(super) fn parse(text: &str, alias: impl FnOnce() -> Url) -> Result<Target> {
    check_characters(text)?;
    if let Some((scheme, rest)) = text.split_once("://") {
        return match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => web(text, text, rest),
            "s3" => bucket(text, rest),
            _ => Err(refuse(
                text,
                "only `https`, `http` and `s3` URLs hold channels",
            )),
        };
    }
    if let Some(domain) = text.strip_prefix("*.") {
        return wildcard(text, domain);
    }
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    if first.contains(['.', ':', '[', '@']) || first.eq_ignore_ascii_case("localhost") {
        return bare_host(text);
    }
    channel(text, &alias())
}

fn check_characters(text: &str) -> Result<()> {
    if text.is_empty() {
        return Err(refuse(text, "it is empty"));
    }
    let bad = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    if let Some(position) = text.chars().position(bad) {
        let why = format!(
            "character {} is a control character, a space or a backslash",
            position + 1
        );
        return Err(refuse(text, why));
    }
    Ok(())
}

/// `typed` is shown in errors; `rest` is what follows the scheme in `whole`, as it
/// stands: the parser of URLs would put right what we refuse.
fn web(typed: &str, whole: &str, rest: &str) -> Result<Target> {
    check_authority(typed, rest)?;
    let mut url = Url::parse(whole).map_err(|error| refuse(typed, error.to_string()))?;
    url.set_query(None);
    url.set_fragment(None);
    let held_token = strip_token(&mut url);
    let host = match url.host() {
        Some(Host::Domain(name)) => canonical_domain(typed, name)?,
        Some(address) => address.to_string(),
        None => return Err(refuse(typed, "it has no host")),
    };
    let channel = channel_of(&url, &host);
    let place = Place::Web { url, host };
    Ok(Target {
        place,
        channel,
        held_token,
    })
}

/// A bare host is requested under its canonical name, without a trailing dot.
fn bare_host(text: &str) -> Result<Target> {
    let mut target = web(text, &format!("https://{text}"), text)?;
    if let Place::Web { url, host } = &mut target.place {
        url.set_host(Some(host))
            .map_err(|error| refuse(text, error.to_string()))?;
    }
    Ok(target)
}

fn check_authority(text: &str, rest: &str) -> Result<()> {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(user_info(text));
    }
    if authority.is_empty() || authority.starts_with(':') {
        return Err(refuse(text, "it has no host"));
    }
    if authority.contains('%') {
        return Err(refuse(text, "a host has no percent-encoded characters"));
    }
    Ok(())
}

fn canonical_domain(text: &str, name: &str) -> Result<String> {
    let name = name.strip_suffix('.').unwrap_or(name);
    // The parser of URLs takes more: `*`, `$`, `(`, `'` and others, which no host has.
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_label = |label: &str| matches!(label.len(), 1..=63) && label.chars().all(allowed);
    if name.len() > 253 || !name.split('.').all(is_label) {
        return Err(refuse(text, "its host is not a domain name"));
    }
    Ok(name.to_owned())
}

/// Takes a `/t/TOKEN` out of the path, wherever it is, as conda does
/// (`conda/common/url.py`, `split_anaconda_token`). A channel may be called `t`.
fn strip_token(url: &mut Url) -> bool {
    let mut segments: Vec<&str> = url.path().split('/').skip(1).collect();
    let is_token = |pair: &[&str]| pair[0] == "t" && !pair[1].is_empty() && !is_platform(pair[1]);
    let before = segments.len();
    while let Some(at) = segments.windows(2).position(is_token) {
        segments.drain(at..at + 2);
    }
    if segments.len() == before {
        return false;
    }
    let rest = format!("/{}", segments.join("/"));
    url.set_path(&rest);
    true
}

/// The channel that a URL is in: its path without a file's name, a platform, and empty segments.
fn channel_of(url: &Url, host: &str) -> Option<Url> {
    let mut segments: Vec<&str> = url.path_segments()?.filter(|s| !s.is_empty()).collect();
    let is_file = |name: &str| {
        [".json", ".zst", ".conda", ".bz2", ".gz", ".msgpack"]
            .iter()
            .any(|ending| name.ends_with(ending))
    };
    segments.pop_if(|name| is_file(name));
    segments.pop_if(|name| is_platform(name));
    if segments.is_empty() {
        return None;
    }
    let path = segments.join("/");
    let mut channel = url.clone();
    channel.set_host(Some(host)).ok()?;
    channel.set_path(&path);
    Some(channel)
}

/// conda's platforms, `SYSTEM-MACHINE`; a channel may be called `win-tools`.
pub(crate) fn is_platform(name: &str) -> bool {
    let machines: &[&str] = match name.split_once('-') {
        Some(("linux", _)) => &[
            "32",
            "64",
            "aarch64",
            "armv5l",
            "armv6l",
            "armv7l",
            "loong64",
            "loongarch64",
            "ppc64",
            "ppc64le",
            "riscv32",
            "riscv64",
            "s390x",
        ],
        Some(("osx" | "win", _)) => &["32", "64", "arm64"],
        Some(("freebsd", _)) => &["64"],
        Some(("emscripten" | "wasi", _)) => &["wasm32"],
        Some(("zos", _)) => &["z"],
        _ => return name == "noarch",
    };
    name.split_once('-')
        .is_some_and(|(_, machine)| machines.contains(&machine))
}

fn wildcard(text: &str, domain: &str) -> Result<Target> {
    if domain.contains(['/', ':', '?', '#', '@', '*']) {
        let why = "a wildcard is `*.` and a domain, without port, path or second `*`";
        return Err(refuse(text, why));
    }
    let host = Host::parse(domain).map_err(|error| refuse(text, error.to_string()))?;
    let Host::Domain(name) = host else {
        return Err(refuse(text, "an address has no subdomains"));
    };
    let place = Place::Wildcard(canonical_domain(text, &name)?);
    Ok(Target {
        place,
        channel: None,
        held_token: false,
    })
}

fn bucket(text: &str, rest: &str) -> Result<Target> {
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if bucket.contains('@') {
        return Err(user_info(text));
    }
    if bucket.is_empty() || !bucket.chars().all(allowed) {
        let why = "a bucket's name is letters, digits, `-`, `.` and `_`";
        return Err(refuse(text, why));
    }
    // Taken off, another key would answer than for rattler, which takes them for a part of the name.
    if prefix.contains(['?', '#']) {
        return Err(refuse(text, "a bucket's URL has no `?` and no `#`"));
    }
    let url =
        Url::parse(&format!("s3://{rest}")).map_err(|error| refuse(text, error.to_string()))?;
    Ok(Target {
        place: Place::Bucket(url),
        channel: None,
        held_token: false,
    })
}

fn channel(text: &str, alias: &Url) -> Result<Target> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '/');
    if !text.chars().all(allowed) || text.starts_with('/') {
        let why = "a channel's name is letters, digits, `-`, `.`, `_` and `/`";
        return Err(refuse(text, why));
    }
    let url = format!("{}/{text}", alias.as_str().trim_end_matches('/'));
    let rest = url
        .split_once("://")
        .map_or("", |(_, rest)| rest)
        .to_owned();
    web(text, &url, &rest)
}

fn user_info(text: &str) -> Error {
    Error::Usage {
        problem: format!(
            "`{}` has a user name or password in it",
            text::redact_url(text)
        ),
        hint: Some(
            "leave them out; `xauth login` takes them with `--username NAME --password`".into(),
        ),
    }
}

fn refuse(text: &str, why: impl Into<String>) -> Error {
    Error::Target {
        typed: text::redact_url(text),
        why: why.into(),
    }
}
