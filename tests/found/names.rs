//! Names: hosts in their canonical form, each with ways in which people type it.

use std::net::{Ipv4Addr, Ipv6Addr};

use proptest::{prelude::*, sample::select};
use url::Host;

/// A host.
#[derive(Clone, Debug)]
pub enum Name {
    Domain(Vec<Label>),
    V4(Ipv4Addr),
    V6(Ipv6Addr),
}

/// One label: as it is looked up, and as a person writes it.
#[derive(Clone, Debug)]
pub struct Label {
    ascii: String,
    written: String,
}

/// How a name is typed.
#[derive(Clone, Debug)]
pub struct Dress {
    upper: u32,
    unicode: bool,
    dot: bool,
    number: u8,
}

const FOREIGN: [(&str, &str); 4] = [
    ("xn--bcher-kva", "bücher"),
    ("xn--mnchen-3ya", "münchen"),
    ("xn--r8jz45g", "例え"),
    ("xn--strae-oqa", "straße"),
];

/// Suffixes below which anybody can have a name.
const SUFFIXES: [&str; 6] = [
    "com",
    "example",
    "co.uk",
    "github.io",
    "test",
    "s3.amazonaws.com",
];

/// The servers that are known, and names below them.
const KNOWN: [&str; 6] = [
    "prefix.dev",
    "repo.prefix.dev",
    "a.b.prefix.dev",
    "anaconda.org",
    "conda.anaconda.org",
    "api.anaconda.org",
];

impl Name {
    /// Any name.
    pub fn any() -> BoxedStrategy<Self> {
        prop_oneof![
            6 => Self::domain(),
            2 => select(&KNOWN[..]).prop_map(Self::of),
            2 => select(&["localhost", "sub.localhost", "a.b.localhost"][..]).prop_map(Self::of),
            2 => prop_oneof![any::<u32>(), 0x7f00_0000_u32..0x7fff_ffff].prop_map(|bits| Self::V4(bits.into())),
            2 => prop_oneof![any::<u128>(), 1_u128..3, any::<u32>().prop_map(|low| (0xfe80_u128 << 112) | u128::from(low))]
                .prop_map(|bits| Self::V6(bits.into())),
        ]
        .boxed()
    }

    /// A domain of one's own below a public suffix.
    pub fn domain() -> BoxedStrategy<Self> {
        let plain = "[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,3})?".prop_map(|text| Label::plain(&text));
        let foreign = select(&FOREIGN[..]).prop_map(|(ascii, written)| Label {
            ascii: ascii.into(),
            written: written.into(),
        });
        let labels = prop::collection::vec(prop_oneof![4 => plain, 1 => foreign], 1..4);
        let suffix = select(&SUFFIXES[..]);
        (labels, suffix)
            .prop_map(|(mut labels, suffix)| {
                labels.extend(suffix.split('.').map(Label::plain));
                Self::Domain(labels)
            })
            // `it.com` is a public suffix itself.
            .prop_filter("nobody's own", |name: &Self| {
                psl::domain_str(&name.canonical()).is_some()
            })
            .boxed()
    }

    /// A domain that is written as it is looked up.
    pub fn of(text: &str) -> Self {
        Self::Domain(text.split('.').map(Label::plain).collect())
    }

    /// As it is looked up.
    pub fn canonical(&self) -> String {
        match self {
            Self::Domain(labels) => join(labels, |label| &label.ascii),
            Self::V4(address) => address.to_string(),
            // RFC 5952, as URLs have it: no dotted tail.
            Self::V6(address) => Host::<String>::Ipv6(*address).to_string(),
        }
    }

    /// As somebody might type it in a URL.
    pub fn dressed(&self, dress: &Dress) -> String {
        match self {
            Self::Domain(labels) if dress.unicode => {
                upper(&join(labels, |label| &label.written), dress.upper) + dress.dot()
            }
            Self::Domain(labels) => {
                upper(&join(labels, |label| &label.ascii), dress.upper) + dress.dot()
            }
            Self::V4(address) => v4(address.octets(), dress.number),
            Self::V6(address) => upper(&v6(*address, dress.number), dress.upper),
        }
    }

    pub fn is_domain(&self) -> bool {
        matches!(self, Self::Domain(_))
    }

    pub fn is_loopback(&self) -> bool {
        match self {
            Self::Domain(labels) => labels.last().is_some_and(|last| last.ascii == "localhost"),
            Self::V4(address) => address.octets()[0] == 127,
            Self::V6(address) => *address == Ipv6Addr::LOCALHOST,
        }
    }

    /// The domain of the known server that it belongs to.
    pub fn server(&self) -> Option<&'static str> {
        let name = self.canonical();
        let labels: Vec<&str> = name.rsplitn(3, '.').collect();
        match labels[..] {
            ["dev", "prefix", ..] => Some("prefix.dev"),
            ["org", "anaconda", ..] => Some("anaconda.org"),
            _ => None,
        }
    }
}

impl Label {
    fn plain(text: &str) -> Self {
        let text = text.to_owned();
        Self {
            ascii: text.clone(),
            written: text,
        }
    }
}

impl Dress {
    pub fn any() -> impl Strategy<Value = Self> + Clone {
        let upper = prop_oneof![Just(0), Just(u32::MAX), any::<u32>()];
        (upper, any::<bool>(), any::<bool>(), 0_u8..6).prop_map(|(upper, unicode, dot, number)| {
            Self {
                upper,
                unicode,
                dot,
                number,
            }
        })
    }

    /// Whether an address is one number, which alone would be a channel's name.
    pub fn is_one_number(&self) -> bool {
        self.number == 5
    }

    fn dot(&self) -> &'static str {
        if self.dot { "." } else { "" }
    }
}

fn join<'a>(labels: &'a [Label], text: impl Fn(&'a Label) -> &'a String) -> String {
    let texts: Vec<&str> = labels.iter().map(|label| text(label).as_str()).collect();
    texts.join(".")
}

/// `text` with those letters in upper case that `bits` chooses; `ß` has no upper case that is the same name.
fn upper(text: &str, bits: u32) -> String {
    let letter = |(at, c): (usize, char)| match bits >> (at % 32) & 1 {
        1 if c != 'ß' => c.to_uppercase().collect(),
        _ => c.to_string(),
    };
    text.chars().enumerate().map(letter).collect()
}

/// The forms of inet_aton(3), which URLs know.
fn v4([a, b, c, d]: [u8; 4], form: u8) -> String {
    let last = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte))
    };
    match form {
        1 => format!("0x{a:x}.{b}.0X{c:X}.{d}"),
        2 => format!("0{a:o}.{b}.0{c:o}.{d}"),
        3 => format!("{a}.{b}.{}", last(&[c, d])),
        4 => format!("{a}.{}", last(&[b, c, d])),
        5 => last(&[a, b, c, d]).to_string(),
        _ => format!("{a}.{b}.{c}.{d}"),
    }
}

fn v6(address: Ipv6Addr, form: u8) -> String {
    let groups = address.segments();
    let all = |write: fn(&u16) -> String| groups.iter().map(write).collect::<Vec<_>>();
    let text = match form {
        1 => all(|group| format!("{group:04x}")).join(":"),
        2 => all(|group| format!("{group:x}")).join(":"),
        3 => {
            let [.., a, b, c, d] = address.octets();
            format!(
                "{}:{a}.{b}.{c}.{d}",
                all(|group| format!("{group:x}"))[..6].join(":")
            )
        }
        _ => address.to_string(),
    };
    format!("[{text}]")
}
