//! Place: which URLs a bucket's server is asked for.

use url::Url;

use crate::{
    target::{Kind, key::is_secure, key::lookup},
    verify::{Bucket, Subject, Whereabouts},
};

const UNKNOWN: &str = "where its bucket is is not known: name the server with `AWS_ENDPOINT_URL`, or at \
                       `xauth login` with `--s3-endpoint-url URL` (Amazon's: `--s3-region REGION`)";

/// A bucket, a prefix in it, and the server that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    bucket: String,
    /// Without slashes around it.
    prefix: String,
    /// None for Amazon's own.
    endpoint: Option<Url>,
    /// The region that requests are signed for.
    pub(super) region: String,
}

impl Place {
    /// Where the subject's bucket is; else why that is not known.
    pub(super) fn of(subject: &Subject<'_>) -> Result<Self, String> {
        let url = url(subject).ok_or("there is no bucket to ask for")?;
        let bucket = url.host_str().unwrap_or_default().to_owned();
        if !is_name(&bucket) {
            return Err("no server takes the name of its bucket".into());
        }
        let Bucket { endpoint, region } = known(&subject.bucket)?;
        let region = match (region, &endpoint) {
            (Some(region), _) => region,
            // The region that servers other than Amazon's have when nobody has named one.
            (None, Some(_)) => "us-east-1".into(),
            (None, None) => return Err(UNKNOWN.into()),
        };
        if !is_name(&region) {
            return Err("the region is none".into());
        }
        Ok(Self {
            bucket,
            prefix: url.path().trim_matches('/').to_owned(),
            endpoint,
            region,
        })
    }

    /// The same bucket, in another region; none if that is no region, or the one that was asked.
    pub(super) fn moved(&self, region: &str) -> Option<Self> {
        let is_other = is_name(region) && region != self.region;
        is_other.then(|| Self {
            region: region.to_owned(),
            ..self.clone()
        })
    }

    /// Whether a session token may go there.
    pub(super) fn is_secure(&self) -> bool {
        self.endpoint.as_ref().is_none_or(is_secure)
    }

    /// The first of what is below the prefix, as a list.
    pub(super) fn list(&self) -> Option<Url> {
        let prefix = match self.prefix.as_str() {
            "" => String::new(),
            prefix => format!("{prefix}/"),
        };
        let mut url = self.url("")?;
        let query = format!("list-type=2&max-keys=1&prefix={}", escaped(&prefix, ""));
        url.set_query(Some(&query));
        Some(url)
    }

    /// The index of the channel at the prefix.
    pub(super) fn index(&self) -> Option<Url> {
        let path = format!("{}/noarch/repodata.json", self.prefix);
        self.url(path.trim_start_matches('/'))
    }

    /// Amazon's servers have the bucket in their name, others in the path (and Amazon's, if their certificate would
    /// not be for the name).
    fn url(&self, key: &str) -> Option<Url> {
        let key = escaped(key, "/");
        let (region, bucket) = (&self.region, &self.bucket);
        let amazon = match region.starts_with("cn-") {
            true => "amazonaws.com.cn",
            false => "amazonaws.com",
        };
        let text = match &self.endpoint {
            Some(endpoint) => {
                let mut base = endpoint.clone();
                base.set_query(None);
                base.set_fragment(None);
                let base = base.as_str().trim_end_matches('/').to_owned();
                format!("{base}/{bucket}/{key}")
            }
            None if bucket.contains('.') => format!("https://s3.{region}.{amazon}/{bucket}/{key}"),
            None => format!("https://{bucket}.s3.{region}.{amazon}/{key}"),
        };
        let url = Url::parse(&text).ok()?;
        let is_bare = url.username().is_empty() && url.password().is_none();
        let is_web = matches!(url.scheme(), "http" | "https");
        (is_bare && is_web).then_some(url)
    }
}

fn known(bucket: &Whereabouts) -> Result<Bucket, String> {
    match bucket {
        Whereabouts::Unknown => Err(UNKNOWN.into()),
        Whereabouts::Unusable(why) => Err(why.clone()),
        Whereabouts::Said(bucket) => Ok(bucket.clone()),
        Whereabouts::Guessed(region) => Ok(Bucket {
            endpoint: None,
            region: Some(region.clone()),
        }),
    }
}

/// The bucket's URL: one of the subject's sites, or what its key says.
fn url(subject: &Subject<'_>) -> Option<Url> {
    let answers = |url: &Url| {
        let candidates = lookup(url);
        url.scheme() == "s3" && candidates.iter().any(|one| one.key == *subject.key)
    };
    let site = subject.sites.iter().find(|site| answers(site)).cloned();
    site.or_else(|| match subject.key.kind() {
        Kind::S3(text) => Url::parse(text).ok(),
        Kind::Host(_) | Kind::Wildcard(_) | Kind::Path(_) => None,
    })
}

/// Whether it can stand in the name of a host.
fn is_name(text: &str) -> bool {
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let is_edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    is_edge(bytes.first()) && is_edge(bytes.last()) && bytes.iter().copied().all(is_good)
}

/// `text` as it stands in what is signed: all but unreserved characters as `%XX`. What is escaped already stays.
fn escaped(text: &str, also: &str) -> String {
    let plain = crate::text::percent_decoded(text).unwrap_or_else(|| text.to_owned());
    let mut shown = String::new();
    for byte in plain.bytes() {
        let c = char::from(byte);
        match byte.is_ascii_alphanumeric() || "-._~".contains(c) || also.contains(c) {
            true => shown.push(c),
            false => shown.push_str(&format!("%{byte:02X}")),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(bucket: &str, region: &str) -> Place {
        Place {
            bucket: bucket.into(),
            prefix: "a b".into(),
            endpoint: None,
            region: region.into(),
        }
    }

    #[test]
    fn amazons_buckets_have_names_of_their_own_where_a_certificate_is_for_them() {
        for (bucket, region, host) in [
            ("b", "eu-west-1", "https://b.s3.eu-west-1.amazonaws.com/"),
            (
                "b.c",
                "us-east-1",
                "https://s3.us-east-1.amazonaws.com/b.c/",
            ),
            (
                "b",
                "cn-north-1",
                "https://b.s3.cn-north-1.amazonaws.com.cn/",
            ),
        ] {
            let place = place(bucket, region);
            let list = format!("{host}?list-type=2&max-keys=1&prefix=a%20b%2F");
            assert_eq!(place.list().unwrap().as_str(), list);
            let index = format!("{host}a%20b/noarch/repodata.json");
            assert_eq!(place.index().unwrap().as_str(), index);
        }
    }

    #[test]
    fn another_region_is_another_of_amazons_servers() {
        let moved = place("b", "us-east-1").moved("eu-west-1").unwrap();
        let host = moved.list().unwrap().host_str().map(str::to_owned);
        assert_eq!(host.as_deref(), Some("b.s3.eu-west-1.amazonaws.com"));
        for bad in ["us-east-1", "evil.example/", "evil.example#", "x@y", ""] {
            assert_eq!(place("b", "us-east-1").moved(bad), None, "{bad}");
        }
    }
}
