//! Places: what a login is for, with what it must be stored under and must say, and requests near it.

use proptest::{prelude::*, sample::select};

use super::{
    around::{around, around_bucket},
    model::Probe,
    names::Name,
};

/// What a person means.
#[derive(Clone, Debug)]
pub enum Place {
    Web {
        name: Name,
        scheme: &'static str,
        port: Option<u16>,
        path: Vec<Segment>,
    },
    Wildcard(Name),
    Channel {
        path: Vec<Segment>,
    },
    Bucket {
        bucket: String,
        prefix: Vec<String>,
    },
}

/// A segment of a path: as it is sent, and as a person writes it.
pub type Segment = (String, String);

/// The flags that say how far a login reaches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reach {
    pub subdomains: bool,
    pub channel_only: bool,
    pub insecure: bool,
}

/// What a login must be stored under, and what it must say that it applies to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    pub key: String,
    pub origins: Vec<String>,
}

/// The channel alias of these tests.
pub const ALIAS: &str = "https://alias.example/conda";

impl Place {
    pub fn any() -> BoxedStrategy<Self> {
        prop_oneof![
            6 => Self::web(),
            2 => Name::domain().prop_map(Self::Wildcard),
            1 => path(1..3, false).prop_map(|path| Self::Channel { path }),
            2 => Self::bucket(),
        ]
        .boxed()
    }

    pub fn web() -> impl Strategy<Value = Self> {
        let port =
            prop_oneof![3 => Just(None), 1 => select(&[80, 443, 8080, 8443][..]).prop_map(Some)];
        let scheme = prop_oneof![4 => Just("https"), 1 => Just("http")];
        (Name::any(), scheme, port, path(0..3, true)).prop_map(|(name, scheme, port, path)| {
            // The usual port is no port.
            let usual = if scheme == "https" { 443 } else { 80 };
            let port = port.filter(|port| *port != usual);
            Self::Web {
                name,
                scheme,
                port,
                path,
            }
        })
    }

    fn bucket() -> impl Strategy<Value = Self> {
        let prefix = prop::collection::vec("[a-zA-Z0-9_.-]{0,2}[a-z]", 0..4);
        ("[a-z][a-zA-Z0-9_.-]{1,8}[a-z]", prefix)
            .prop_map(|(bucket, prefix)| Self::Bucket { bucket, prefix })
    }

    /// What must come of a login with these flags; none when it must be refused.
    pub fn expected(&self, reach: Reach) -> Option<Expected> {
        match self {
            Self::Web {
                name,
                scheme,
                port,
                path,
            } => {
                let is_secure = *scheme == "https" || name.is_loopback() || reach.insecure;
                let address = address(scheme, &name.canonical(), *port, path);
                is_secure.then(|| web(name, (!path.is_empty()).then_some(address), reach))?
            }
            Self::Channel { path } => {
                let address = format!("{ALIAS}{}", written(path, |segment| &segment.0));
                web(&Name::of("alias.example"), Some(address), reach)
            }
            Self::Wildcard(name) => {
                let expected = wildcard(name, reach);
                (!reach.channel_only).then_some(expected)
            }
            Self::Bucket { bucket, prefix } => {
                let key = [&[format!("s3://{bucket}")], &prefix[..]]
                    .concat()
                    .join("/");
                let origins = vec![key.clone()];
                let is_plain = !reach.subdomains && !reach.channel_only;
                is_plain.then_some(Expected { key, origins })
            }
        }
    }

    /// Requests that the login may be for, and many that it is not.
    pub fn probes(&self) -> Vec<Probe> {
        match self {
            Self::Web {
                name,
                scheme,
                port,
                path,
            } => around(
                &name.canonical(),
                scheme,
                *port,
                &written(path, |segment| &segment.0),
            ),
            Self::Channel { path } => {
                let path = format!("/conda{}", written(path, |segment| &segment.0));
                around("alias.example", "https", None, &path)
            }
            Self::Wildcard(name) => around(&name.canonical(), "https", None, ""),
            Self::Bucket { bucket, prefix } => {
                let path = prefix
                    .iter()
                    .map(|segment| format!("/{segment}"))
                    .collect::<String>();
                around_bucket(bucket, &path)
            }
        }
    }
}

fn web(name: &Name, channel: Option<String>, reach: Reach) -> Option<Expected> {
    let host = name.canonical();
    if reach.channel_only {
        let key = channel?;
        let origins = vec![key.clone()];
        return Some(Expected { key, origins });
    }
    if reach.subdomains {
        let has_subdomains = name.is_domain() && host.contains('.');
        return has_subdomains.then(|| wildcard(name, reach));
    }
    if let Some(server) = name.server() {
        return Some(wildcard(&Name::of(server), reach));
    }
    let origins = both(&host, name.is_loopback() || reach.insecure);
    Some(Expected { key: host, origins })
}

fn wildcard(name: &Name, reach: Reach) -> Expected {
    let domain = name.canonical();
    let key = format!("*.{domain}");
    let is_plain = name.is_loopback() || reach.insecure;
    let origins = [both(&domain, is_plain), both(&key, is_plain)].concat();
    Expected { key, origins }
}

fn both(host: &str, is_plain: bool) -> Vec<String> {
    let schemes = if is_plain {
        &["https", "http"][..]
    } else {
        &["https"]
    };
    schemes
        .iter()
        .map(|scheme| format!("{scheme}://{host}"))
        .collect()
}

fn address(scheme: &str, host: &str, port: Option<u16>, path: &[Segment]) -> String {
    let port = port.map_or_else(String::new, |port| format!(":{port}"));
    format!(
        "{scheme}://{host}{port}{}",
        written(path, |segment| &segment.0)
    )
}

/// `/a/b`, or nothing.
pub fn written(path: &[Segment], form: fn(&Segment) -> &String) -> String {
    path.iter()
        .map(|segment| format!("/{}", form(segment)))
        .collect()
}

fn path(length: std::ops::Range<usize>, foreign: bool) -> impl Strategy<Value = Vec<Segment>> {
    let same = |text: String| (text.clone(), text);
    let odd = [
        "win-tools",
        "linux-gurus",
        "osx-",
        "Label",
        "x.y",
        "conda-forge",
    ];
    let odd = select(odd.to_vec()).prop_map(move |text| same(text.to_owned()));
    // A channel's bare name has no dot, or it would be a host.
    let odd = odd.prop_filter("a bare name", move |segment| foreign || segment.0 != "x.y");
    let umlaut = Just(("k%C3%B6ln".to_owned(), "köln".to_owned()));
    let plain = "[a-su-z][a-z0-9_]{0,4}(-[a-z]{1,3})?"
        .prop_filter("localhost is a host", |text| text != "localhost")
        .prop_map(same);
    let segment = prop_oneof![6 => plain, 2 => odd, u32::from(foreign) => umlaut];
    prop::collection::vec(segment, length)
}
