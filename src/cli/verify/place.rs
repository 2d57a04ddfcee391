//! Where a bucket is: what is said now, else what is remembered, else what the environment says.

use url::Url;

use crate::{
    env::Env,
    notes::Note,
    target::{Target, key::is_secure},
    verify::{Bucket, Verdict, Whereabouts},
};

/// Why a URL cannot be the server of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    NoUrl,
    NotBare,
    PlainHttp,
}

impl Wrong {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::NoUrl => "it is no URL",
            Self::NotBare => "it is not `https://` and a host",
            Self::PlainHttp => "it is plain http",
        }
    }
}

/// The URL of a bucket's server; in `note` is whether it may be plain http.
pub(super) fn endpoint(text: &str, note: &Note) -> Result<Url, Wrong> {
    let url = Url::parse(text).map_err(|_| Wrong::NoUrl)?;
    let is_web = ["https", "http"].contains(&url.scheme());
    let has_user = !url.username().is_empty() || url.password().is_some();
    if !is_web || has_user || url.query().is_some() || url.fragment().is_some() {
        return Err(Wrong::NotBare);
    }
    match is_secure(&url) || note.plain_http {
        true => Ok(url),
        false => Err(Wrong::PlainHttp),
    }
}

/// Where the bucket of a login is. What is remembered is of this bucket, and the environment is about all, so it adds
/// nothing to that: a region alone would send keys to Amazon that are another server's.
pub(super) fn whereabouts(given: Bucket, note: &Note, env: &Env) -> Whereabouts {
    let Bucket { endpoint, region } = given;
    if let Some(remembered) = note.bucket.clone() {
        return Whereabouts::Said(Bucket {
            endpoint: endpoint.or(remembered.endpoint),
            region: region.or(remembered.region),
        });
    }
    let is_given = region.is_some();
    let region = region.or_else(|| region_of(env));
    match endpoint.map(Ok).or_else(|| endpoint_of(note, env)) {
        Some(Ok(url)) => Whereabouts::Said(Bucket {
            endpoint: Some(url),
            region,
        }),
        Some(Err(why)) => Whereabouts::Unusable(why),
        None if is_given => Whereabouts::Said(Bucket {
            endpoint: None,
            region,
        }),
        None => region.map_or(Whereabouts::Unknown, Whereabouts::Guessed),
    }
}

/// Where a bucket is that nobody has said to be Amazon's: there, if the keys are good there.
pub(in crate::cli) fn proven(
    verdict: Option<&Verdict>,
    target: &Target,
    env: &Env,
) -> Option<Bucket> {
    let is_good = matches!(verdict, Some(Verdict::Good { .. }));
    let region = region_of(env).filter(|_| is_good && target.is_bucket())?;
    Some(Bucket {
        endpoint: None,
        region: Some(region),
    })
}

/// The region in the environment, as the tools of Amazon are told it.
fn region_of(env: &Env) -> Option<String> {
    let mut names = ["AWS_REGION", "AWS_DEFAULT_REGION"].into_iter();
    let region = names.find_map(|name| env.variable(name));
    region.map(str::to_owned)
}

/// The server in the environment, or why it cannot be asked.
fn endpoint_of(note: &Note, env: &Env) -> Option<Result<Url, String>> {
    let names = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"].into_iter();
    let mut set = names.filter_map(|name| Some((name, env.path_variable(name)?)));
    let (name, text) = set.next()?;
    let url = endpoint(&text.to_string_lossy(), note);
    Some(url.map_err(|wrong| {
        let words = wrong.words();
        format!("`{name}` cannot be the server of a bucket: {words}")
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINIO: &str = "https://minio.example/";

    fn said(endpoint: Option<&str>, region: Option<&str>) -> Bucket {
        Bucket {
            endpoint: endpoint.map(|url| url.parse().unwrap()),
            region: region.map(str::to_owned),
        }
    }

    fn find(given: Bucket, remembered: Option<Bucket>, env: &[(&str, &str)]) -> Whereabouts {
        let note = Note {
            bucket: remembered,
            ..Note::default()
        };
        whereabouts(given, &note, &Env::of(env.iter().copied()))
    }

    #[test]
    fn what_is_remembered_of_a_bucket_is_not_changed_by_a_region_of_the_environment() {
        let region = [("AWS_REGION", "us-east-1")];
        let server = said(Some(MINIO), None);
        let found = |given| find(given, Some(server.clone()), &region);
        assert_eq!(found(Bucket::default()), Whereabouts::Said(server.clone()));
        assert_eq!(
            found(said(None, Some("r"))),
            Whereabouts::Said(said(Some(MINIO), Some("r")))
        );
        assert_eq!(
            found(said(Some("https://other.example"), None)),
            Whereabouts::Said(said(Some("https://other.example"), None))
        );
        let amazon = said(None, Some("eu-west-1"));
        let elsewhere = [("AWS_ENDPOINT_URL", MINIO)];
        assert_eq!(
            find(Bucket::default(), Some(amazon.clone()), &elsewhere),
            Whereabouts::Said(amazon)
        );
    }

    #[test]
    fn the_environment_names_a_server_and_a_region_or_nothing_sure() {
        let find = |env: &[(&str, &str)]| find(Bucket::default(), None, env);
        assert_eq!(find(&[]), Whereabouts::Unknown);
        let region = ("AWS_DEFAULT_REGION", "r");
        assert_eq!(find(&[region]), Whereabouts::Guessed("r".into()));
        let all = [
            ("AWS_ENDPOINT_URL", "https://all.example"),
            ("AWS_ENDPOINT_URL_S3", MINIO),
            region,
        ];
        assert_eq!(find(&all), Whereabouts::Said(said(Some(MINIO), Some("r"))));
    }

    #[test]
    fn a_server_that_cannot_be_asked_is_not_replaced_by_amazons() {
        for (url, why) in [
            ("http://minio.example:9000", "it is plain http"),
            ("minio.example", "it is no URL"),
            (
                "https://u:SECRET@minio.example",
                "it is not `https://` and a host",
            ),
            (
                "https://minio.example/?sig=SECRET",
                "it is not `https://` and a host",
            ),
            ("ftp://minio.example", "it is not `https://` and a host"),
        ] {
            let env = [("AWS_ENDPOINT_URL", url), ("AWS_REGION", "us-east-1")];
            let why = format!("`AWS_ENDPOINT_URL` cannot be the server of a bucket: {why}");
            for given in [Bucket::default(), said(None, Some("r"))] {
                assert_eq!(find(given, None, &env), Whereabouts::Unusable(why.clone()));
            }
        }
        let note = Note {
            plain_http: true,
            ..Note::default()
        };
        let env = Env::of([("AWS_ENDPOINT_URL", "http://minio.example")]);
        assert_eq!(
            whereabouts(Bucket::default(), &note, &env),
            Whereabouts::Said(said(Some("http://minio.example"), None))
        );
    }
}
