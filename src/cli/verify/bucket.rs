//! The flags that say where a bucket is.

use url::Url;

use super::place::{self, Wrong};
use crate::{
    env::Env,
    error::{Error, Result},
    notes::Note,
    target::Target,
    text::{redact_url, word},
    verify::{Bucket, Whereabouts},
};

/// Where a bucket is, for what asks its server.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(in crate::cli) struct Flags {
    /// The server of the bucket, to verify the keys there; remembered for later checks, and told to no other tool [default: what is remembered, `AWS_ENDPOINT_URL_S3`,
    /// `AWS_ENDPOINT_URL`, else Amazon's]
    #[arg(long, value_name = "URL", help_heading = "S3")]
    s3_endpoint_url: Option<String>,
    /// The region of the bucket, for the same [default: what is remembered, `AWS_REGION`, `AWS_DEFAULT_REGION`; with a server of your own, us-east-1]
    #[arg(long, value_name = "NAME", help_heading = "S3")]
    s3_region: Option<String>,
}

impl Flags {
    /// Where the bucket is, if that was said: by the flags, an earlier login, which is in `note`, or the environment.
    pub(in crate::cli) fn bucket(
        self,
        target: &Target,
        note: &Note,
        env: &Env,
    ) -> Result<Option<Bucket>> {
        let is_given = self.s3_endpoint_url.is_some() || self.s3_region.is_some();
        if !target.is_bucket() {
            return match is_given {
                true => Err(not_a_bucket(target)),
                false => Ok(None),
            };
        }
        let endpoint = self.s3_endpoint_url.map(|url| endpoint(&url, note));
        let given = Bucket {
            endpoint: endpoint.transpose()?,
            region: self.s3_region.map(region).transpose()?,
        };
        Ok(match place::whereabouts(given, note, env) {
            Whereabouts::Said(bucket) => Some(bucket),
            Whereabouts::Unknown | Whereabouts::Guessed(_) | Whereabouts::Unusable(_) => None,
        })
    }
}

fn not_a_bucket(target: &Target) -> Error {
    Error::Usage {
        problem: format!(
            "`{target}` is not a bucket, which `--s3-endpoint-url` and `--s3-region` are about"
        ),
        hint: Some("name it: `xauth login s3://BUCKET --s3-endpoint-url URL`".into()),
    }
}

fn endpoint(text: &str, note: &Note) -> Result<Url> {
    place::endpoint(text, note).map_err(|wrong| {
        let shown = redact_url(text);
        let https = word(&shown.replacen("http://", "https://", 1));
        let hint = match wrong {
            Wrong::PlainHttp => format!("use {https}, or add `--allow-insecure-http`"),
            Wrong::NoUrl | Wrong::NotBare => {
                "give it as in `--s3-endpoint-url https://HOST`".into()
            }
        };
        Error::Usage {
            problem: format!(
                "`{shown}` cannot be the server of a bucket: {}",
                wrong.words()
            ),
            hint: Some(hint),
        }
    })
}

/// A region is a part of what is signed, and for Amazon's servers of the host's name.
fn region(name: String) -> Result<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match !name.is_empty() && name.len() <= 64 && name.chars().all(is_plain) {
        true => Ok(name),
        false => Err(Error::Usage {
            problem: "the region cannot be used: it is letters, digits and hyphens".into(),
            hint: Some("give it as in `--s3-region us-east-1`".into()),
        }),
    }
}
