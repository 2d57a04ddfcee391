//! Model: what the words of `applies_to` mean, written down without a look at how lookup does it.

/// A request that might be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    pub scheme: &'static str,
    pub host: String,
    pub port: Option<u16>,
    /// Empty, or with a slash at its start.
    pub path: String,
}

impl Probe {
    pub fn url(&self) -> String {
        let port = self
            .port
            .map_or_else(String::new, |port| format!(":{port}"));
        format!("{}://{}{port}{}", self.scheme, self.host, self.path)
    }

    fn real_port(&self) -> Option<u16> {
        let usual = match self.scheme {
            "https" => Some(443),
            "http" => Some(80),
            _ => None,
        };
        self.port.or(usual)
    }
}

/// Whether one of the origins that a login printed is that of the request.
pub fn applies(origins: &[String], probe: &Probe) -> bool {
    origins.iter().any(|origin| applies_one(origin, probe))
}

fn applies_one(origin: &str, probe: &Probe) -> bool {
    let (scheme, rest) = origin.split_once("://").unwrap();
    if scheme != probe.scheme {
        return false;
    }
    let (place, path) = match rest.split_once('/') {
        Some((place, path)) => (place, Some(path)),
        None => (rest, None),
    };
    match path {
        // A whole host, whatever the port.
        None => is_host(place, &probe.host),
        Some(path) => {
            let (host, port) = port_of(place);
            let port = port.or(Probe {
                port: None,
                ..probe.clone()
            }
            .real_port());
            host == probe.host && port == probe.real_port() && is_below(path, &probe.path)
        }
    }
}

fn is_host(pattern: &str, host: &str) -> bool {
    let Some(domain) = pattern.strip_prefix("*.") else {
        return pattern == host;
    };
    let wanted: Vec<&str> = domain.split('.').collect();
    let labels: Vec<&str> = host.split('.').collect();
    labels.len() > wanted.len() && labels[labels.len() - wanted.len()..] == wanted[..]
}

fn port_of(place: &str) -> (&str, Option<u16>) {
    match place.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse().unwrap())),
        _ => (place, None),
    }
}

fn is_below(folder: &str, path: &str) -> bool {
    let wanted = folder.split('/').filter(|segment| !segment.is_empty());
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    wanted
        .into_iter()
        .all(|segment| segments.next() == Some(segment))
}

#[test]
fn the_model_knows_hosts_labels_ports_and_segments() {
    let probe = |scheme, host: &str, port, path: &str| Probe {
        scheme,
        host: host.into(),
        port,
        path: path.into(),
    };
    for (origin, yes, no) in [
        (
            "https://a.test",
            vec![probe("https", "a.test", Some(8443), "/x")],
            vec![
                probe("http", "a.test", None, ""),
                probe("https", "b.a.test", None, ""),
            ],
        ),
        (
            "https://*.a.test",
            vec![probe("https", "c.b.a.test", None, "")],
            vec![
                probe("https", "a.test", None, ""),
                probe("https", "nota.test", None, ""),
            ],
        ),
        (
            "https://[::1]:8080/x/y",
            vec![probe("https", "[::1]", Some(8080), "/x/y/z")],
            vec![
                probe("https", "[::1]", None, "/x/y"),
                probe("https", "[::1]", Some(8080), "/x/yz"),
            ],
        ),
        (
            "https://a.test/x",
            vec![probe("https", "a.test", Some(443), "/x")],
            vec![probe("https", "a.test", None, "/")],
        ),
    ] {
        for probe in yes {
            assert!(applies(&[origin.into()], &probe), "{origin} {probe:?}");
        }
        for probe in no {
            assert!(!applies(&[origin.into()], &probe), "{origin} {probe:?}");
        }
    }
}
