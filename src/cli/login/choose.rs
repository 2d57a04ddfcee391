//! The scheme of a login, when it is not the flags that say it.

use super::Context;
use crate::{
    error::{Error, Result},
    scheme::Flags,
    target::Target,
    text::word,
};

/// The scheme: the flags', else what the server is known for, else what a person says.
pub(super) fn scheme(
    flags: &Flags,
    has_preset: bool,
    target: &Target,
    context: &mut Context<'_>,
) -> Result<&'static str> {
    let named = match flags.named()? {
        Some(name) => name,
        // Nobody is there to log in with a browser, and a job would wait for minutes.
        None if has_preset && !context.ui.is_unattended() => {
            context.note(&format!(
                "logging in to {target} with OAuth (with a token instead: `--token`)"
            ));
            "oauth"
        }
        None if !context.ui.can_ask() => return Err(no_scheme(target, has_preset)),
        None if target.is_bucket() => "s3",
        None => match target.server() {
            Some(server) => {
                context.note(&format!("make a token at {}", server.tokens));
                server.scheme
            }
            None => ask_scheme(target, context)?,
        },
    };
    if target.is_bucket() != (named == "s3") {
        let (problem, flag) = match target.is_bucket() {
            true => (
                "is a bucket, which takes S3 keys and nothing else",
                "--s3-access-key-id ID --s3-secret-access-key",
            ),
            false => ("is not a bucket, and only buckets take S3 keys", "--token"),
        };
        return Err(Error::usage(
            format!("`{target}` {problem}"),
            format!("xauth login {} {flag}", word(&target.to_string())),
        ));
    }
    Ok(named)
}

fn ask_scheme(target: &Target, context: &mut Context<'_>) -> Result<&'static str> {
    let schemes = ["bearer", "conda-token", "basic", "oauth"];
    let options = [
        "a bearer token (prefix.dev, Artifactory, most servers)",
        "a conda token, sent in the URL (anaconda.org, quetz)",
        "a user name and password",
        "OAuth or OpenID Connect, in a browser or with a code",
    ];
    let question = format!("Log in to {target} with");
    let chosen = context.ui.ask_one(&question, &options.map(String::from))?;
    Ok(schemes[chosen])
}

fn no_scheme(target: &Target, has_preset: bool) -> Error {
    let flag = match (target.is_bucket(), target.server()) {
        (true, _) => "--s3-access-key-id ID --s3-secret-access-key - < FILE",
        // A provider that only the user's own row names may give out no tokens in another way.
        (_, None) if has_preset => "--oauth",
        (_, Some(server)) if server.scheme == "conda-token" => "--conda-token - < FILE",
        _ => "--token - < FILE",
    };
    Error::Usage {
        problem: format!("how to log in to `{target}` was not said, and there is nobody to ask"),
        hint: Some(format!(
            "run `xauth login {} {flag}`, or see the other flags with `xauth login --help`",
            word(&target.to_string())
        )),
    }
}
