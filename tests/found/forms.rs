//! Forms: the ways in which one place is typed.

use proptest::{prelude::*, sample::select};

use super::{
    names::Dress,
    places::{ALIAS, Place, Reach, written},
};

/// How a place is typed.
#[derive(Clone, Debug)]
pub struct Form {
    dress: Dress,
    is_bare: bool,
    scheme: u8,
    tail: &'static str,
    usual_port: bool,
    slashes: &'static str,
}

/// A login, and two more forms of the same.
#[derive(Clone, Debug)]
pub struct Case {
    pub place: Place,
    pub reach: Reach,
    pub typed: [String; 3],
}

impl Form {
    fn any() -> impl Strategy<Value = Self> + Clone {
        let tails = [
            "",
            "",
            "/",
            "/noarch",
            "/linux-64/",
            "/osx-arm64/repodata.json.zst",
            "?x=/y",
            "#z",
            "//",
        ];
        let slashes = prop_oneof![4 => Just("/"), 1 => Just("//")];
        let tail = select(tails.to_vec());
        (
            Dress::any(),
            any::<bool>(),
            0_u8..3,
            tail,
            any::<bool>(),
            slashes,
        )
            .prop_map(|(dress, is_bare, scheme, tail, usual_port, slashes)| Self {
                dress,
                is_bare,
                scheme,
                tail,
                usual_port,
                slashes,
            })
    }

    /// The place as it is typed in this form.
    pub fn of(&self, place: &Place) -> String {
        match place {
            Place::Web {
                name,
                scheme,
                port,
                path,
            } => {
                let path = written(path, |segment| &segment.1).replacen('/', self.slashes, 1);
                let host = name.dressed(&self.dress);
                let usual = if *scheme == "https" { ":443" } else { ":80" };
                let port = match port {
                    Some(port) => format!(":{port}"),
                    None if self.usual_port => usual.into(),
                    None => String::new(),
                };
                let is_number =
                    !name.is_domain() && self.dress.is_one_number() && host.parse::<u32>().is_ok();
                let start = match self.is_bare && *scheme == "https" && !is_number {
                    true => String::new(),
                    false => format!("{}://", self.scheme(scheme)),
                };
                format!("{start}{host}{port}{path}{}", self.tail)
            }
            Place::Wildcard(name) => format!("*.{}", name.dressed(&self.dress)),
            Place::Channel { path } => {
                let path = written(path, |segment| &segment.1);
                let tail = self.tail.trim_end_matches("?x=/y").trim_end_matches("#z");
                match self.is_bare {
                    true => format!("{}{tail}", path.trim_start_matches('/')),
                    false => format!("{ALIAS}{path}{}", self.tail),
                }
            }
            Place::Bucket { bucket, prefix } => {
                let prefix: String = prefix.iter().map(|segment| format!("/{segment}")).collect();
                let tail = if self.is_bare { "/" } else { "" };
                format!("{}://{bucket}{prefix}{tail}", self.scheme("s3"))
            }
        }
    }

    fn scheme(&self, scheme: &str) -> String {
        match self.scheme {
            0 => scheme.to_uppercase(),
            1 => scheme[..1].to_uppercase() + &scheme[1..],
            _ => scheme.to_owned(),
        }
    }
}

impl Case {
    pub fn any() -> BoxedStrategy<Self> {
        Self::of(Place::any())
    }

    pub fn of(place: impl Strategy<Value = Place> + 'static) -> BoxedStrategy<Self> {
        let forms = prop::array::uniform3(Form::any());
        (place, Reach::any(), forms)
            .prop_map(|(place, reach, forms)| {
                let typed = forms.map(|form| form.of(&place));
                Self {
                    place,
                    reach,
                    typed,
                }
            })
            .boxed()
    }

    /// The words of its login, without the secret.
    pub fn words(&self) -> Vec<&str> {
        let mut words = vec![self.typed[0].as_str()];
        let Reach {
            subdomains,
            channel_only,
            insecure,
        } = self.reach;
        words.extend(subdomains.then_some("--subdomains"));
        words.extend(channel_only.then_some("--channel-only"));
        words.extend(insecure.then_some("--allow-insecure-http"));
        words.extend(match self.place {
            Place::Bucket { .. } => {
                &["--s3-access-key-id", "AKIA", "--s3-secret-access-key", "-"][..]
            }
            _ => &["--token", "-"],
        });
        words
    }
}

impl Reach {
    fn any() -> impl Strategy<Value = Self> {
        let which = prop_oneof![3 => Just(0), 1 => Just(1), 2 => Just(2)];
        (which, any::<bool>()).prop_map(|(which, insecure)| Self {
            subdomains: which == 1,
            channel_only: which == 2,
            insecure,
        })
    }
}
