//! Neighbour: a stored login that answers for a part of what a new one seems to be for.

use super::{Context, Request};
use crate::{
    target::{Candidate, Key, Kind},
    vault::Vault,
};

/// Says that another key answers for a part of what this one seems to be for.
pub(super) fn note(request: &Request, vault: &Vault, context: &mut Context<'_>) {
    let (key, only_s3, what) = match request.key.kind() {
        // rattler's own command line stores `example.com` as `*.example.com`, and a bucket under its bare name.
        Kind::Host(host) => {
            let what = format!("for the hosts below: `xauth logout '*.{host}'` removes it");
            (format!("*.{host}"), false, what)
        }
        Kind::S3(url) => match url.trim_start_matches("s3://").split_once('/') {
            Some((bucket, _)) => {
                let what = format!("first: `xauth logout s3://{bucket}` removes it");
                (bucket.to_owned(), true, what)
            }
            None => return,
        },
        Kind::Wildcard(domain) if request.target.url().is_none() => {
            (domain.to_owned(), false, "for that host".to_owned())
        }
        Kind::Wildcard(_) | Kind::Path(_) => return,
    };
    let key = Key::stored(key);
    let answers = match only_s3 {
        true => matches!(
            vault.find(&[Candidate {
                key: key.clone(),
                only_s3
            }]),
            Ok(Some(_))
        ),
        false => vault.holder(&key).is_some(),
    };
    if answers {
        context.note(&format!("`{key}` is stored too, and answers {what}"));
    }
}
